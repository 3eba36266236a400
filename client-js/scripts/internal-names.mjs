// The properties that the parts of the core have for each other, and that no user and no server
// ever sees. The build shortens them; `check-names.mjs` looks that they are no names of the API, of
// the wire or of the platform's objects that the core uses.
const timers = 'start stop running reset';
const events = 'emit events';
const link = 'largest congested received abandon whenSettled retire requests heard wake leaving';
const requests = 'answer timer settings flush settle tooLate ended';
const tokens = 'renewable current fresh accepted forget';
const connection = 'subscriptions arrived pushed cut finished woke gone look';
const channel = 'parts subscription unused adjust want release resume use';
const reader =
  'reader reading behind begin moveTo holed gapped seen roster follow filled changed empty make';

export const INTERNAL_NAMES = [timers, events, link, requests, tokens, connection, channel, reader]
  .join(' ')
  .split(' ');

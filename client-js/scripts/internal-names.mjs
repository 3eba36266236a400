// The properties that the parts of the core have for each other, and that no user and no server
// ever sees. The build shortens them; `check-names.mjs` looks that they are no names of the API, of
// the wire or of the platform's objects that the core uses.
export const INTERNAL_NAMES = [
  // timer, backoff, emitter
  ...['start', 'stop', 'running', 'reset', 'emit'],
  // requests, link, heartbeat, refresher, tokens
  ...['answer', 'timer', 'largest', 'congested', 'received', 'abandon', 'whenSettled', 'retire'],
  ...['requests', 'heard', 'wake', 'renewable', 'current', 'fresh', 'accepted', 'forget'],
  // connection, page, patience
  ...['events', 'subscriptions', 'arrived', 'pushed', 'cut', 'woke', 'gone', 'look'],
  // channels, subscription, reader, reloader, presence
  ...['parts', 'subscription', 'reader', 'roster', 'reading', 'behind', 'begin', 'moveTo', 'holed'],
  ...['gapped', 'unused', 'adjust', 'want', 'release', 'resume', 'use', 'follow'],
  // outbox
  ...['settings', 'flush', 'settle', 'tooLate', 'ended'],
];

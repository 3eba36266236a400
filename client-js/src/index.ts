export { Channel } from './channel.js';
export type { ClientCode } from './error.js';
export { TidewireError, UnauthorizedError } from './error.js';
export type { Feature } from './feature.js';
export type { PresencePage } from './frames.js';
export type { HistoryOptions, MembersOptions } from './history.js';
export { history, members } from './history.js';
export type { Options, TokenContext } from './options.js';
export { presence } from './presence.js';
export { ready } from './ready.js';
export { reload } from './reload.js';
export type { Remedy } from './remedy.js';
export { remedy } from './remedy.js';
export type { WebSocketConstructor, WebSocketLike } from './socket.js';
export type { StreamOptions } from './stream.js';
export { stream } from './stream.js';
export { Tidewire } from './tidewire.js';
export type { Clock } from './timer.js';
export type {
  ChannelEvents,
  ChannelMap,
  ChannelOptions,
  ChannelState,
  ClientEvents,
  Gap,
  HistoryPage,
  ListenOptions,
  Member,
  Message,
  Off,
  Position,
  State,
} from './types.js';

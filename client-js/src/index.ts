export { Channel } from './channel.js';
export type { ClientCode, Remedy } from './error.js';
export { TidewireError, UnauthorizedError } from './error.js';
export type { PresencePage } from './frames.js';
export type { Options, TokenContext } from './options.js';
export type { WebSocketConstructor, WebSocketLike } from './socket.js';
export type { StreamOptions } from './stream.js';
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

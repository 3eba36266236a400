export { Channel } from './channel.js';
export type { ClientCode } from './error.js';
export { TidewireError } from './error.js';
export type { Options } from './options.js';
export type { WebSocketConstructor, WebSocketLike } from './socket.js';
export { Tidewire } from './tidewire.js';
export type { Clock } from './timer.js';
export type {
  ChannelEvents,
  ChannelOptions,
  ChannelState,
  Member,
  Message,
  Position,
  State,
} from './types.js';

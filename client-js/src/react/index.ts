export type {
  ChannelResult,
  MessagesResult,
  UseChannelOptions,
  UseMessagesOptions,
} from './hooks.js';
export {
  useChannel,
  useConnection,
  useLost,
  useMessages,
  usePresence,
  useTidewire,
} from './hooks.js';
export { TidewireProvider } from './provider.js';

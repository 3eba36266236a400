import { type ChannelMap, type Clock, type Options, Tidewire } from 'tidewire';
import { TabSocket } from './tab-socket.js';
import { type Environment, Tabs } from './tabs.js';

export type { Environment } from './tabs.js';

/** The options of a client, and with whom it shares. */
export type SharedOptions = Options & {
  /**
   * Tabs of the same address and scope share one connection, and with it the user whose token the
   * leading tab got. Put the user into it, so that a tab of somebody else keeps apart.
   */
  readonly scope?: string;
};

/**
 * A client whose connection is shared by all tabs of the origin: one of them leads and holds the
 * socket, the others reach the server through it. It is used like any other client.
 *
 * When the leading tab is closed or hidden, another one takes over, and every tab continues where
 * it stopped. Where the browser has no Web Locks or no BroadcastChannel, and outside of browsers,
 * each client has a socket of its own.
 */
export function sharedClient<Channels extends ChannelMap = Record<string, unknown>>(
  url: string | URL,
  options: SharedOptions,
  environment: Environment | undefined = browser(),
): Tidewire<Channels> {
  const { scope = '', ...own } = options;
  if (!environment) return new Tidewire(url, own);
  const address = new URL(url, globalThis.location?.href);
  const name = `tidewire ${address.href} ${scope}`;
  // the leader's connection does not end with this client's signal, but with the client itself
  const { signal: _, autoConnect: __, ...upstream } = own;
  const tabs = new Tabs(
    name,
    environment,
    () => new Tidewire(url, upstream),
    () => client.state.name === 'waiting' && client.connect(),
    own.clock ?? systemClock,
  );
  const { random } = environment;
  let sockets = 0;
  const client: Tidewire<Channels> = new Tidewire<Channels>(url, {
    ...own,
    token: 'shared', // the leader has the real one
    WebSocket: class extends TabSocket {
      constructor() {
        super(tabs, `${random().toString(36).slice(2)}-${++sockets}`);
      }
    },
  });
  client.on('state', ({ name }) => name === 'closed' && tabs.close());
  return client;
}

const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (handle) => clearTimeout(handle as number),
};

function browser(): Environment | undefined {
  const { navigator, BroadcastChannel, document } = globalThis as Partial<typeof globalThis>;
  const locks = navigator?.locks;
  if (!locks || !BroadcastChannel || !document) return undefined;
  return {
    locks,
    BroadcastChannel,
    document,
    addEventListener: (type, listener, options) => addEventListener(type, listener, options),
    random: Math.random,
  };
}

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import {
  type Channel,
  type ChannelOptions,
  type ChannelState,
  type Gap,
  type Member,
  type Message,
  presence,
  type State,
  type Tidewire,
  type TidewireError,
} from 'tidewire';
import { MessageList } from './message-list.js';
import { useContextClient } from './provider.js';
import { useStore } from './store.js';

const IDLE: State = { name: 'idle' };
const NOBODY: ReadonlyMap<string, Member> = new Map();

/** The client of the nearest {@link TidewireProvider}. Throws where there is none. */
export function useTidewire(): Tidewire {
  const client = useContextClient();
  if (!client) throw new Error('There is no client: wrap the components in a TidewireProvider.');
  return client;
}

/** What the connection is doing; `idle` on the server. */
export function useConnection(): State {
  const client = useContextClient();
  const listen = useMemo(
    () => client && ((changed: () => void) => client.on('state', changed)),
    [client],
  );
  return useStore(listen, () => client?.state ?? IDLE, IDLE);
}

/** Whether to tell the reader that there is no connection: only when it lasts, see `lostAfter`. */
export function useLost(): boolean {
  const client = useContextClient();
  const listen = useMemo(
    () =>
      client &&
      ((changed: () => void) => {
        const offs = [client.on('lost', changed), client.on('restored', changed)];
        return () => {
          for (const off of offs) off();
        };
      }),
    [client],
  );
  return useStore(listen, () => client?.lost ?? false, false);
}

/** The options of a channel, and what to do with what comes. */
export type UseChannelOptions<Data = unknown> = ChannelOptions & {
  /** Default true. With false nothing is subscribed. */
  readonly enabled?: boolean;
  readonly onMessage?: (message: Message<Data>) => void;
  readonly onGap?: (gap: Gap) => void;
};

/** A channel in a component. */
export type ChannelResult<Data = unknown> = {
  /** Undefined on the server. */
  readonly channel: Channel<Data> | undefined;
  readonly state: ChannelState;
  /** Why the channel failed; undefined while all is well. */
  readonly error: TidewireError | undefined;
};

/**
 * Subscribes to a channel while the component is mounted. The callbacks may be new ones with each
 * render; the options count when the channel is subscribed.
 */
export function useChannel<Data = unknown>(
  name: string,
  { enabled = true, onMessage, onGap, ...options }: UseChannelOptions<Data> = {},
): ChannelResult<Data> {
  const client = useContextClient();
  const latest = useRef({ onMessage, onGap, options });
  useEffect(() => {
    latest.current = { onMessage, onGap, options };
  });
  const [error, setError] = useState<TidewireError | undefined>();
  const [channel, setChannel] = useState<Channel<Data> | undefined>();

  useEffect(() => {
    if (!client || !enabled) return;
    const channel = client.channel(name, latest.current.options) as Channel<Data>;
    const offs = [
      channel.on('error', setError),
      channel.on('subscribed', () => setError(undefined)),
      channel.on('gap', (gap) => latest.current.onGap?.(gap)),
      channel.on('message', (message) => latest.current.onMessage?.(message)),
    ];
    setChannel(channel);
    return () => {
      for (const off of offs) off();
      channel.close();
      setChannel(undefined);
      setError(undefined);
    };
  }, [client, name, enabled]);

  const listen = useMemo(
    () =>
      channel &&
      ((changed: () => void) => (channel.closed ? () => {} : channel.on('state', changed))),
    [channel],
  );
  const state = useStore<ChannelState>(listen, () => channel?.state ?? 'idle', 'idle');
  return { channel, state, error };
}

/** The options of a channel, and how much of it is kept. */
export type UseMessagesOptions = ChannelOptions & {
  readonly enabled?: boolean;
  /** How many messages are kept. Default 100; what `loadMore` brings comes on top. */
  readonly limit?: number;
};

/** The newest messages of a channel in a component, and what can be done there. */
export type MessagesResult<Data = unknown> = ChannelResult<Data> & {
  /** Oldest first. */
  readonly messages: readonly Message<Data>[];
  /** Gets older ones from the history. Resolves with whether there are still more. */
  loadMore(count?: number): Promise<boolean>;
  publish: Channel<Data>['publish'];
};

/** The newest messages of a channel, as a list that grows. A gap starts it anew. */
export function useMessages<Data = unknown>(
  name: string,
  { limit = 100, ...options }: UseMessagesOptions = {},
): MessagesResult<Data> {
  const client = useContextClient();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another channel has another list
  const list = useMemo(() => new MessageList<Data>(limit), [client, name, limit]);
  const { channel, state, error } = useChannel<Data>(name, {
    rewind: limit,
    ...options,
    onMessage: (message) => list.add(message),
    onGap: () => list.clear(),
  });
  useEffect(() => {
    // somebody else subscribed before, so that nothing is replayed to us
    if (!channel?.position || list.read() !== list.empty) return;
    list.prepend(channel, limit).catch(() => {}); // the history is not open to everybody
  }, [channel, list, limit]);
  const messages = useStore(list.listen, list.read, list.empty);
  const loadMore = useCallback(
    async (count = 50) => (channel ? list.prepend(channel, count) : false),
    [channel, list],
  );
  const publish = useCallback<Channel<Data>['publish']>(
    async (data, publishOptions) => {
      if (!client) throw new Error('There is no client to publish with.');
      const target = client.channel(name);
      target.close(); // it can be published to all the same
      return target.publish(data, publishOptions);
    },
    [client, name],
  );
  return { channel, state, error, messages, loadMore, publish };
}

/** Who is in a channel, by session. */
export function usePresence(
  name: string,
  { enabled = true }: { readonly enabled?: boolean } = {},
): ReadonlyMap<string, Member> {
  const { channel } = useChannel(name, { enabled, presence });
  const listen = useMemo(
    () =>
      channel &&
      ((changed: () => void) => (channel.closed ? () => {} : channel.on('presence', changed))),
    [channel],
  );
  return useStore(listen, () => channel?.presence ?? NOBODY, NOBODY);
}

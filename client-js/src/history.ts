import type { Channel } from './channel.js';
import { encode } from './codec.js';
import type { Fields, PresencePage } from './frames.js';
import type { HistoryPage, Message } from './types.js';

/** Which part of a channel's history. */
export type HistoryOptions = {
  /** How many messages. Default 50. */
  readonly limit?: number;
  /** The offset that they lie below. Default: the newest of all. */
  readonly before?: number;
  readonly signal?: AbortSignal | undefined;
};

/** Which part of those who are in a channel. */
export type MembersOptions = {
  /** How many members. Default 100. */
  readonly limit?: number;
  /** The session id that theirs come after. Default: from the first. */
  readonly after?: string;
  readonly signal?: AbortSignal | undefined;
};

/**
 * A part of a channel's history, oldest first. The channel need not be subscribed.
 *
 * ```ts
 * let page = await history(room, { limit: 20 });
 * while (page) { show(page.messages); page = await page.next(); }
 * ```
 */
export async function history<Data>(
  channel: Channel<Data>,
  options: HistoryOptions = {},
): Promise<HistoryPage<Data>> {
  const { signal, ...page } = options;
  const { name } = channel;
  const request = encode({ history: { channel: name, ...page } });
  const { messages = [], more = false } = await ask(channel, request, signal);
  const before = messages[0]?.offset;
  return {
    messages: messages.map(
      (message) => ({ ...message, channel: name, replayed: true }) as Message<Data>,
    ),
    more,
    next: async () =>
      more && before !== undefined ? history(channel, { ...options, before }) : undefined,
  };
}

/** A part of those who are in a channel, in the order of session ids, without following them. */
export async function members(
  channel: Channel,
  options: MembersOptions = {},
): Promise<PresencePage> {
  const { signal, ...page } = options;
  const request = encode({ presence: { channel: channel.name, ...page } });
  const { members = [], count = 0, more = false } = await ask(channel, request, signal);
  return { members, count, more };
}

/** A question changes nothing, so that it may outlive a connection like a publish. */
function ask(
  { parts: { outbox, settings } }: Pick<Channel, 'parts'>,
  request: string,
  signal: AbortSignal | undefined,
): Promise<Fields> {
  return outbox.add(request, { age: settings.requestTimeout, tooLate: 'timeout', signal });
}

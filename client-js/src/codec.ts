import { clientError, TidewireError } from './error.js';
import type {
  ChannelPush,
  Connected,
  Fields,
  HistoryPage,
  PresencePage,
  Request,
  Resumed,
  ServerFrame,
  Subscribed,
} from './frames.js';
import type { Member, Message, Position } from './types.js';

/** A request without its id: what it asks is written down once, also when it is sent twice. */
export function encode(request: Request): string {
  return JSON.stringify(request);
}

/**
 * Throws a TidewireError `bad_data` for what JSON cannot say: undefined, functions, cycles,
 * bigints.
 */
export function encodePublish(channel: string, data: unknown, key: string | undefined): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(data);
  } catch (cause) {
    throw clientError('bad_data', 'The data cannot be written as JSON.', { cause });
  }
  if (json === undefined) throw clientError('bad_data', `JSON has no ${typeof data}.`);
  const tail = key === undefined ? '' : `,"key":${JSON.stringify(key)}`;
  return `{"publish":{"channel":${JSON.stringify(channel)},"data":${json}${tail}}}`;
}

/** The frame of an encoded request. */
export function withId(id: number, request: string): string {
  return `{"id":${id},${request.slice(1)}`;
}

/**
 * Reads a frame of the server. Undefined for what is not understood: an unknown push, or one of
 * another shape than the protocol's. Never throws.
 */
export function decode(text: string): ServerFrame | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined; // not JSON: not understood, like everything else below
  }
  const frame = fields(json);
  if (!frame) return undefined;
  if (frame.id !== undefined) return reply(frame);
  const draining = fields(frame.draining);
  if (draining) {
    const { reconnectIn } = draining;
    return isAmount(reconnectIn) ? { type: 'draining', reconnectIn } : undefined;
  }
  return (
    channelPush(frame) ?? (Object.keys(frame).length === 0 ? { type: 'heartbeat' } : undefined)
  );
}

function reply({ id, ok, error }: Fields): ServerFrame | undefined {
  if (!isAmount(id)) return undefined;
  const body = fields(ok);
  if (body) return { type: 'ok', id, ok: body };
  return { type: 'error', id, error: wireError(error) ?? badReply() };
}

function channelPush(frame: Fields): ChannelPush | undefined {
  const type = PUSHES.find((name) => frame[name] !== undefined);
  const body = type && fields(frame[type]);
  if (!body || typeof body.channel !== 'string') return undefined;
  const { channel } = body;
  switch (type) {
    case 'message': {
      const message = readMessage(body, channel, false);
      return message && { type, channel, message };
    }
    case 'gap': {
      const to = positionOrNone(body);
      return to === undefined ? undefined : { type, channel, position: to ?? undefined };
    }
    case 'unsubscribed':
      return typeof body.code === 'string' ? { type, channel, code: body.code } : undefined;
    default: {
      const members = list(body.members, member);
      return members && { type, channel, members };
    }
  }
}

const PUSHES = ['message', 'joined', 'left', 'unsubscribed', 'gap'] as const;

/** What stands in for a reply that is not what the protocol says. */
export function badReply(): TidewireError {
  return clientError('bad_reply', 'The server sent a reply of an unknown shape.', {
    retry: true,
  });
}

export function readConnected(ok: Fields): Connected | undefined {
  const { session, user, node, expires, heartbeat } = ok;
  const subscribed = list(ok.subscribed ?? [], resumed);
  if (typeof session !== 'string' || typeof user !== 'string' || typeof node !== 'string') return;
  if (typeof expires !== 'number' || !isAmount(heartbeat) || !subscribed) return undefined;
  return { session, user, node, expires, heartbeat, subscribed };
}

function resumed(value: unknown): Resumed | undefined {
  const body = fields(value);
  if (!body || typeof body.channel !== 'string') return undefined;
  const error = body.error === undefined ? undefined : (wireError(body.error) ?? badReply());
  return { channel: body.channel, result: error ?? readSubscribed(body) ?? badReply() };
}

export function readSubscribed(ok: Fields): Subscribed | undefined {
  const { channel, recovered } = ok;
  if (typeof channel !== 'string') return undefined;
  if (recovered !== undefined && typeof recovered !== 'boolean') return undefined;
  const messages = replayedMessages(ok, channel);
  const members = ok.members === undefined ? undefined : list(ok.members, member);
  if (!messages || (ok.members !== undefined && !members)) return undefined;
  const position = positionOrNone(ok);
  if (position === undefined) return undefined;
  return { channel, position: position ?? undefined, recovered, messages, members };
}

/** The position of a published message; null in a channel without history. */
export function readPublished(ok: Fields): Position | null | undefined {
  return positionOrNone(ok);
}

export function readHistory(ok: Fields): HistoryPage | undefined {
  const { channel, more } = ok;
  if (typeof channel !== 'string' || typeof more !== 'boolean') return undefined;
  const messages = replayedMessages(ok, channel);
  return messages && { messages, more };
}

export function readPresence({ members, count, more }: Fields): PresencePage | undefined {
  const page = list(members, member);
  if (!page || !isAmount(count) || typeof more !== 'boolean') return undefined;
  return { members: page, count, more };
}

/** When the refreshed token expires, in seconds since 1970. */
export function readRefreshed({ expires }: Fields): number | undefined {
  return typeof expires === 'number' ? expires : undefined; // RFC 7519: may have a fraction
}

function replayedMessages(ok: Fields, channel: string): Message[] | undefined {
  return list(ok.messages ?? [], (item) => {
    const body = fields(item);
    return body && readMessage(body, channel, true);
  });
}

function readMessage(body: Fields, channel: string, replayed: boolean): Message | undefined {
  const { offset, data, user, at } = body;
  if (data === undefined || typeof at !== 'number') return undefined;
  if (offset !== undefined && !isAmount(offset)) return undefined;
  if (user !== undefined && typeof user !== 'string') return undefined;
  return {
    channel,
    ...(offset !== undefined && { offset }),
    data,
    ...(user !== undefined && { user }),
    at,
    replayed,
  };
}

function member(value: unknown): Member | undefined {
  const body = fields(value);
  if (!body || typeof body.session !== 'string' || typeof body.user !== 'string') return undefined;
  const { session, user, info } = body;
  return { session, user, ...(info !== undefined && { info }) };
}

/** Null when there is none, undefined when it cannot be read. */
function positionOrNone({ epoch, offset }: Fields): Position | null | undefined {
  if (epoch === undefined && offset === undefined) return null;
  return typeof epoch === 'string' && isAmount(offset) ? { epoch, offset } : undefined;
}

function wireError(value: unknown): TidewireError | undefined {
  const body = fields(value);
  if (!body || typeof body.code !== 'string') return undefined;
  const message = typeof body.message === 'string' ? body.message : body.code;
  return new TidewireError(body.code, message, { retry: body.retry === true });
}

function fields(value: unknown): Fields | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? value : undefined;
}

/** Undefined unless it is an array and every item can be read. */
function list<T>(value: unknown, read: (item: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items = value.map(read);
  return items.every((item) => item !== undefined) ? items : undefined;
}

function isAmount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

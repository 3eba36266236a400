import { passing, TidewireError } from './error.js';
import type { Fields, Request, ServerFrame, WireError } from './frames.js';
import type { Position } from './types.js';

/** A request without its id: what it asks is written down once, also when it is sent twice. */
export function encode(request: Request): string {
  return JSON.stringify(request);
}

/**
 * Throws a TidewireError `bad_data` for what JSON cannot say: undefined, functions, cycles,
 * bigints.
 */
export function encodePublish(channel: string, data: unknown, key: string | undefined): string {
  let cause: unknown;
  try {
    const request = encode({ publish: { channel, data, key } });
    if (request.includes(',"data":')) return request; // left out when JSON cannot say it
  } catch (error) {
    cause = error;
  }
  throw new TidewireError('bad_data', `JSON has no such ${typeof data}.`, { cause });
}

/** The frame of an encoded request. */
export function withId(id: number, request: string): string {
  return `{"id":${id},${request.slice(1)}`;
}

const PUSHES = ['message', 'joined', 'left', 'unsubscribed', 'gap', 'draining'] as const;

/**
 * Reads a frame of the server: a reply, a push, or the heartbeat; undefined for a push that is not
 * known. Its members are not checked one by one: a server that breaks the protocol makes a throw
 * here or where they are used, and the link ends.
 */
export function decode(text: string): ServerFrame | undefined {
  const frame = JSON.parse(text);
  const { id, ok, error } = frame;
  if (id) return { type: 'reply', id, ok, error: ok ? undefined : errorOf(error) };
  const type = PUSHES.find((name) => name in frame);
  return type && { type, body: frame[type] };
}

/** The error that the answer to a subscribe holds, if it does. */
export function errorIn(result: Fields, channel: string): TidewireError | undefined {
  if (result.error) return errorOf(result.error);
  return result.channel === channel ? undefined : passing('bad_reply', 'No proper reply.');
}

function errorOf(error: WireError): TidewireError {
  return new TidewireError(error.code, error.message, error);
}

/** Undefined in a channel without history. */
export function positionOf({ epoch, offset }: Partial<Position>): Position | undefined {
  return epoch ? ({ epoch, offset } as Position) : undefined;
}

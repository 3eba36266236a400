import { positionOf } from './codec.js';
import type { Emitter } from './emitter.js';
import type { ChannelPush, Subscribed, WireMessage } from './frames.js';
import type { ChannelEvents, Gap, Member, Position } from './types.js';

/** The pushes that go to the listeners; `unsubscribed` is for the subscription. */
type ReadPush = Exclude<ChannelPush, { type: 'unsubscribed' }>;

/** What a reader tells its subscription. */
export type ReaderEvents = {
  /** A message is missing; reading has stopped. */
  holed(): void;
  /** Messages are lost. Whether to stop reading, because the state has to be loaded anew. */
  gapped(gap: Gap): boolean;
};

/**
 * Hands a channel's messages to its listeners, by the rule of positions (docs/protocol.md section
 * 2): the next one is handed over, a known one ignored, and none is ever skipped.
 *
 * It reads from {@link begin} until {@link stop}, or until it finds a hole. What arrives in
 * between belongs to a subscription that was given up, and is ignored.
 */
export class Reader {
  readonly #channel: string;
  readonly #events: Emitter<ChannelEvents>;
  readonly #owner: ReaderEvents;
  #position: Position | undefined;
  #members: ReadonlyMap<string, Member> = new Map();
  #reading = false;
  #missed = false;

  constructor(channel: string, events: Emitter<ChannelEvents>, owner: ReaderEvents) {
    this.#channel = channel;
    this.#events = events;
    this.#owner = owner;
  }

  get reading(): boolean {
    return this.#reading;
  }

  /** The listeners have seen everything up to here. */
  get position(): Position | undefined {
    return this.#position;
  }

  /** Who is here, by session. A map once read stays what it was. */
  get members(): ReadonlyMap<string, Member> {
    return this.#members;
  }

  /** Messages came while nobody listened, and the position stayed behind them. */
  get missed(): boolean {
    return this.#missed;
  }

  /**
   * The reply to a subscribe that asked to continue after `since`; `resumed` when there was one
   * before it. The listeners may have got further meanwhile, over the connection that this one
   * takes over from.
   */
  begin(reply: Subscribed, since: Position | undefined, resumed: boolean): void {
    const { messages = [], members, recovered } = reply;
    const position = positionOf(reply);
    const start = startOf(position, messages);
    const at = this.#position ?? since;
    const advanced = at !== since && at?.epoch === position?.epoch;
    const kept = at && (recovered ? position?.epoch === at.epoch : advanced && reaches(at, start));
    this.#reading = true;
    this.#missed = false;
    this.#position = kept ? at : start;
    if (at && !kept) this.#gap(at, start);
    if (members) {
      this.#members = new Map(members.map((member) => [member.session, member]));
      this.#events.emit('presence', this.#members);
    }
    for (const message of messages) this.#accept(message, true);
    if (!this.#reading) return;
    const behind = (this.#position?.offset ?? 0) < (position?.offset ?? 0);
    if (behind && !this.#missed) this.#hole();
    if (!this.#reading) return; // a hole, or a listener that has disconnected
    this.#events.emit('subscribed', { recovered, replayed: messages.length, resumed });
  }

  pushed(push: ReadPush): void {
    if (!this.#reading) return;
    const { type } = push;
    if (type === 'message') {
      const { type: _, channel, ...message } = push;
      return this.#accept(message, false);
    }
    if (type === 'gap') {
      const from = this.#position;
      this.#position = positionOf(push);
      this.#missed = false;
      return this.#gap(from, this.#position);
    }
    this.#present(type, push.members);
  }

  stop(): void {
    this.#reading = false;
  }

  /** The state of the listeners was loaded anew, at this position. */
  moveTo(position: Position): void {
    this.#position = position;
  }

  /** Forgets everything: the next {@link begin} is a first one. */
  reset(): void {
    this.#reading = false;
    this.#missed = false;
    this.#position = undefined;
    this.#members = new Map();
  }

  #accept(message: WireMessage, replayed: boolean): void {
    if (!this.#reading) return;
    const position = this.#position;
    const { offset } = message;
    const ahead = position && offset !== undefined ? offset - position.offset : 1;
    if (ahead <= 0) return;
    if (!this.#events.has('message')) {
      this.#missed = true;
      return;
    }
    if (ahead !== 1) return this.#hole();
    this.#events.emit('message', { ...message, channel: this.#channel, replayed });
    if (position && offset !== undefined) this.#position = { epoch: position.epoch, offset };
  }

  /** Tells of those who are new or were known; one who is known and joins is replaced. */
  #present(type: 'joined' | 'left', members: readonly Member[]): void {
    const before = this.#members;
    const after = new Map(before);
    for (const member of members) {
      if (type === 'left') after.delete(member.session);
      else after.set(member.session, member);
    }
    this.#members = after;
    for (const member of members) {
      if (before.has(member.session) === (type === 'left')) this.#events.emit(type, member);
    }
    this.#events.emit('presence', this.#members);
  }

  #gap(from: Position | undefined, to: Position | undefined): void {
    this.#events.emit('gap', { from, to });
    if (this.#reading) this.#reading = !this.#owner.gapped({ from, to });
  }

  #hole(): void {
    if (!this.#reading) return;
    this.#reading = false;
    this.#owner.holed();
  }
}

/** The position before the first message of a reply that continues nothing. */
function startOf(
  position: Position | undefined,
  [first]: readonly WireMessage[],
): Position | undefined {
  const { offset } = first ?? {};
  return position && offset !== undefined ? { ...position, offset: offset - 1 } : position;
}

function reaches(position: Position, start: Position | undefined): boolean {
  return start !== undefined && position.offset >= start.offset;
}

import type { Emitter } from './emitter.js';
import type { ChannelPush, Subscribed } from './frames.js';
import { Roster } from './roster.js';
import type { ChannelEvents, Message, Position } from './types.js';

/** The pushes that go to the listeners; `unsubscribed` is for the subscription. */
type ReadPush = Exclude<ChannelPush, { type: 'unsubscribed' }>;

/**
 * Hands a channel's messages to its listeners, by the rule of positions (docs/protocol.md section
 * 2): the next one is handed over, a known one ignored, and none is ever skipped.
 *
 * It reads from {@link begin} until {@link stop}, or until it finds a hole. What arrives in
 * between belongs to a subscription that was given up, and is ignored.
 */
export class Reader {
  readonly roster: Roster = new Roster();
  readonly #events: Emitter<ChannelEvents>;
  readonly #holed: () => void;
  #position: Position | undefined;
  #reading = false;
  #missed = false;

  /** `holed` is called when a message is missing; then reading has stopped. */
  constructor(events: Emitter<ChannelEvents>, holed: () => void) {
    this.#events = events;
    this.#holed = holed;
  }

  get reading(): boolean {
    return this.#reading;
  }

  /** The listeners have seen everything up to here. */
  get position(): Position | undefined {
    return this.#position;
  }

  /** Messages came while nobody listened, and the position stayed behind them. */
  get missed(): boolean {
    return this.#missed;
  }

  /**
   * The reply to a subscribe that asked to continue after `since`; `resumed` when there was one
   * before it.
   */
  begin(reply: Subscribed, since: Position | undefined, resumed: boolean): void {
    const { messages, members, position, recovered } = reply;
    const kept = since && recovered === true && position?.epoch === since.epoch;
    this.#reading = true;
    this.#missed = false;
    this.#position = kept ? since : startOf(reply);
    if (since && !kept) this.#events.emit('gap', { from: since, to: this.#position });
    if (members) {
      this.roster.replace(members);
      this.#events.emit('members', this.roster.members);
    }
    for (const message of messages) this.#accept(message);
    const behind = this.#position && this.#position.offset !== position?.offset;
    if (behind && !this.#missed) this.#hole();
    if (!this.#reading) return; // a hole, or a listener that has disconnected
    this.#events.emit('subscribed', { recovered, replayed: messages.length, resumed });
  }

  pushed(push: ReadPush): void {
    if (!this.#reading) return;
    switch (push.type) {
      case 'message':
        return this.#accept(push.message);
      case 'gap':
        return this.#skipTo(push.position);
      case 'joined':
        for (const member of this.roster.add(push.members)) this.#events.emit('joined', member);
        return this.#events.emit('members', this.roster.members);
      case 'left':
        for (const member of this.roster.remove(push.members)) this.#events.emit('left', member);
        return this.#events.emit('members', this.roster.members);
    }
  }

  stop(): void {
    this.#reading = false;
  }

  /** Forgets everything: the next {@link begin} is a first one. */
  reset(): void {
    this.#reading = false;
    this.#missed = false;
    this.#position = undefined;
    this.roster.replace([]);
  }

  #accept(message: Message): void {
    if (!this.#reading) return;
    const position = this.#position;
    const { offset } = message;
    const ahead = position && offset !== undefined ? offset - position.offset : 1;
    if (ahead <= 0) return;
    if (!this.#events.has('message')) {
      this.#missed = true;
      return;
    }
    if (ahead > 1) return this.#hole();
    this.#events.emit('message', message);
    if (position && offset !== undefined) this.#position = { epoch: position.epoch, offset };
  }

  #skipTo(to: Position | undefined): void {
    const from = this.#position;
    this.#position = to;
    this.#missed = false;
    this.#events.emit('gap', { from, to });
  }

  #hole(): void {
    if (!this.#reading) return;
    this.#reading = false;
    this.#holed();
  }
}

/** The position before the first message of a reply that continues nothing. */
function startOf({ position, messages }: Subscribed): Position | undefined {
  const first = messages[0]?.offset;
  return position && first !== undefined ? { epoch: position.epoch, offset: first - 1 } : position;
}

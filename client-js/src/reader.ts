import { positionOf } from './codec.js';
import type { Emitter } from './emitter.js';
import type { Inside } from './feature.js';
import type { ChannelPush, Subscribed, WireMessage } from './frames.js';
import type { CreateRoster, Roster } from './presence.js';
import type { ChannelEvents, Gap, Position } from './types.js';

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
 * It reads from {@link Reader.begin} until {@link Reader.stop}, or until it finds a hole. What
 * arrives in between belongs to a subscription that was given up, and is ignored.
 */
export type Reader = {
  reading(): boolean;
  /** The listeners have seen everything up to here. */
  seen(): Position | undefined;
  /** Messages came while nobody listened, and the position stays behind them. */
  behind(): boolean;
  /** Who is here; undefined while nobody wants to know. */
  roster(): Roster | undefined;
  follow(presence: Inside<CreateRoster>): void;
  /**
   * The reply to a subscribe that asked to continue after `since`; `resumed` when there was one
   * before it. The listeners may have got further meanwhile, over the connection that this one
   * takes over from.
   */
  begin(reply: Subscribed, since: Position | undefined, resumed: boolean): void;
  pushed(push: ReadPush): void;
  stop(): void;
  /** The state of the listeners was loaded anew, at this position. */
  moveTo(position: Position): void;
  /** Forgets everything: the next {@link Reader.begin} is a first one. */
  reset(): void;
};

export function createReader(
  channel: string,
  { emit, has }: Emitter<ChannelEvents>,
  { holed, gapped }: ReaderEvents,
): Reader {
  let position: Position | undefined;
  let roster: Roster | undefined;
  let reading = false;
  let missed = false;

  function begin(reply: Subscribed, since: Position | undefined, resumed: boolean): void {
    const { messages = [], members, recovered } = reply;
    const newest = positionOf(reply);
    const [first] = messages;
    // the position before the first message, for when nothing is continued
    const start = newest && first?.offset ? { ...newest, offset: first.offset - 1 } : newest;
    const at = position ?? since;
    const same = at && at.epoch === start?.epoch;
    const kept = same && (recovered || (at !== since && at.offset >= start.offset));
    reading = true;
    missed = false;
    position = kept ? at : start;
    if (at && !kept) tellGap(at);
    if (members) roster?.filled(members);
    for (const message of messages) accept(message, true);
    if ((position?.offset ?? 0) < (newest?.offset ?? 0) && !missed) hole();
    // not after a hole, or when a listener has disconnected
    if (reading) emit('subscribed', { recovered, replayed: messages.length, resumed });
  }

  function pushed(push: ReadPush): void {
    if (!reading) return;
    if (push.type === 'message') {
      accept(push.body, false);
    } else if (push.type === 'gap') {
      const from = position;
      position = positionOf(push.body);
      missed = false;
      tellGap(from);
    } else roster?.changed(push.type, push.body.members);
  }

  function accept(message: WireMessage, replayed: boolean): void {
    if (!reading) return;
    const { offset } = message;
    const ahead = position && offset !== undefined ? offset - position.offset : 1;
    if (ahead <= 0) return;
    if (!has('message')) {
      missed = true;
      return;
    }
    if (ahead !== 1) return hole();
    emit('message', { ...message, channel, replayed });
    if (position && offset !== undefined) position = { ...position, offset };
  }

  /** It leads up to the position. */
  function tellGap(from: Position | undefined): void {
    const gap = { from, to: position };
    emit('gap', gap);
    if (reading) reading = !gapped(gap);
  }

  function hole(): void {
    if (!reading) return;
    reading = false;
    holed();
  }

  return {
    reading: () => reading,
    seen: () => position,
    behind: () => reading && missed && position !== undefined,
    roster: () => roster,
    follow(presence) {
      roster = presence.make(emit);
    },
    begin,
    pushed,
    stop() {
      reading = false;
    },
    moveTo(loaded) {
      position = loaded;
    },
    reset() {
      reading = missed = false;
      position = undefined;
      roster?.empty();
    },
  };
}

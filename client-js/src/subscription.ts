import { Backoff } from './backoff.js';
import { badReply, encode, readSubscribed } from './codec.js';
import { type Emitter, report } from './emitter.js';
import { TidewireError } from './error.js';
import type { ChannelPush, Fields, SubscribeBody, Subscribed } from './frames.js';
import type { Settings } from './options.js';
import type { Requests } from './requests.js';
import { Roster } from './roster.js';
import { Timer } from './timer.js';
import type { ChannelEvents, ChannelOptions, ChannelState, Message, Position } from './types.js';

/** How long a subscription outlives its last listener, so that a view which is made anew finds it still there. */
const GRACE = 1_000;
/** Codes of an `unsubscribed` push after which another try may succeed (docs/protocol.md section 3). */
const PASSING = new Set(['token_expired', 'rate_limited', 'unavailable', 'internal']);
/** After these the server may hold the subscription: it is given back before it is asked for again. */
const IN_DOUBT = new Set(['timeout', 'bad_reply', 'already_subscribed']);

/**
 * One channel's subscription through all connections: wanted or not, held by the server or not, and the position up
 * to which its listeners have seen everything.
 *
 * At most one subscribe or unsubscribe is under way; when it is answered, {@link #reconcile} compares what is
 * wanted with what is held and takes the next step. Pushes count only while the state is `subscribed`: what
 * arrives earlier belongs to a subscription that was given up.
 */
export class Subscription {
  readonly roster: Roster = new Roster();
  readonly #channel: string;
  readonly #options: ChannelOptions;
  readonly #events: Emitter<ChannelEvents>;
  readonly #requests: () => Requests | undefined;
  readonly #backoff: Backoff;
  readonly #pause: Timer;
  readonly #grace: Timer;
  #state: ChannelState = 'idle';
  #position: Position | undefined;
  #over = false;
  #wanted = false;
  #held = false;
  #asking = false;
  /** Asked for in the `connect` that is under way. */
  #resuming = false;
  /** Held, but of no use any more: it has to be made anew. */
  #broken = false;
  /** Something came while nobody listened; the position stayed behind it. */
  #missed = false;
  /** It was subscribed before, without a time in which nobody wanted it. */
  #continues = false;
  /** What the subscribe under way asked to continue after. */
  #since: Position | undefined;
  /** Where the last hole was found. */
  #hole: Position | undefined;

  constructor(
    channel: string,
    options: ChannelOptions,
    events: Emitter<ChannelEvents>,
    requests: () => Requests | undefined,
    { backoff, clock, random }: Settings,
  ) {
    this.#channel = channel;
    this.#options = options;
    this.#events = events;
    this.#requests = requests;
    this.#backoff = new Backoff({ min: backoff.min, max: backoff.max, random });
    this.#pause = new Timer(clock);
    this.#grace = new Timer(clock);
  }

  get state(): ChannelState {
    return this.#state;
  }

  get position(): Position | undefined {
    return this.#position;
  }

  /** Somebody listens. */
  want(): void {
    if (this.#over) return;
    this.#grace.stop();
    this.#wanted = true;
    if (this.#missed) {
      this.#missed = false;
      if (this.#held && this.#position) this.#broken = true;
    }
    if (this.#state === 'idle' || this.#state === 'failed' || this.#broken) {
      this.#state = 'subscribing';
    }
    this.#reconcile();
  }

  /** Nobody listens any more. */
  release(): void {
    if (this.#over) return;
    this.#grace.start(GRACE, () => this.#letGo());
  }

  /** What the next `connect` shall ask for; undefined when nothing is wanted. */
  resume(): SubscribeBody | undefined {
    if (!this.#wanted || this.#state === 'failed') return undefined;
    this.#resuming = true;
    return this.#ask();
  }

  /** The `connect` was answered, and every subscription in it. */
  connected(): void {
    if (this.#resuming) this.answered(badReply());
    else this.#reconcile();
  }

  cut(): void {
    this.#held = false;
    this.#asking = false;
    this.#resuming = false;
    this.#broken = false;
    this.#pause.stop();
    if (this.#state === 'subscribed') this.#state = 'subscribing';
  }

  /** There will be no connection any more. */
  close(): void {
    this.#over = true;
    this.cut();
    this.#grace.stop();
    this.#wanted = false;
    this.#state = 'idle';
  }

  /** The answer to a subscribe, by itself or in `connect`. */
  answered(result: Subscribed | TidewireError): void {
    if (!this.#asking) return;
    this.#asking = false;
    this.#resuming = false;
    if (result instanceof TidewireError) this.#refused(result);
    else {
      this.#held = true;
      this.#backoff.reset();
      if (this.#wanted && !this.#broken) this.#begin(result);
    }
    this.#reconcile();
  }

  pushed(push: ChannelPush): void {
    if (push.type === 'unsubscribed') return this.#ended(push.code);
    if (this.#state !== 'subscribed') return;
    switch (push.type) {
      case 'message':
        this.#accept(push.message);
        return;
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

  #reconcile(): void {
    const requests = this.#requests();
    if (!requests || this.#asking || this.#pause.running) return;
    if (this.#held && (!this.#wanted || this.#broken)) {
      this.#asking = true;
      const unsubscribe = encode({ unsubscribe: { channel: this.#channel } });
      requests.send(unsubscribe, (result) => this.#left(result));
    } else if (!this.#held && this.#wanted && this.#state !== 'failed') {
      const subscribe = encode({ subscribe: this.#ask() });
      requests.send(subscribe, (result) => this.answered(subscribed(result)));
    }
  }

  #ask(): SubscribeBody {
    const { rewind, presence, since } = this.#options;
    this.#pause.stop();
    this.#asking = true;
    this.#state = 'subscribing';
    this.#since = this.#position ?? (this.#continues ? undefined : since);
    return {
      channel: this.#channel,
      ...(this.#since && { since: this.#since }),
      ...(rewind !== undefined && { rewind }),
      ...(presence && { presence }),
    };
  }

  /** The unsubscribe was answered. An error says as well that the server holds nothing. */
  #left(result: Fields | TidewireError): void {
    if (isLost(result)) return;
    this.#asking = false;
    this.#held = false;
    this.#broken = false;
    this.#reconcile();
  }

  #letGo(): void {
    this.#wanted = false;
    this.#broken ||= this.#asking; // the answer under way would continue what ends here
    this.#continues = false;
    this.#missed = false;
    this.#position = undefined;
    this.#state = 'idle';
    this.#pause.stop();
    this.roster.replace([]);
    this.#reconcile();
  }

  #begin(reply: Subscribed): void {
    const from = this.#since;
    const kept = from && reply.recovered === true && reply.position?.epoch === from.epoch;
    const info = {
      recovered: reply.recovered,
      replayed: reply.messages.length,
      resumed: this.#continues,
    };
    this.#state = 'subscribed';
    this.#continues = true;
    this.#missed = false;
    this.#position = kept ? from : startOf(reply);
    if (from && !kept) this.#events.emit('gap', { from, to: this.#position });
    if (reply.members) {
      this.roster.replace(reply.members);
      this.#events.emit('members', this.roster.members);
    }
    for (const message of reply.messages) {
      if (this.#state === 'subscribed') this.#accept(message);
    }
    const behind = this.#position && this.#position.offset !== reply.position?.offset;
    if (this.#state === 'subscribed' && behind && !this.#missed) this.#heal();
    if (this.#state === 'subscribed') this.#events.emit('subscribed', info);
  }

  /** The rule of positions: hands over the next message, ignores a known one, and never skips one. */
  #accept(message: Message): void {
    const position = this.#position;
    const { offset } = message;
    const ahead = position && offset !== undefined ? offset - position.offset : 1;
    if (ahead <= 0) return;
    if (!this.#events.has('message')) {
      this.#missed = true;
      return;
    }
    if (ahead > 1) return this.#heal();
    this.#events.emit('message', message);
    if (position && offset !== undefined) this.#position = { epoch: position.epoch, offset };
  }

  /** A message is missing: subscribes again after the last one. Waits when that did not help the last time. */
  #heal(): void {
    this.#broken = true;
    this.#state = 'subscribing';
    if (this.#hole === this.#position) this.#retry();
    this.#hole = this.#position;
    this.#reconcile();
  }

  #skipTo(to: Position | undefined): void {
    const from = this.#position;
    this.#position = to;
    this.#missed = false;
    this.#events.emit('gap', { from, to });
  }

  #refused(error: TidewireError): void {
    if (isLost(error)) return;
    this.#held = IN_DOUBT.has(error.code);
    this.#broken = this.#held;
    this.#fail(error, error.retry || this.#held);
  }

  #ended(code: string): void {
    if (!this.#held || this.#asking) return;
    this.#held = false;
    const retry = PASSING.has(code);
    const message = `The server ended the subscription to ${this.#channel}: ${code}.`;
    this.#fail(new TidewireError(code, message, { retry }), retry);
  }

  #fail(error: TidewireError, again: boolean): void {
    if (!this.#wanted) return;
    this.#state = again ? 'subscribing' : 'failed';
    if (again) this.#retry();
    if (this.#events.has('error')) this.#events.emit('error', error);
    else if (!again) report(error); // nobody would ever learn why nothing comes
  }

  #retry(): void {
    this.#pause.start(this.#backoff.next(), () => this.#reconcile());
  }
}

function subscribed(result: Fields | TidewireError): Subscribed | TidewireError {
  return result instanceof TidewireError ? result : (readSubscribed(result) ?? badReply());
}

/** The connection ended: `cut()` says what follows, and the next `connect` asks again. */
function isLost(result: Fields | TidewireError): boolean {
  return result instanceof TidewireError && result.code === 'connection_lost';
}

/** The position before the first message of a reply that continues nothing. */
function startOf({ position, messages }: Subscribed): Position | undefined {
  const first = messages[0]?.offset;
  return position && first !== undefined ? { epoch: position.epoch, offset: first - 1 } : position;
}

import { Backoff } from './backoff.js';
import { badReply, encode, readSubscribed } from './codec.js';
import { type Emitter, report } from './emitter.js';
import { TidewireError } from './error.js';
import type { ChannelPush, Fields, SubscribeBody, Subscribed } from './frames.js';
import type { Settings } from './options.js';
import { Reader } from './reader.js';
import type { Requests } from './requests.js';
import { Timer } from './timer.js';
import type { ChannelEvents, ChannelOptions, ChannelState, Position } from './types.js';

/**
 * How long a subscription outlives its last listener, so that a view which is made anew finds it
 * still there.
 */
const GRACE = 1_000;
/**
 * Codes of an `unsubscribed` push after which another try may succeed (docs/protocol.md section 3).
 */
const PASSING = new Set(['token_expired', 'rate_limited', 'unavailable', 'internal']);
/**
 * After these the server may hold the subscription: it is given back before it is asked for again.
 */
const IN_DOUBT = new Set(['timeout', 'bad_reply', 'already_subscribed']);

/**
 * One channel's subscription through all connections: wanted here, and held by the server, or not.
 *
 * At most one subscribe or unsubscribe is under way; when it is answered, {@link #reconcile}
 * compares what is wanted with what is held and takes the next step. What the server sends
 * meanwhile is the {@link Reader}'s.
 */
export class Subscription {
  readonly reader: Reader;
  readonly #channel: string;
  readonly #options: ChannelOptions;
  readonly #events: Emitter<ChannelEvents>;
  readonly #requests: () => Requests | undefined;
  readonly #backoff: Backoff;
  readonly #pause: Timer;
  readonly #grace: Timer;
  /** The client is closed. */
  #over = false;
  #wanted = false;
  #failed = false;
  #held = false;
  #asking = false;
  /** Asked for in the `connect` that is under way. */
  #resuming = false;
  /** Held, or about to be, but of no use: it has to be made anew. */
  #broken = false;
  /** It was held before, and was wanted ever since. */
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
    this.reader = new Reader(events, () => this.#heal());
    this.#channel = channel;
    this.#options = options;
    this.#events = events;
    this.#requests = requests;
    this.#backoff = new Backoff({ min: backoff.min, max: backoff.max, random });
    this.#pause = new Timer(clock);
    this.#grace = new Timer(clock);
  }

  get state(): ChannelState {
    if (!this.#wanted) return 'idle';
    if (this.#failed) return 'failed';
    return this.reader.reading ? 'subscribed' : 'subscribing';
  }

  /** Somebody listens. */
  want(): void {
    if (this.#over) return;
    this.#grace.stop();
    this.#wanted = true;
    this.#failed = false;
    if (this.reader.reading && this.reader.missed && this.reader.position) {
      this.reader.stop();
      this.#broken = true;
    }
    this.#reconcile();
  }

  /** Nobody listens any more. */
  release(): void {
    if (!this.#over) this.#grace.start(GRACE, () => this.#letGo());
  }

  /** What the next `connect` shall ask for; undefined when nothing is wanted. */
  resume(): SubscribeBody | undefined {
    if (!this.#wanted || this.#failed) return undefined;
    this.#resuming = true;
    return this.#ask();
  }

  /** The `connect` was answered, and every subscription in it. */
  connected(): void {
    if (this.#resuming) this.answered(badReply());
    else this.#reconcile();
  }

  /** The connection is gone. */
  cut(): void {
    this.reader.stop();
    this.#pause.stop();
    this.#held = false;
    this.#asking = false;
    this.#resuming = false;
    this.#broken = false;
  }

  /** There will be no connection any more. */
  close(): void {
    this.cut();
    this.#grace.stop();
    this.#over = true;
    this.#wanted = false;
  }

  /** The answer to a subscribe, by itself or in `connect`. */
  answered(result: Subscribed | TidewireError): void {
    if (!this.#asking) return;
    this.#asking = false;
    this.#resuming = false;
    if (result instanceof TidewireError) this.#refused(result);
    else this.#accepted(result);
    this.#reconcile();
  }

  pushed(push: ChannelPush): void {
    if (push.type === 'unsubscribed') this.#ended(push.code);
    else this.reader.pushed(push);
  }

  #reconcile(): void {
    const requests = this.#requests();
    if (!requests || this.#asking || this.#pause.running) return;
    if (this.#held && (!this.#wanted || this.#broken)) {
      this.#asking = true;
      const unsubscribe = encode({ unsubscribe: { channel: this.#channel } });
      requests.send(unsubscribe, (result) => this.#left(result));
    } else if (!this.#held && this.#wanted && !this.#failed) {
      const subscribe = encode({ subscribe: this.#ask() });
      requests.send(subscribe, (result) => this.answered(subscribed(result)));
    }
  }

  #ask(): SubscribeBody {
    const { rewind, presence, since } = this.#options;
    this.#pause.stop();
    this.#asking = true;
    this.#since = this.reader.position ?? (this.#continues ? undefined : since);
    return {
      channel: this.#channel,
      ...(this.#since && { since: this.#since }),
      ...(rewind !== undefined && { rewind }),
      ...(presence && { presence }),
    };
  }

  #accepted(reply: Subscribed): void {
    this.#held = true;
    this.#backoff.reset();
    if (!this.#wanted || this.#broken) return;
    const resumed = this.#continues;
    this.#continues = true;
    this.reader.begin(reply, this.#since, resumed);
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
    this.reader.reset();
    this.#pause.stop();
    this.#wanted = false;
    this.#continues = false;
    this.#broken ||= this.#asking; // the answer under way would continue what ends here
    this.#reconcile();
  }

  /**
   * A message is missing: subscribes again after the last one. Waits when that did not help the
   * last time.
   */
  #heal(): void {
    const { position } = this.reader;
    this.#broken = true;
    if (this.#hole === position) this.#retry();
    this.#hole = position;
    this.#reconcile();
  }

  #refused(error: TidewireError): void {
    if (isLost(error)) return;
    this.#held = IN_DOUBT.has(error.code);
    this.#broken = this.#held;
    this.#fail(error, error.retry || this.#held);
  }

  #ended(code: string): void {
    if (!this.#held || this.#asking) return;
    this.reader.stop();
    this.#held = false;
    const retry = PASSING.has(code);
    const message = `The server ended the subscription to ${this.#channel}: ${code}.`;
    this.#fail(new TidewireError(code, message, { retry }), retry);
  }

  #fail(error: TidewireError, again: boolean): void {
    if (!this.#wanted) return;
    this.#failed = !again;
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

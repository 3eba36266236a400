import { Backoff } from './backoff.js';
import { badReply, encode, errorIn } from './codec.js';
import { type Emitter, report } from './emitter.js';
import { isLost, TidewireError } from './error.js';
import type { ChannelPush, Fields, SubscribeBody, Subscribed } from './frames.js';
import type { Settings } from './options.js';
import { Reader } from './reader.js';
import { Reloader } from './reloader.js';
import type { Requests } from './requests.js';
import { Timer } from './timer.js';
import type { ChannelEvents, ChannelOptions, ChannelState, Gap } from './types.js';

/**
 * How long a subscription outlives its last listener, so that a view which is made anew finds it
 * still there.
 */
const GRACE = 1_000;
/**
 * Codes of an `unsubscribed` push after which another try may succeed (docs/protocol.md section 3).
 */
const PASSING = ['token_expired', 'rate_limited', 'unavailable', 'internal'];
/**
 * After these the server may hold the subscription: it is given back before it is asked for again.
 */
const IN_DOUBT = ['timeout', 'bad_reply', 'already_subscribed'];

/**
 * One channel's subscription through all connections: wanted here, and held by the server, or not.
 *
 * At most one subscribe or unsubscribe is under way; when it is answered, {@link #reconcile}
 * compares what is wanted with what is held and takes the next step. What the server sends
 * meanwhile is the {@link Reader}'s.
 *
 * What is held belongs to one connection. While a second one is made that shall take over, its
 * `connect` carries an offer beside all that; {@link connected} then starts from the offer.
 */
export class Subscription {
  readonly reader: Reader;
  readonly #channel: string;
  readonly #events: Emitter<ChannelEvents>;
  readonly #requests: () => Requests | undefined;
  readonly #backoff: Backoff;
  readonly #pause: Timer;
  readonly #grace: Timer;
  /** Until the state is loaded anew nothing is read. */
  readonly #reloader: Reloader;
  #options: ChannelOptions = {};
  #told: ChannelState = 'idle';
  /** The client is closed. */
  #over = false;
  #wanted = false;
  #failed = false;
  #held = false;
  /** Forgets the subscribe or unsubscribe that is under way. */
  #forget: (() => void) | undefined;
  /** What the `connect` that is under way asks for. */
  #offer: SubscribeBody | undefined;
  /** An offer that does not say any more what is wanted. */
  #stale: SubscribeBody | undefined;
  /** Held, or about to be, but of no use: it has to be made anew. */
  #broken = false;
  /** It was held before, and was wanted ever since. */
  #continues = false;
  /** Where the last hole was found. */
  #hole: unknown;

  constructor(
    channel: string,
    events: Emitter<ChannelEvents>,
    requests: () => Requests | undefined,
    { backoff, clock, random }: Settings,
  ) {
    this.reader = new Reader(channel, events, {
      holed: () => this.#heal(),
      gapped: (gap) => this.#gapped(gap),
    });
    this.#channel = channel;
    this.#events = events;
    this.#requests = requests;
    this.#backoff = new Backoff({ ...backoff, random });
    this.#pause = new Timer(clock);
    this.#grace = new Timer(clock);
    this.#reloader = new Reloader(clock, this.#backoff);
  }

  get state(): ChannelState {
    if (!this.#wanted) return 'idle';
    if (this.#failed) return 'failed';
    return this.reader.reading ? 'subscribed' : 'subscribing';
  }

  /** More options, from another part of the application. */
  adjust(options: ChannelOptions): void {
    const more = options.presence && !this.#options.presence;
    this.#options = { ...this.#options, ...options };
    if (more) this.#renew();
  }

  /** Somebody listens. */
  want(): void {
    if (this.#over) return;
    this.#grace.stop();
    this.#wanted = true;
    this.#failed = false;
    const { reading, missed, position } = this.reader;
    if (reading && missed && position) this.#renew();
    else this.#reconcile();
  }

  /** Nobody listens any more. */
  release(): void {
    if (!this.#over) this.#grace.start(GRACE, () => this.#letGo());
  }

  /** What the next `connect` shall ask for; undefined when nothing is wanted. */
  resume(): SubscribeBody | undefined {
    const wanted = this.#wanted && !this.#failed && !this.#reloader.running;
    this.#offer = wanted ? this.#body() : undefined;
    return this.#offer;
  }

  /** A `connect` was answered, and from now on everything goes over its connection. */
  connected(result: Fields | TidewireError = badReply()): void {
    const offer = this.#offer;
    this.#drop();
    this.#offer = undefined;
    this.#broken = offer !== undefined && offer === this.#stale;
    if (offer) this.#answered(result, offer);
    else this.#reconcile();
  }

  /** The connection is gone. */
  cut(): void {
    this.#drop();
    this.#tell();
  }

  /** There will be no connection any more. */
  close(): void {
    this.#over = true;
    this.#wanted = false;
    this.#grace.stop();
    this.#reloader.stop();
    this.cut();
  }

  pushed(push: ChannelPush): void {
    if (push.type === 'unsubscribed') this.#ended(push.code);
    else this.reader.pushed(push);
  }

  /** Nothing is wanted, held or under way. */
  get idle(): boolean {
    return !this.#wanted && !this.#held && !this.#forget;
  }

  #drop(): void {
    this.#forget?.();
    this.#forget = undefined;
    this.reader.stop();
    this.#pause.stop();
    this.#held = false;
    this.#broken = false;
  }

  #reconcile(): void {
    this.#tell();
    const requests = this.#requests();
    if (!requests || this.#forget || this.#pause.running) return;
    if (this.#held && (!this.#wanted || this.#broken)) {
      const unsubscribe = encode({ unsubscribe: { channel: this.#channel } });
      this.#forget = requests.send(unsubscribe, (result) => this.#left(result));
    } else if (!this.#held && this.#wanted && !this.#failed && !this.#reloader.running) {
      const body = this.#body();
      this.#forget = requests.send(encode({ subscribe: body }), (result) =>
        this.#answered(result, body),
      );
    }
  }

  #body(): SubscribeBody {
    const { rewind, presence, since } = this.#options;
    return {
      channel: this.#channel,
      since: this.reader.position ?? (this.#continues ? undefined : since),
      rewind,
      presence: presence || undefined,
    };
  }

  /** The answer to a subscribe, by itself or in `connect`. */
  #answered(result: Fields | TidewireError, asked: SubscribeBody): void {
    const error = errorIn(result, this.#channel);
    this.#forget = undefined;
    this.#pause.stop();
    if (error) this.#refused(error);
    else this.#accepted(result as Subscribed, asked);
    this.#reconcile();
  }

  #accepted(reply: Subscribed, { since }: SubscribeBody): void {
    this.#held = true;
    this.#backoff.reset();
    if (!this.#wanted || this.#broken || this.#reloader.running) return;
    const resumed = this.#continues;
    this.#continues = true;
    this.#failed = false;
    this.reader.begin(reply, since, resumed);
  }

  /** The unsubscribe was answered. An error says as well that the server holds nothing. */
  #left(result: Fields | TidewireError): void {
    if (isLost(result)) return; // `cut()` says what follows, and the next `connect` asks again
    this.#forget = undefined;
    this.#held = false;
    this.#broken = false;
    this.#reconcile();
  }

  #letGo(): void {
    this.reader.reset();
    this.#pause.stop();
    this.#reloader.stop();
    this.#wanted = false;
    this.#continues = false;
    this.#broken ||= this.#forget !== undefined; // the answer under way would continue what ends here
    this.#stale = this.#offer;
    this.#reconcile();
  }

  /** Gives back what is held, and asks for it again after the last message. */
  #renew(): void {
    this.reader.stop();
    this.#broken = this.#held || this.#forget !== undefined;
    this.#stale = this.#offer;
    this.#reconcile();
  }

  /** A message is missing: waits when asking again did not help the last time. */
  #heal(): void {
    const { position } = this.reader;
    if (this.#hole === position) this.#retry();
    this.#hole = position;
    this.#renew();
  }

  #gapped(gap: Gap): boolean {
    const { reload } = this.#options;
    if (!reload) return false;
    void this.#reloader.start(gap, reload, (position) => {
      if (position) this.reader.moveTo(position);
      this.#renew();
    });
    return true;
  }

  #refused(error: TidewireError): void {
    if (isLost(error)) return;
    this.#held = IN_DOUBT.includes(error.code);
    this.#broken = this.#held;
    this.#fail(error, error.retry || this.#held);
  }

  #ended(code: string): void {
    if (!this.#held || this.#forget) return;
    this.reader.stop();
    this.#held = false;
    const retry = PASSING.includes(code);
    const message = `The server ended ${this.#channel}: ${code}.`;
    this.#fail(new TidewireError(code, message, { retry }), retry);
  }

  #fail(error: TidewireError, again: boolean): void {
    if (!this.#wanted) return;
    this.#failed = !again;
    if (again) this.#retry();
    this.#tell();
    if (this.#events.has('error')) this.#events.emit('error', error);
    else if (!again) report(error); // nobody would ever learn why nothing comes
  }

  #retry(): void {
    this.#pause.start(this.#backoff.next(), () => this.#reconcile());
  }

  #tell(): void {
    const { state } = this;
    if (state === this.#told) return;
    this.#told = state;
    this.#events.emit('state', state);
  }
}

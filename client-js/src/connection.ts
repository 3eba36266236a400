import { Backoff } from './backoff.js';
import type { Ending } from './close-codes.js';
import { Emitter } from './emitter.js';
import { clientError, type TidewireError } from './error.js';
import type { ChannelPush, Connected, SubscribeBody } from './frames.js';
import { Link } from './link.js';
import type { Settings } from './options.js';
import { watchPage } from './page.js';
import type { Requests } from './requests.js';
import { Timer } from './timer.js';
import { Tokens } from './tokens.js';
import type { State } from './types.js';

/** What outlives the connections: the subscriptions and the outbox. */
export type Passengers = {
  /** The subscriptions that the next connection shall resume. */
  subscriptions(): SubscribeBody[];
  connected(reply: Connected): void;
  pushed(push: ChannelPush): void;
  cut(): void;
  /** There will be no other connection. */
  closed(error: TidewireError): void;
};

/**
 * The state machine that keeps one {@link Link} alive: connects, waits, tries again, leaves and
 * returns.
 */
export class Connection {
  readonly events: Emitter<{ state: [state: State, previous: State] }> = new Emitter();
  readonly #settings: Settings;
  readonly #passengers: Passengers;
  readonly #tokens: Tokens;
  readonly #backoff: Backoff;
  readonly #pause: Timer;
  #state: State = { name: 'idle' };
  #link: Link | undefined;
  #unwatch: (() => void) | undefined;
  /** Tries since the last stable connection. */
  #attempts = 0;
  #connectedAt = Number.POSITIVE_INFINITY;
  /** It reconnected without a wait since the last stable connection, and must not do so again. */
  #hurried = false;
  /** The owner has said what it wants. */
  #steered = false;
  /** The page was left; it connects again when it is shown again. */
  #away = false;

  constructor(settings: Settings, passengers: Passengers) {
    const { backoff, clock, random } = settings;
    this.#settings = settings;
    this.#passengers = passengers;
    this.#tokens = new Tokens(settings.token, clock, random);
    this.#backoff = new Backoff({ min: backoff.min, max: backoff.max, random });
    this.#pause = new Timer(clock);
  }

  get state(): State {
    return this.#state;
  }

  /** Where requests go now; undefined while there is no connection. */
  get requests(): Requests | undefined {
    return this.#state.name === 'connected' ? this.#link?.requests : undefined;
  }

  /** Connects unless somebody has called anything meanwhile. */
  begin(): void {
    if (!this.#steered) this.connect();
  }

  connect(): void {
    this.#steered = true;
    if (this.#state.name === 'closed') throw this.#closedError();
    this.#away = false;
    this.#unwatch ??= watchPage({
      woke: () => this.#wake(),
      left: () => this.#leave(),
      returned: () => (this.#away ? this.connect() : this.#wake()),
    });
    if (this.#state.name === 'waiting' || !this.#link) this.#try();
  }

  disconnect(): void {
    this.#steered = true;
    if (this.#state.name === 'closed') return;
    this.#unwatch?.();
    this.#unwatch = undefined;
    this.#away = false;
    this.#tokens.forget();
    this.#rest();
  }

  close(): void {
    this.#steered = true;
    if (this.#state.name !== 'closed') this.#finish(1000, 'closed');
  }

  /** Resolves when there is a connection, rejects when there will be none any more. */
  ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (this.#state.name === 'connected') resolve();
        else if (this.#state.name === 'closed') reject(this.#closedError());
        else return;
        off();
      };
      const off = this.events.on('state', look);
      look();
    });
  }

  #try(): void {
    this.#pause.stop();
    this.#attempts++;
    this.#connectedAt = Number.POSITIVE_INFINITY;
    const link: Link = new Link(this.#settings, this.#tokens, {
      subscriptions: () => this.#passengers.subscriptions(),
      connected: (reply) => this.#connected(reply),
      pushed: (push) => this.#passengers.pushed(push),
      ended: (ending) => this.#ended(ending),
    });
    this.#link = link;
    this.#become({ name: 'connecting', attempt: this.#attempts });
    if (this.#link === link) void link.start();
  }

  #connected(reply: Connected): void {
    const { session, user, node } = reply;
    this.#connectedAt = this.#settings.clock.now();
    this.#become({ name: 'connected', session, user, node });
    // when a listener has just disconnected, the passengers find no connection and do nothing
    this.#passengers.connected(reply);
  }

  #ended({ code, reason, next }: Ending): void {
    this.#link = undefined;
    if (next === 'never') return this.#finish(code, reason);
    const { clock, backoff } = this.#settings;
    if (clock.now() - this.#connectedAt >= backoff.stableAfter) {
      this.#backoff.reset();
      this.#attempts = 0;
      this.#hurried = false;
    }
    this.#passengers.cut();
    if (next === 'at-once' && !this.#hurried) {
      this.#hurried = true;
      return this.#try();
    }
    const delay = this.#backoff.next();
    this.#pause.start(delay, () => this.#try());
    const attempt = this.#attempts + 1;
    this.#become({ name: 'waiting', attempt, retryAt: clock.now() + delay, code, reason });
  }

  #wake(): void {
    if (this.#state.name === 'waiting') this.#try();
    else this.#link?.wake();
  }

  #leave(): void {
    if (this.#state.name === 'idle' || this.#state.name === 'closed') return;
    this.#away = true;
    this.#rest();
  }

  /** Cuts the connection, and tries no other. */
  #rest(): void {
    this.#drop();
    this.#backoff.reset();
    this.#attempts = 0;
    this.#hurried = false;
    if (this.#state.name !== 'idle') this.#become({ name: 'idle' });
  }

  #finish(code: number, reason: string): void {
    this.#unwatch?.();
    this.#drop();
    const previous = this.#state;
    this.#state = { name: 'closed', code, reason };
    this.#passengers.closed(this.#closedError());
    this.events.emit('state', this.#state, previous);
  }

  #drop(): void {
    this.#pause.stop();
    const link = this.#link;
    this.#link = undefined;
    link?.close();
    this.#passengers.cut();
  }

  #become(state: State): void {
    const previous = this.#state;
    this.#state = state;
    this.events.emit('state', state, previous);
  }

  #closedError(): TidewireError {
    const why = this.#state.name === 'closed' ? ` (${this.#state.code} ${this.#state.reason})` : '';
    return clientError('closed', `The client is closed${why}.`);
  }
}

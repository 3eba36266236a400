import { Backoff } from './backoff.js';
import type { Ending } from './close-codes.js';
import { Echoes } from './echoes.js';
import { Emitter, removable } from './emitter.js';
import { clientError, type TidewireError } from './error.js';
import type { ChannelPush, Connected, SubscribeBody } from './frames.js';
import { Link } from './link.js';
import type { Settings } from './options.js';
import { watchPage } from './page.js';
import type { Requests } from './requests.js';
import { Timer } from './timer.js';
import { Tokens } from './tokens.js';
import type { ClientEvents, State } from './types.js';

/** What outlives the connections: the subscriptions and the outbox. */
export type Passengers = {
  /** The subscriptions that the next connection shall resume. */
  subscriptions(): SubscribeBody[];
  /** From now on everything goes over another connection. */
  connected(reply: Connected): void;
  pushed(push: ChannelPush): void;
  cut(): void;
  /** There will be no other connection. */
  closed(error: TidewireError): void;
};

/**
 * The state machine that keeps one {@link Link} alive: connects, waits, tries again, leaves and
 * returns.
 *
 * When the link's node drains, a successor is made beside it. The old link carries everything
 * until the successor has its subscriptions; then it retires. If it ends before, the successor
 * becomes the link as it is.
 */
export class Connection {
  readonly events: Emitter<ClientEvents> = new Emitter();
  readonly #settings: Settings;
  readonly #passengers: Passengers;
  readonly #tokens: Tokens;
  readonly #backoff: Backoff;
  /** Until the next try, or until a successor is made. */
  readonly #pause: Timer;
  readonly #patience: Timer;
  #state: State = { name: 'idle' };
  #link: Link | undefined;
  #successor: Link | undefined;
  #retired: Link | undefined;
  /** Set from the search for a successor until the old link has gone. */
  #echoes: Echoes | undefined;
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
  /** The owner was told that there is no connection. */
  #lost = false;

  constructor(settings: Settings, passengers: Passengers) {
    const { backoff, clock, random } = settings;
    this.#settings = settings;
    this.#passengers = passengers;
    this.#tokens = new Tokens(settings.token, clock, random);
    this.#backoff = new Backoff({ ...backoff, random });
    this.#pause = new Timer(clock);
    this.#patience = new Timer(clock);
  }

  get state(): State {
    return this.#state;
  }

  get lost(): boolean {
    return this.#lost;
  }

  /** Where requests go now; undefined while there is no connection. */
  get requests(): Requests | undefined {
    const usable = this.#state.name === 'connected' && this.#link?.over === false;
    return usable ? this.#link?.requests : undefined;
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
      offline: () => this.#link?.wake(),
      left: () => this.#leave(),
      returned: () => (this.#away ? this.connect() : this.#wake()),
    });
    if (!this.#link) this.#try();
  }

  disconnect(): void {
    this.#steered = true;
    if (this.#state.name === 'closed') return;
    this.#unwatch?.();
    this.#unwatch = undefined;
    this.#away = false;
    this.#tokens.forget('connect');
    this.#rest();
  }

  close(): void {
    this.#steered = true;
    if (this.#state.name !== 'closed') this.#finish(1000, 'closed');
  }

  /** Resolves when there is a connection, rejects when there will be none any more. */
  ready(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const until = new AbortController();
      const look = (): void => {
        if (this.#state.name === 'connected') resolve();
        else if (this.#state.name === 'closed') reject(this.#closedError());
        else if (signal?.aborted) reject(signal.reason);
        else return;
        until.abort();
      };
      signal?.addEventListener('abort', look, until);
      removable(this.events.on('state', look), until);
      look();
    });
  }

  /** Gets another token now. Without a connection the next one will have it. */
  async refresh(): Promise<void> {
    this.#tokens.forget('requested');
    if (this.requests) await this.#link?.refresh('requested');
  }

  #try(): void {
    this.#pause.stop();
    this.#attempts++;
    this.#connectedAt = Number.POSITIVE_INFINITY;
    const link = this.#open();
    this.#link = link;
    this.#become({ name: 'connecting', attempt: this.#attempts });
    if (this.#link === link) void link.start();
  }

  #open(): Link {
    const link: Link = new Link(this.#settings, this.#tokens, {
      subscriptions: () => this.#passengers.subscriptions(),
      connected: (reply) => this.#connected(link, reply),
      pushed: (push) => this.#pushed(link, push),
      draining: (reconnectIn) => this.#drain(link, reconnectIn),
      ended: (ending) => {
        if (link === this.#successor) this.#refused(ending);
        else if (link === this.#link) this.#ended(ending);
      },
    });
    return link;
  }

  #connected(link: Link, reply: Connected): void {
    const { session, user, node } = reply;
    if (link === this.#successor) this.#takeOver(link);
    this.#connectedAt = this.#settings.clock.now();
    this.#become({ name: 'connected', session, user, node });
    // when a listener has just disconnected, the passengers find no connection and do nothing
    if (this.#link === link) this.#passengers.connected(reply);
  }

  #pushed(link: Link, push: ChannelPush): void {
    if (this.#echoes?.isNew(push, link) ?? link === this.#link) this.#passengers.pushed(push);
  }

  #takeOver(successor: Link): void {
    const [before, retired] = [this.#retired, this.#link];
    this.#retired = retired;
    this.#link = successor;
    this.#successor = undefined;
    before?.close();
    retired?.retire(() => {
      if (this.#retired === retired) this.#echoes = this.#retired = undefined;
    });
  }

  /**
   * The moment is taken as it is: the server has spread its clients already. Advice to a link that
   * carries nothing yet is not followed: its end will come soon enough.
   */
  #drain(link: Link, reconnectIn: number): void {
    if (link !== this.#link || !this.requests || this.#successor || this.#pause.running) return;
    this.#pause.start(reconnectIn, () => this.#succeed());
  }

  #succeed(): void {
    this.#echoes = new Echoes();
    this.#successor = this.#open();
    void this.#successor.start();
  }

  /** There is no successor yet. */
  #refused({ code, reason, next }: Ending): void {
    this.#successor = undefined;
    if (next === 'never') this.#finish(code, reason);
    else this.#pause.start(this.#backoff.next(), () => this.#succeed());
  }

  #ended({ code, reason, next }: Ending): void {
    const { clock, backoff } = this.#settings;
    const draining = this.#pause.running;
    this.#pause.stop();
    this.#link = this.#successor;
    this.#successor = undefined;
    if (next === 'never') return this.#finish(code, reason);
    if (clock.now() - this.#connectedAt >= backoff.stableAfter) {
      this.#backoff.reset();
      this.#attempts = 0;
      this.#hurried = false;
    }
    this.#passengers.cut();
    if (this.#link) return this.#become({ name: 'connecting', attempt: ++this.#attempts });
    if ((next === 'at-once' || draining) && !this.#hurried) {
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
    this.#tell(previous);
  }

  #drop(): void {
    this.#pause.stop();
    const links = [this.#link, this.#successor, this.#retired];
    this.#link = this.#successor = this.#retired = undefined;
    for (const link of links) link?.close();
    this.#passengers.cut();
  }

  #become(state: State): void {
    const previous = this.#state;
    this.#state = state;
    this.#tell(previous);
  }

  #tell(previous: State): void {
    const state = this.#state;
    const { name } = state;
    const trouble = name === 'connecting' || name === 'waiting';
    if (!trouble) this.#patience.stop();
    else if (!this.#patience.running && !this.#lost) {
      this.#patience.start(this.#settings.lostAfter, () => {
        this.#lost = true;
        this.events.emit('lost', this.#state);
      });
    }
    this.events.emit('state', state, previous);
    if (name === 'connected' && this.#lost) {
      this.#lost = false;
      this.events.emit('restored');
    }
  }

  #closedError(): TidewireError {
    const { code, reason } = this.#state as Extract<State, { name: 'closed' }>;
    return clientError('closed', `The client is closed (${code} ${reason}).`);
  }
}

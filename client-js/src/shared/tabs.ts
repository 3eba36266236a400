import type { Clock, Tidewire } from 'tidewire';
import { type Broadcast, Bus, type Word } from './bus.js';
import { Relay } from './relay.js';
import type { Tab, TabSocket } from './tab-socket.js';

/** What the browser has to offer for sharing. */
export type Environment = {
  readonly locks: Pick<LockManager, 'request'>;
  readonly BroadcastChannel: new (name: string) => Broadcast;
  readonly document: Pick<Document, 'visibilityState' | 'addEventListener'>;
  readonly addEventListener: (type: string, listener: () => void, options: object) => void;
  readonly random: () => number;
};

/** A leader that has been replaced serves those who have not moved yet for so long. */
const FAREWELL = 10_000;
/** Visible tabs wait up to so long before they take over from a hidden leader, so that one does. */
const TIE_BREAK = 200;

/**
 * One tab among those that share a connection: elects a leader with the others, and is it when its
 * turn comes.
 *
 * The leader holds a Web Lock, which the browser frees when the tab dies; the next one in the queue
 * then leads. A hidden tab is slowed down by the browser, so that a visible one steals the lock
 * from it. The old leader learns of that and stays for a while as a node that drains.
 */
export class Tabs implements Tab {
  readonly #name: string;
  readonly #environment: Environment;
  readonly #makeUpstream: () => Tidewire;
  readonly #news: () => void;
  readonly #clock: Clock;
  readonly #sockets = new Map<string, TabSocket>();
  readonly #until = new AbortController();
  #waiting = new AbortController();
  #bus: Bus | undefined;
  #relay: Relay | undefined;
  #retired: Relay | undefined;
  #release: (() => void) | undefined;
  #leader: string | undefined;
  #leaderVisible = true;
  #handedOver = false;
  #stealing: unknown;
  #farewell: unknown;

  /** `news` is called when connecting may succeed now. */
  constructor(
    name: string,
    environment: Environment,
    makeUpstream: () => Tidewire,
    news: () => void,
    clock: Clock,
  ) {
    this.#name = name;
    this.#environment = environment;
    this.#makeUpstream = makeUpstream;
    this.#news = news;
    this.#clock = clock;
    const { signal } = this.#until;
    const { document } = environment;
    document.addEventListener('visibilitychange', () => this.#looked(), { signal });
    // neither a lock nor an open BroadcastChannel may keep the page out of the back-forward cache
    environment.addEventListener('pagehide', () => this.#leave(), { signal });
    environment.addEventListener('pageshow', () => this.#join(), { signal });
    this.#join();
  }

  get leader(): string | undefined {
    return this.#leader;
  }

  say(word: Word, to: string): void {
    this.#bus?.say(word, to);
  }

  add(socket: TabSocket): void {
    this.#sockets.set(socket.id, socket);
  }

  remove(socket: TabSocket): void {
    this.#sockets.delete(socket.id);
  }

  /** The client is closed: takes no part any more. */
  close(): void {
    this.#until.abort();
    this.#leave();
  }

  #join(): void {
    if (this.#bus || this.#until.signal.aborted) return;
    const { BroadcastChannel, random } = this.#environment;
    const id = `${Date.now().toString(36)}-${random().toString(36).slice(2)}`;
    const bus = new Bus(id, new BroadcastChannel(this.#name), (from, word) =>
      this.#heard(from, word),
    );
    this.#bus = bus;
    this.#waiting = new AbortController();
    this.#request(bus, { signal: this.#waiting.signal });
    bus.say({ type: 'hello' });
  }

  #leave(): void {
    this.#clock.clearTimeout(this.#stealing);
    this.#clock.clearTimeout(this.#farewell);
    this.#waiting.abort();
    this.#leader = undefined;
    for (const relay of [this.#relay, this.#retired]) relay?.close();
    this.#relay = this.#retired = undefined;
    this.#release?.();
    this.#bus?.close();
    this.#bus = undefined;
  }

  #request(bus: Bus, options: LockOptions): void {
    let led = false;
    const held = () => {
      if (bus !== this.#bus) return;
      led = true;
      this.#lead(options.steal === true);
      return new Promise<void>((resolve) => {
        this.#release = resolve;
      });
    };
    this.#environment.locks.request(this.#name, options, held).catch((error: Error) => {
      if (bus !== this.#bus) return;
      if (led) {
        this.#stepDown(); // stolen
        this.#request(bus, { signal: this.#waiting.signal });
      } else if (error.name !== 'AbortError') this.#lead(false); // no locks here: for itself alone
    });
  }

  #lead(handedOver: boolean): void {
    this.#waiting.abort(); // the place in the queue, after a theft
    this.#waiting = new AbortController();
    const upstream = this.#makeUpstream();
    const relay: Relay = new Relay(
      upstream,
      (word, to) => this.say(word, to),
      () => this.#emptied(relay),
    );
    this.#relay = relay;
    this.#handedOver = handedOver;
    upstream.on('state', ({ name }) => name === 'connected' && this.#announce());
    this.#announce();
  }

  /** Another tab leads now; whoever has not moved yet is still served. */
  #stepDown(): void {
    const relay = this.#relay;
    if (!relay) return;
    this.#relay = undefined;
    this.#retired?.close();
    this.#retired = relay;
    this.#clock.clearTimeout(this.#farewell);
    this.#farewell = this.#clock.setTimeout(() => this.#retire(relay), FAREWELL);
    this.#emptied(relay);
  }

  #emptied(relay: Relay): void {
    if (relay === this.#retired && relay.empty) this.#retire(relay);
  }

  #retire(relay: Relay): void {
    if (relay !== this.#retired) return;
    this.#retired = undefined;
    relay.close();
  }

  #announce(): void {
    if (!this.#relay) return;
    this.#bus?.say({ type: 'leader', visible: this.#visible, handedOver: this.#handedOver });
  }

  #heard(from: string, word: Word): void {
    switch (word.type) {
      case 'hello':
        return this.#announce();
      case 'leader':
        return this.#led(from, word.visible, word.handedOver);
      case 'open':
        return this.#relay?.heard(from, word);
      case 'frame':
      case 'close':
        this.#relay?.heard(from, word);
        this.#retired?.heard(from, word);
        return;
      default:
        this.#sockets.get(word.socket)?.heard(from, word);
    }
  }

  #led(leader: string, visible: boolean, handedOver: boolean): void {
    if (this.#bus && leader !== this.#bus.id) this.#stepDown();
    this.#leader = leader;
    this.#leaderVisible = visible;
    for (const socket of [...this.#sockets.values()]) socket.led(handedOver);
    this.#news();
    this.#consider();
  }

  #looked(): void {
    this.#announce();
    this.#consider();
  }

  /** A hidden leader is a bad leader. */
  #consider(): void {
    this.#clock.clearTimeout(this.#stealing);
    if (!this.#mayLeadBetter) return;
    const wait = this.#environment.random() * TIE_BREAK;
    this.#stealing = this.#clock.setTimeout(() => {
      if (this.#bus && this.#mayLeadBetter) this.#request(this.#bus, { steal: true });
    }, wait);
  }

  get #mayLeadBetter(): boolean {
    return !this.#relay && this.#leader !== undefined && !this.#leaderVisible && this.#visible;
  }

  get #visible(): boolean {
    return this.#environment.document.visibilityState === 'visible';
  }
}

import { type Channel, history, type Message, presence, type Tidewire } from 'tidewire';
import type { Identity } from '../shared/identity.js';
import { Away } from './away.js';
import { readName } from './content.js';
import { reasonOf, Sender } from './sender.js';
import { Timeline } from './timeline.js';
import { Typing, TypingThrottle } from './typing.js';

const pageSize = 50;

/** What went wrong in a room, for the reader. */
export type Problem = { readonly kind: 'gap' | 'refused' | 'history'; readonly text: string };

/** One room on this page: its channels, its messages and what the reader writes into it. */
export class Room {
  readonly name: string;
  readonly timeline: Timeline;
  readonly typing = new Typing();
  away = new Away();
  problem: Problem | undefined;
  loading = false;
  joined = false;

  readonly #client: Tidewire;
  readonly #identity: Identity;
  readonly #changed: () => void;
  readonly #channel: Channel;
  readonly #signs: Channel;
  readonly #throttle = new TypingThrottle();
  readonly #sender: Sender;
  #offs: (() => void)[] = [];

  constructor(client: Tidewire, identity: Identity, name: string, changed: () => void) {
    this.name = name;
    this.#client = client;
    this.#identity = identity;
    this.#changed = changed;
    this.timeline = new Timeline(identity.user);
    this.#channel = client.channel(`chat:${name}`, { rewind: pageSize, presence });
    this.#signs = client.channel(`typing:${name}`);
    this.#sender = new Sender(this.#channel, identity.name, (id, delivery, error) => {
      this.timeline.settle(id, delivery, error);
      changed();
    });
    client.on('state', ({ name: state }) => {
      if (state !== 'connected' && this.joined) this.away.interrupt();
    });
  }

  get members() {
    return this.#channel.presence;
  }

  enter(): void {
    const channel = this.#channel;
    this.#offs = [
      channel.on('subscribed', () => this.#onSubscribed()),
      channel.on('gap', () => this.#onGap()),
      channel.on('error', (error) => this.#onRefused(error)),
      channel.on('presence', this.#changed),
      channel.on('left', (member) => this.typing.stopped(member.user)),
      channel.on('message', (message) => this.#onMessage(message)),
      this.#signs.on('error', () => undefined), // a room without typing signs is still a room
      this.#signs.on('message', (message) => this.#onSign(message)),
    ];
    if (channel.state === 'subscribed') this.#onSubscribed(); // left and entered within its grace
  }

  leave(): void {
    for (const off of this.#offs) off();
    this.#offs = [];
    this.joined = false;
    this.problem = undefined;
    this.away = new Away();
    this.timeline.clear();
  }

  /** Shows a text at once and sends it as soon as there is a connection. */
  send(text: string): void {
    this.away.clear();
    this.#throttle.reset();
    const id = this.#sender.send(text);
    this.timeline.compose(id, this.#identity.name, text, Date.now());
    this.#changed();
  }

  retry(id: string): void {
    this.timeline.settle(id, 'sending');
    this.#sender.retry(id);
    this.#changed();
  }

  discard(id: string): void {
    this.#sender.discard(id);
    this.timeline.discard(id);
    this.#changed();
  }

  /** The reader pressed a key in the message box. */
  typed(): void {
    if (!this.#throttle.due(Date.now())) return;
    this.#signs.publish({ name: this.#identity.name }, { volatile: true }).catch(() => undefined);
  }

  /** Fetches the page of messages before the oldest one here. */
  async loadEarlier(): Promise<void> {
    if (this.loading || !this.timeline.more) return;
    const before = this.timeline.oldest;
    await this.#load(
      before === undefined ? { limit: pageSize } : { limit: pageSize, before },
      'prepend',
    );
  }

  /** Shows what the server has, after continuity was lost. */
  async reload(): Promise<void> {
    await this.#load({ limit: pageSize }, 'replace');
  }

  async #load(query: { limit: number; before?: number }, how: 'prepend' | 'replace') {
    this.loading = true;
    this.#changed();
    try {
      const { messages, more } = await history(this.#channel, query);
      this.timeline[how](messages, more);
      this.problem = undefined;
    } catch (error) {
      const text = `Earlier messages could not be loaded: ${reasonOf(error)}`;
      if (this.#client.state.name === 'connected') this.problem = { kind: 'history', text };
    } finally {
      this.loading = false;
      this.#changed();
    }
  }

  #onSubscribed(): void {
    const first = !this.joined;
    this.joined = true;
    if (this.problem?.kind === 'refused') this.problem = undefined;
    if (first && this.timeline.entries.length < pageSize) void this.loadEarlier();
    this.#changed();
  }

  #onMessage(message: Message): void {
    if (message.user !== undefined) this.typing.stopped(message.user);
    const received = this.timeline.receive(message);
    const entry = this.timeline.latest;
    if (received === 'added' && entry && message.user !== this.#identity.user) {
      this.away.added(entry.key, message.replayed);
    }
    this.#changed();
  }

  #onSign(message: Message): void {
    const { user, data } = message;
    if (user === undefined || user === this.#identity.user) return;
    this.typing.heard(user, readName(data) ?? user, Date.now());
    this.#changed();
  }

  #onGap(): void {
    this.timeline.breakOff();
    const text =
      'Some messages may be missing: you were away for longer than the server remembers.';
    this.problem = { kind: 'gap', text };
    this.#changed();
  }

  #onRefused(error: unknown): void {
    this.problem = { kind: 'refused', text: `You cannot enter this room: ${reasonOf(error)}` };
    this.#changed();
  }
}

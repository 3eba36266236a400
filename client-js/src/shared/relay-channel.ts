import {
  type Channel,
  history,
  type Message,
  type Position,
  presence,
  type Tidewire,
  type TidewireError,
} from 'tidewire';

/** What a tab asks for. */
export type Subscribe = {
  readonly channel: string;
  readonly since?: Position;
  readonly rewind?: number;
  readonly presence?: boolean;
};

/** Where pushes go. */
export type Listener = { push(frame: object): void };

/** So many messages are kept for tabs that come later or were behind. */
const KEPT = 1_000;

/**
 * One channel of the leading tab, subscribed once at the server for all tabs. It keeps the newest
 * messages, and answers from them what a tab missed; what is older comes from the history.
 */
export class RelayChannel {
  readonly #name: string;
  readonly #channel: Channel;
  readonly #listeners = new Map<Listener, { readonly presence: boolean }>();
  readonly #messages: Message[] = [];
  #coming = 0;
  #over = false;
  /** The messages that are kept begin behind this position. */
  #floor: Position | undefined;

  constructor(upstream: Tidewire, { channel: name, since, rewind }: Subscribe) {
    this.#name = name;
    this.#channel = upstream.channel(name, {
      ...(since && { since }),
      ...(rewind !== undefined && { rewind }),
    });
    this.#channel.on('message', (message) => this.#heard(message));
    this.#channel.on('gap', ({ to }) => this.#gapped(to));
    this.#channel.on('joined', (member) => this.#present({ joined: this.#members(member) }));
    this.#channel.on('left', (member) => this.#present({ left: this.#members(member) }));
    this.#channel.on('error', (error) => !error.retry && this.#ended(error));
    if (this.#channel.state === 'subscribed') this.#floor = this.#channel.position;
  }

  has(listener: Listener): boolean {
    return this.#listeners.has(listener);
  }

  /** The server has refused or ended the subscription. */
  get over(): boolean {
    return this.#over;
  }

  /** Nobody listens or is about to. */
  get empty(): boolean {
    return this.#listeners.size + this.#coming === 0;
  }

  /** The reply to the subscribe of a tab. Rejects with the error of the server. */
  async subscribe(upstream: Tidewire, listener: Listener, asked: Subscribe): Promise<object> {
    this.#coming++;
    try {
      return await this.#join(upstream, listener, asked);
    } finally {
      this.#coming--;
    }
  }

  leave(listener: Listener): boolean {
    return this.#listeners.delete(listener);
  }

  close(): void {
    this.#channel.close();
  }

  async #join(upstream: Tidewire, listener: Listener, asked: Subscribe): Promise<object> {
    const { since, rewind = 0, presence: followed = false } = asked;
    if (followed) upstream.channel(this.#name, { presence }).close();
    await this.#subscribed();
    const from = since ?? { epoch: this.#epoch, offset: this.#head - rewind };
    const older = await this.#older(from);
    // from here on nothing waits, so that no message comes between the reply and the pushes
    this.#listeners.set(listener, { presence: followed });
    const { position } = this.#channel;
    const recovered = this.#continues(from, older);
    const kept = [...older, ...this.#messages];
    const begin = since && !recovered ? this.#head - rewind : from.offset;
    return {
      channel: this.#name,
      ...position,
      ...(since && { recovered }),
      messages: position ? kept.filter(({ offset = 0 }) => offset > begin) : [],
      ...(followed && { members: [...this.#channel.presence.values()] }),
    };
  }

  get #head(): number {
    return this.#channel.position?.offset ?? 0;
  }

  get #epoch(): string {
    return this.#channel.position?.epoch ?? '';
  }

  #subscribed(): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (this.#channel.state !== 'subscribed') return;
        this.#floor ??= this.#channel.position;
        done();
        resolve();
      };
      const failed = (error: TidewireError): void => {
        if (error.retry) return;
        done();
        reject(error);
      };
      const offs = [this.#channel.on('subscribed', look), this.#channel.on('error', failed)];
      const done = (): void => {
        for (const off of offs) off();
      };
      look();
    });
  }

  /** What lies between this position and the messages that are kept, as far as it can be had. */
  async #older(from: Position): Promise<Message[]> {
    const found: Message[] = [];
    while (this.#floor && from.epoch === this.#epoch) {
      const before = (found[0]?.offset ?? this.#floor.offset + 1) as number;
      if (before - 1 <= Math.max(0, from.offset)) break;
      const limit = Math.min(KEPT, before - 1 - Math.max(0, from.offset));
      const page = await history(this.#channel, { limit, before }).catch(() => undefined);
      if (!page || page.messages.length === 0) break;
      found.unshift(...page.messages);
    }
    return found;
  }

  #continues({ epoch, offset }: Position, [oldest]: readonly Message[]): boolean {
    const floor = oldest?.offset !== undefined ? oldest.offset - 1 : this.#floor?.offset;
    return epoch === this.#epoch && floor !== undefined && offset >= floor && offset <= this.#head;
  }

  #heard(message: Message): void {
    const { replayed: _, ...wire } = message;
    const { offset } = message;
    if (offset !== undefined) {
      this.#floor ??= { epoch: this.#epoch, offset: offset - 1 };
      this.#messages.push(message);
      const gone = this.#messages.length > KEPT ? this.#messages.shift()?.offset : undefined;
      if (gone !== undefined) this.#floor = { epoch: this.#floor.epoch, offset: gone };
    }
    for (const listener of this.#listeners.keys()) listener.push({ message: wire });
  }

  #gapped(to: Position | undefined): void {
    this.#messages.length = 0;
    this.#floor = to;
    for (const listener of this.#listeners.keys()) {
      listener.push({ gap: { channel: this.#name, ...to } });
    }
  }

  #members(member: object): object {
    return { channel: this.#name, members: [member] };
  }

  #present(push: object): void {
    for (const [listener, { presence }] of this.#listeners) if (presence) listener.push(push);
  }

  #ended({ code }: TidewireError): void {
    this.#over = true;
    for (const listener of this.#listeners.keys()) {
      listener.push({ unsubscribed: { channel: this.#name, code } });
    }
    this.#listeners.clear();
  }
}

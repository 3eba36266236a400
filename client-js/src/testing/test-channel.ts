import type { Member, Position } from 'tidewire';
import type { TestSocket } from './test-socket.js';

type Stored = {
  readonly offset?: number;
  readonly data: unknown;
  readonly user?: string;
  readonly at: number;
};
export type Subscribe = {
  readonly channel: string;
  readonly since?: Position;
  readonly rewind?: number;
  readonly presence?: boolean;
};

/** A channel in the memory of a {@link TestServer}: its history, its subscribers, its keys. */
export class TestChannel {
  readonly #name: string;
  readonly #retained: number;
  readonly #subscribers = new Map<TestSocket, Member & { readonly follows: boolean }>();
  readonly #keys = new Map<string, number>();
  readonly #messages: Stored[] = [];
  #epoch = 1;
  #head = 0;

  /** `retained` messages are kept; with 0 they have no offsets. */
  constructor(name: string, retained: number) {
    this.#name = name;
    this.#retained = retained;
  }

  get position(): Position | undefined {
    return this.#retained > 0 ? { epoch: `e${this.#epoch}`, offset: this.#head } : undefined;
  }

  get members(): Member[] {
    return [...this.#subscribers.values()]
      .map(({ follows: _, ...member }) => member)
      .sort((a, b) => (a.session < b.session ? -1 : 1));
  }

  has(socket: TestSocket): boolean {
    return this.#subscribers.has(socket);
  }

  publish(message: Omit<Stored, 'offset'>, key?: string): Position | undefined {
    const known = key === undefined ? undefined : this.#keys.get(key);
    if (known !== undefined && this.position) return { ...this.position, offset: known };
    const kept = this.#retained > 0;
    const stored = kept ? { offset: ++this.#head, ...message } : message;
    if (kept) this.#messages.push(stored);
    while (this.#messages.length > this.#retained) this.#messages.shift();
    if (key !== undefined && kept) this.#keys.set(key, this.#head);
    this.#tell({ message: { channel: this.#name, ...stored } });
    return this.position;
  }

  /** The reply to a subscribe. */
  subscribe(
    socket: TestSocket,
    member: Member,
    { since, rewind = 0, presence }: Subscribe,
  ): object {
    const others = this.members;
    this.#subscribers.set(socket, { ...member, follows: presence === true });
    this.#announce('joined', member, socket);
    const oldest = this.#head - this.#messages.length;
    const { position } = this;
    const recovered =
      position !== undefined &&
      since?.epoch === position.epoch &&
      since.offset >= oldest &&
      since.offset <= this.#head;
    const from = recovered ? since.offset : Math.max(oldest, this.#head - rewind);
    return {
      channel: this.#name,
      ...position,
      ...(since && { recovered }),
      messages: this.#messages.slice(from - oldest),
      ...(presence && { members: [...others, member], count: others.length + 1 }),
    };
  }

  leave(socket: TestSocket): boolean {
    const member = this.#subscribers.get(socket);
    this.#subscribers.delete(socket);
    if (member) this.#announce('left', member, socket);
    return member !== undefined;
  }

  /** The server ends the subscriptions of these sockets. */
  end(code: string, of: (socket: TestSocket) => boolean): void {
    for (const socket of [...this.#subscribers.keys()].filter(of)) {
      this.leave(socket);
      socket.push({ unsubscribed: { channel: this.#name, code } });
    }
  }

  history(limit = 50, before: number = Number.POSITIVE_INFINITY): object {
    const older = this.#messages.filter(({ offset = 0 }) => offset < before);
    const messages = older.slice(-limit);
    return {
      channel: this.#name,
      ...this.position,
      messages,
      more: older.length > messages.length,
    };
  }

  /** The store loses its memory: whoever is subscribed is told of a gap. */
  forget(): void {
    this.#epoch++;
    this.#head = 0;
    this.#messages.length = 0;
    this.#keys.clear();
    this.#tell({ gap: { channel: this.#name, ...this.position } });
  }

  #announce(type: 'joined' | 'left', { session, user, info }: Member, besides: TestSocket): void {
    const members = [{ session, user, info }];
    for (const [socket, { follows }] of this.#subscribers) {
      if (follows && socket !== besides) socket.push({ [type]: { channel: this.#name, members } });
    }
  }

  #tell(push: object): void {
    for (const socket of this.#subscribers.keys()) socket.push(push);
  }
}

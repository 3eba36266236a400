import { type Channel, history, type Message } from 'tidewire';

/** The messages that a component shows: a bounded list, and an immutable one for React to compare. */
export class MessageList<Data> {
  readonly empty: readonly Message<Data>[] = [];
  readonly #limit: number;
  readonly #listeners = new Set<() => void>();
  #messages: readonly Message<Data>[] = this.empty;
  /** Older messages that were asked for, and must not be dropped for new ones. */
  #extra = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  readonly listen = (changed: () => void): (() => void) => {
    this.#listeners.add(changed);
    return () => void this.#listeners.delete(changed);
  };

  readonly read = (): readonly Message<Data>[] => this.#messages;

  /** A component that was mounted anew hears again what it has. */
  add(message: Message<Data>): void {
    const last = this.#messages.at(-1)?.offset;
    if (message.offset !== undefined && last !== undefined && message.offset <= last) return;
    this.#become([...this.#messages, message].slice(-this.#limit - this.#extra));
  }

  clear(): void {
    this.#extra = 0;
    this.#become(this.empty);
  }

  /** Puts older messages, or those that others have heard before, in front. */
  async prepend(channel: Channel<Data>, limit: number): Promise<boolean> {
    const before = this.#messages[0]?.offset;
    const page = await history(channel, { limit, ...(before !== undefined && { before }) });
    const first = this.#messages[0]?.offset;
    if (before !== undefined && first !== before) return true; // the list was cleared meanwhile
    const older = page.messages.filter(({ offset = 0 }) => first === undefined || offset < first);
    if (before !== undefined) this.#extra += older.length;
    this.#become([...older, ...this.#messages]);
    return page.more;
  }

  #become(messages: readonly Message<Data>[]): void {
    this.#messages = messages;
    for (const listener of this.#listeners) listener();
  }
}

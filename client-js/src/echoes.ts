import type { ChannelPush } from './frames.js';

/**
 * Around a hand-over both connections may bring the same message, or only one of them. Offsets
 * tell; of a message without one this remembers which connection brought it.
 */
export class Echoes {
  readonly #from = new Map<string, unknown>();

  /**
   * Whether the message is new. False when another connection brought it, and undefined when its
   * offset will tell.
   */
  isNew(push: ChannelPush, link: unknown): boolean | undefined {
    if (push.type !== 'message' || push.offset !== undefined) return undefined;
    const text = JSON.stringify(push);
    const first = this.#from.get(text) ?? link;
    this.#from.delete(text);
    if (first === link) this.#from.set(text, link);
    return first === link;
  }
}

/**
 * What came while the reader was away: the tab hidden or the connection gone. Remembers where the
 * unread part begins and how many messages it has.
 */
export class Away {
  #hidden = false;
  #interrupted = false;
  #fresh = false;
  #first: string | undefined;
  #count = 0;

  /** The key of the first unread entry; the divider stands in front of it. */
  get first(): string | undefined {
    return this.#first;
  }

  get count(): number {
    return this.#count;
  }

  set hidden(hidden: boolean) {
    if (hidden && !this.#hidden) this.#fresh = true;
    this.#hidden = hidden;
  }

  /** The connection is gone; what is replayed from now on was missed. */
  interrupt(): void {
    if (!this.#interrupted || this.#count > 0) this.#fresh = true;
    this.#interrupted = true;
  }

  /** A message of somebody else was added. `replayed` ones were published before they came. */
  added(key: string, replayed: boolean): void {
    if (!this.#hidden && !(replayed && this.#interrupted)) return;
    if (this.#fresh) this.clear();
    this.#fresh = false;
    this.#first ??= key;
    this.#count++;
  }

  /** The reader has taken notice. */
  clear(): void {
    this.#first = undefined;
    this.#count = 0;
  }
}

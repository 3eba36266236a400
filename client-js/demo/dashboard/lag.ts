/**
 * How far behind the page is. The server's clock and the browser's differ, so the quickest message
 * so far stands for no delay at all and every other one is measured against it.
 */
export class Lag {
  #offset: number | undefined;
  #newest: number | undefined;

  /** A message that the server stamped with `at` came now; `live` tells that it was not replayed. */
  heard(at: number, now: number, live: boolean): void {
    this.#newest = Math.max(at, this.#newest ?? at);
    const offset = now - at;
    if (live || this.#offset === undefined) this.#offset = Math.min(offset, this.#offset ?? offset);
  }

  /** The server's time by this page's clock. */
  serverTime(now: number): number {
    return now - (this.#offset ?? 0);
  }

  /** The age of the newest message in milliseconds, once there is one. */
  age(now: number): number | undefined {
    return this.#newest === undefined
      ? undefined
      : Math.max(0, this.serverTime(now) - this.#newest);
  }
}

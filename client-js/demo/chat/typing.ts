/** How long a sign of typing counts, in milliseconds. */
export const typingLifetime = 4_000;

/** How often this page repeats its own sign at most, in milliseconds. */
export const typingInterval = 2_000;

type Typist = { readonly name: string; readonly until: number };

/** Who is typing. Signs expire by themselves: nobody has to say that they stopped. */
export class Typing {
  readonly #typists = new Map<string, Typist>();

  heard(user: string, name: string, now: number): void {
    this.#typists.set(user, { name, until: now + typingLifetime });
  }

  /** This person has sent what they typed, or has left. */
  stopped(user: string): void {
    this.#typists.delete(user);
  }

  names(now: number): string[] {
    this.#expire(now);
    return [...this.#typists.values()].map((t) => t.name);
  }

  /** When the next sign expires, if there is any. */
  nextExpiry(now: number): number | undefined {
    this.#expire(now);
    const times = [...this.#typists.values()].map((t) => t.until);
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  #expire(now: number): void {
    for (const [user, { until }] of this.#typists) {
      if (until <= now) this.#typists.delete(user);
    }
  }
}

/** Decides when a keystroke is worth telling the others. */
export class TypingThrottle {
  #next = 0;

  due(now: number): boolean {
    if (now < this.#next) return false;
    this.#next = now + typingInterval;
    return true;
  }

  /** The text was sent or cleared: the next keystroke counts at once. */
  reset(): void {
    this.#next = 0;
  }
}

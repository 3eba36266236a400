import type { Member } from './types.js';

/** Who is in a channel. A map once read stays what it was: the next change shows in a new one. */
export class Roster {
  readonly #members = new Map<string, Member>();
  #snapshot: ReadonlyMap<string, Member> | undefined;

  /** By session. */
  get members(): ReadonlyMap<string, Member> {
    this.#snapshot ??= new Map(this.#members);
    return this.#snapshot;
  }

  replace(members: readonly Member[]): void {
    this.#members.clear();
    this.add(members);
  }

  /** Returns those who are new; one who is known is replaced. */
  add(members: readonly Member[]): Member[] {
    this.#snapshot = undefined;
    return members.filter((member) => {
      const known = this.#members.has(member.session);
      this.#members.set(member.session, member);
      return !known;
    });
  }

  /** Returns those who were known. */
  remove(members: readonly Member[]): Member[] {
    this.#snapshot = undefined;
    return members.filter(({ session }) => this.#members.delete(session));
  }
}

import type { Member } from './types.js';

/** Who is in a channel. Each change makes a new map, so that a map once read stays what it was. */
export class Roster {
  #members: ReadonlyMap<string, Member> = new Map();

  /** By session. */
  get members(): ReadonlyMap<string, Member> {
    return this.#members;
  }

  replace(members: readonly Member[]): void {
    this.#members = new Map(members.map((member) => [member.session, member]));
  }

  /** Returns those who are new; one who is known is replaced. */
  add(members: readonly Member[]): Member[] {
    const before = this.#members;
    this.replace([...before.values(), ...members]);
    return members.filter(({ session }) => !before.has(session));
  }

  /** Returns those who were known. */
  remove(members: readonly Member[]): Member[] {
    const rest = new Map(this.#members);
    const gone = members.filter(({ session }) => rest.delete(session));
    this.#members = rest;
    return gone;
  }
}

import type { Emitter } from './emitter.js';
import type { Feature, Inside } from './feature.js';
import type { ChannelEvents, Member } from './types.js';

/** The members of one channel, as far as it is told of them. */
export type Roster = {
  /** By session. A map once read stays what it was. */
  members(): ReadonlyMap<string, Member>;
  /** Nobody is known. Tells no one. */
  empty(): void;
  /** These are all. */
  filled(members: readonly Member[]): void;
  /** Somebody has come or gone. */
  changed(type: 'joined' | 'left', members: readonly Member[]): void;
};

/** Makes the roster of one channel, which tells its listeners. */
export type CreateRoster = (tell: Emitter<ChannelEvents>['emit']) => Roster;

function createRoster(tell: Emitter<ChannelEvents>['emit']): Roster {
  let current: ReadonlyMap<string, Member> = new Map();
  return {
    members: () => current,
    empty() {
      current = new Map();
    },
    filled(members) {
      current = new Map(members.map((member) => [member.session, member]));
      tell('presence', current);
    },
    /** Tells of those who are new or were known; one who is known and joins is replaced. */
    changed(type, members) {
      const before = current;
      const after = new Map(before);
      for (const member of members) {
        if (type === 'left') after.delete(member.session);
        else after.set(member.session, member);
      }
      current = after;
      for (const member of members) {
        if (before.has(member.session) === (type === 'left')) tell(type, member);
      }
      tell('presence', current);
    },
  };
}

const inside: Inside<CreateRoster> = { make: createRoster };

/**
 * Follows who is in a channel: give it to the channel as the option `presence`.
 *
 * ```ts
 * import { presence, Tidewire } from 'tidewire';
 *
 * const room = tidewire.channel('chat:lobby', { presence });
 * room.on('presence', (members) => show([...members.values()]));
 * ```
 */
export const presence: Feature<'presence'> = inside as unknown as Feature<'presence'>;

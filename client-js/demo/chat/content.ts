import type { Message } from 'tidewire';
import { member } from '../shared/json.js';

/** What a chat message carries in its `data`. */
export type Content = {
  /** Chosen by the writer; finds the writer's own copy again. Missing in messages of back ends. */
  readonly id: string | undefined;
  readonly name: string;
  readonly text: string;
};

const maxNameLength = 80;

export const maxTextLength = 4_000;

/**
 * Reads a message's data. Anyone may publish anything, so every shape becomes something to show:
 * a bare string is a text, an unknown object its JSON.
 */
export function readContent(message: Message): Content {
  const { data } = message;
  const id = member(data, 'id');
  const text = typeof data === 'string' ? data : member(data, 'text');
  return {
    id: typeof id === 'string' ? id.slice(0, 64) : undefined,
    name: shortText(member(data, 'name')) ?? message.user ?? 'Server',
    text: (typeof text === 'string' ? text : JSON.stringify(data)).slice(0, maxTextLength),
  };
}

/** The name in a member's or a typist's free-form information, if there is one. */
export function readName(info: unknown): string | undefined {
  return shortText(member(info, 'name'));
}

function shortText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== ''
    ? value.trim().slice(0, maxNameLength)
    : undefined;
}

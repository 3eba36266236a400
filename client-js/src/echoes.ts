import type { ChannelPush } from './frames.js';

/**
 * Around a hand-over both connections may bring the same message, or only one of them. Offsets
 * tell; of a message without one this remembers which connection brought it.
 *
 * The function that is returned says whether a push is new. It answers false when another
 * connection brought it, and undefined when its offset will tell.
 */
export function createEchoes(): (push: ChannelPush, link: unknown) => boolean | undefined {
  const from = new Map<string, unknown>();
  return (push, link) => {
    if (push.type !== 'message' || push.body.offset) return undefined;
    const text = JSON.stringify(push.body);
    const first = from.get(text) ?? link;
    if (first === link) from.set(text, link);
    else from.delete(text);
    return first === link;
  };
}

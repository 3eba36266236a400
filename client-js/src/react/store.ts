import { useCallback, useSyncExternalStore } from 'react';

const NOTHING = () => () => {};

/**
 * Reads a value that changes outside of React. `listen` gets called with what to call after a
 * change, and returns what ends it; while it is undefined nothing is listened to.
 */
export function useStore<T>(
  listen: ((changed: () => void) => () => void) | undefined,
  read: () => T,
  onServer: T,
): T {
  return useSyncExternalStore(
    listen ?? NOTHING,
    read,
    useCallback(() => onServer, [onServer]),
  );
}

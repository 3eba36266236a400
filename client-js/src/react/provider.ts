import { createContext, createElement, type ReactElement, type ReactNode, useContext } from 'react';
import type { Tidewire } from 'tidewire';

const Context = createContext<Tidewire | undefined>(undefined);

/**
 * Gives a client to the components below. The client belongs to whoever made it: make it once,
 * outside of the components, or on the server leave it out; then the hooks show what they show
 * before the first connection.
 */
export function TidewireProvider(props: {
  // biome-ignore lint/suspicious/noExplicitAny: a client of any channels; the hooks ask for theirs
  readonly client: Tidewire<any> | undefined;
  readonly children?: ReactNode;
}): ReactElement {
  return createElement(Context.Provider, { value: props.client }, props.children);
}

/** The client, or undefined while a page is rendered on the server. */
export function useContextClient(): Tidewire | undefined {
  return useContext(Context);
}

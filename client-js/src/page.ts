/** What the page tells about itself. */
export type PageEvents = {
  /** It is in front, back on line, or shown again, perhaps out of the back-forward cache. */
  woke(): void;
  /** The network is gone, says the browser, which is not always right about it. */
  offline(): void;
  /** It is being left. An open socket would keep it out of the back-forward cache. */
  gone(): void;
};

/** Listens until the returned function is called. Does nothing outside a browser. */
export function watchPage({ woke, offline, gone }: PageEvents): () => void {
  const { document } = globalThis as { document?: Document };
  const until = new AbortController();
  const listen = (
    target: Partial<Pick<EventTarget, 'addEventListener'>> | undefined,
    event: string,
    listener: () => void,
  ): void => target?.addEventListener?.(event, listener, until);

  listen(globalThis, 'online', woke);
  listen(globalThis, 'pageshow', woke);
  listen(globalThis, 'offline', offline);
  listen(globalThis, 'pagehide', gone);
  listen(document, 'resume', woke); // it was frozen; Chrome does not always tell of its visibility then
  listen(document, 'visibilitychange', () => document?.hidden || woke());
  return () => until.abort();
}

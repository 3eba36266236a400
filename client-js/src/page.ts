/** What the page tells about itself. */
export type PageEvents = {
  /** It is in front again, or back on line: time may have passed, and a try may succeed now. */
  woke(): void;
  /** The network is gone, says the browser, which is not always right about it. */
  offline(): void;
  /** It is being left. An open socket would keep it out of the back-forward cache. */
  left(): void;
  /** It is shown again, perhaps out of the back-forward cache. */
  returned(): void;
};

type Target = Pick<EventTarget, 'addEventListener'>;

/** Listens until the returned function is called. Does nothing outside a browser. */
export function watchPage(events: PageEvents): () => void {
  const { document } = globalThis as { document?: Document };
  const target: Partial<Target> = globalThis;
  const until = new AbortController();
  const options = { signal: until.signal };

  target.addEventListener?.('online', () => events.woke(), options);
  target.addEventListener?.('offline', () => events.offline(), options);
  target.addEventListener?.('pagehide', () => events.left(), options);
  target.addEventListener?.('pageshow', () => events.returned(), options);
  // the page was frozen; Chrome does not always tell of its visibility then
  document?.addEventListener('resume', () => events.woke(), options);
  document?.addEventListener(
    'visibilitychange',
    () => {
      if (document.visibilityState === 'visible') events.woke();
    },
    options,
  );
  return () => until.abort();
}

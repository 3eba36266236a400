import type { Environment } from '../../src/shared/index.js';

type Waiting = { readonly grant: () => void; readonly options: LockOptions };

/** The Web Locks of an origin: a queue for one name, and theft. */
class FakeLocks {
  #holder: { steal: () => void } | undefined;
  #queue: Waiting[] = [];

  request(_: string, options: LockOptions, held: () => unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const grant = (): void => {
        const holder = { steal: () => reject(new DOMException('Stolen.', 'AbortError')) };
        this.#holder = holder;
        void Promise.resolve(held()).then((value) => {
          resolve(value);
          if (this.#holder === holder) this.#next();
        });
      };
      const waiting = { grant, options };
      options.signal?.addEventListener('abort', () => {
        if (!this.#queue.includes(waiting)) return; // it has been granted
        this.#queue = this.#queue.filter((other) => other !== waiting);
        reject(new DOMException('Aborted.', 'AbortError'));
      });
      if (options.steal) {
        this.#holder?.steal();
        this.#holder = undefined;
        this.#queue.unshift(waiting);
      } else this.#queue.push(waiting);
      if (!this.#holder) this.#next();
    });
  }

  /** The holder's tab has died. */
  free(): void {
    this.#next();
  }

  #next(): void {
    this.#holder = undefined;
    const waiting = this.#queue.shift();
    if (!waiting) return;
    this.#holder = { steal: () => {} };
    queueMicrotask(waiting.grant);
  }
}

/** Several tabs of one origin, in one process. */
export class FakeBrowser {
  readonly locks = new FakeLocks();
  readonly channels = new Set<FakeBroadcast>();
  #random = 0;

  tab(): FakeTab {
    return new FakeTab(this);
  }

  random(): number {
    this.#random += 0.001;
    return this.#random;
  }
}

class FakeBroadcast {
  onmessage: ((event: MessageEvent) => void) | null = null;
  readonly #browser: FakeBrowser;

  constructor(browser: FakeBrowser) {
    this.#browser = browser;
    browser.channels.add(this);
  }

  postMessage(message: unknown): void {
    const data = structuredClone(message);
    for (const other of this.#browser.channels) {
      if (other !== this) queueMicrotask(() => other.onmessage?.({ data } as MessageEvent));
    }
  }

  close(): void {
    this.#browser.channels.delete(this);
  }
}

/** One tab: what the library sees of its browser. */
export class FakeTab {
  readonly environment: Environment;
  readonly #page = new EventTarget();
  readonly #broadcasts: FakeBroadcast[] = [];
  #visibility: DocumentVisibilityState = 'visible';

  constructor(browser: FakeBrowser) {
    const tab = this;
    const page = this.#page;
    this.environment = {
      locks: browser.locks as unknown as Environment['locks'],
      BroadcastChannel: class extends FakeBroadcast {
        constructor() {
          super(browser);
          tab.#broadcasts.push(this);
        }
      },
      document: {
        get visibilityState() {
          return tab.#visibility;
        },
        addEventListener: page.addEventListener.bind(page),
      } as Environment['document'],
      addEventListener: page.addEventListener.bind(page),
      random: () => browser.random(),
    };
  }

  show(visibility: DocumentVisibilityState): void {
    this.#visibility = visibility;
    this.#page.dispatchEvent(new Event('visibilitychange'));
  }

  hide(): void {
    this.#page.dispatchEvent(new Event('pagehide'));
  }

  /** The browser kills it: nobody says a word any more. */
  kill(): void {
    for (const broadcast of this.#broadcasts) {
      broadcast.onmessage = null;
      broadcast.postMessage = () => {};
      broadcast.close();
    }
  }
}

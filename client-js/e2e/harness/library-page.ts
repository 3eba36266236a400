import type * as Library from 'tidewire';
import type * as Shared from 'tidewire/shared';
import { expect } from 'vitest';
import type { Tab, Tabs } from './engine.js';

/** What {@link LibraryPage} leaves in its page. */
type Left = {
  library: typeof Library & typeof Shared;
  client: Library.Tidewire;
  seen: unknown[];
  gaps: unknown[];
  states: string[];
};

export type ClientSpec = {
  readonly channel: string;
  readonly options?: { readonly backoff?: object };
  readonly channelOptions?: object;
  /** A string instead of asking the stage. */
  readonly token?: string;
  /** Share the connection with the other tabs. */
  readonly shared?: boolean;
};

/** An empty page in which a client of the built library listens to one channel. */
export class LibraryPage {
  readonly tab: Tab;

  private constructor(tab: Tab) {
    this.tab = tab;
  }

  /** Opens the empty page of a stage. */
  static async open(tabs: Tabs, origin: string): Promise<LibraryPage> {
    const tab = await tabs.open();
    await tab.goto(origin);
    return new LibraryPage(tab);
  }

  /** Makes the client and waits until it is subscribed. */
  async listen(spec: ClientSpec): Promise<void> {
    await this.start(spec);
    const state = () =>
      this.tab.evaluate((channel) => {
        const { client } = globalThis as unknown as Left;
        return [client.state.name, client.channel(channel).state];
      }, spec.channel);
    await expect.poll(state).toEqual(['connected', 'subscribed']);
  }

  async start(spec: ClientSpec): Promise<void> {
    await expect.poll(() => this.run(() => 'library' in globalThis)).toBe(true);
    await this.tab.evaluate(({ channel, options, channelOptions, token, shared }) => {
      const left = globalThis as unknown as Left;
      const { Tidewire, sharedClient } = left.library;
      const all = {
        token: token ?? (async () => (await fetch('/token')).text()),
        ...options,
      };
      left.client = shared ? sharedClient('/ws', all) : new Tidewire('/ws', all);
      Object.assign(left, { seen: [], gaps: [], states: [] });
      left.client.on('state', ({ name }) => left.states.push(name));
      const room = left.client.channel(channel, channelOptions);
      room.on('message', ({ data }) => left.seen.push(data));
      room.on('gap', (gap) => left.gaps.push(gap));
      room.on('error', () => {});
    }, spec);
  }

  /** Runs a function in the page. */
  run<Result>(script: () => Result | Promise<Result>): Promise<Result> {
    return this.tab.evaluate(script, undefined);
  }

  /** So much time passes in which no timer fires; then the page is shown. */
  sleep(ms: number): Promise<void> {
    return this.tab.evaluate((passed) => {
      const { now } = Date;
      Date.now = () => now() + passed;
      document.dispatchEvent(new Event('visibilitychange'));
    }, ms);
  }

  /** A page that comes out of the cache does not load, which is what the drivers would wait for. */
  async goBack(): Promise<void> {
    await this.run(() => void setTimeout(() => history.back()));
  }

  seen(): Promise<unknown[]> {
    return this.run(() => (globalThis as unknown as Left).seen);
  }

  gaps(): Promise<unknown[]> {
    return this.run(() => (globalThis as unknown as Left).gaps);
  }

  states(): Promise<string[]> {
    return this.run(() => (globalThis as unknown as Left).states);
  }

  state(): Promise<Library.State> {
    return this.run(() => (globalThis as unknown as Left).client.state);
  }

  async sees(data: unknown[]): Promise<void> {
    await expect.poll(() => this.seen(), { timeout: 30_000 }).toEqual(data);
  }

  async is(name: Library.State['name']): Promise<void> {
    await expect.poll(async () => (await this.state()).name, { timeout: 30_000 }).toBe(name);
  }

  /** Publishes from the page. */
  publish(channel: string, data: unknown): Promise<unknown> {
    return this.tab.evaluate(
      ([channel, data]) =>
        (globalThis as unknown as Left).client.channel(channel as string).publish(data),
      [channel, data],
    );
  }

  closeClient(): Promise<void> {
    return this.run(() => (globalThis as unknown as Left).client.close());
  }
}

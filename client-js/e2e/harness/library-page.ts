import type { Page } from 'playwright-core';
import type * as Library from 'tidewire';
import type * as Shared from 'tidewire/shared';
import { expect } from 'vitest';

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
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Makes the client and waits until it is subscribed. */
  async listen(spec: ClientSpec): Promise<void> {
    await this.start(spec);
    await this.page.waitForFunction(
      (channel) => {
        const { client } = globalThis as unknown as Left;
        return client.state.name === 'connected' && client.channel(channel).state === 'subscribed';
      },
      spec.channel,
      { timeout: 20_000 },
    );
  }

  async start(spec: ClientSpec): Promise<void> {
    await this.page.waitForFunction(() => 'library' in globalThis);
    await this.page.evaluate(({ channel, options, channelOptions, token, shared }) => {
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

  seen(): Promise<unknown[]> {
    return this.page.evaluate(() => (globalThis as unknown as Left).seen);
  }

  gaps(): Promise<unknown[]> {
    return this.page.evaluate(() => (globalThis as unknown as Left).gaps);
  }

  states(): Promise<string[]> {
    return this.page.evaluate(() => (globalThis as unknown as Left).states);
  }

  state(): Promise<Library.State> {
    return this.page.evaluate(() => (globalThis as unknown as Left).client.state);
  }

  async sees(data: unknown[]): Promise<void> {
    await expect.poll(() => this.seen(), { timeout: 30_000 }).toEqual(data);
  }

  async is(name: Library.State['name']): Promise<void> {
    await expect.poll(async () => (await this.state()).name, { timeout: 30_000 }).toBe(name);
  }

  /** Publishes from the page. */
  publish(channel: string, data: unknown): Promise<unknown> {
    return this.page.evaluate(
      ([channel, data]) =>
        (globalThis as unknown as Left).client.channel(channel as string).publish(data),
      [channel, data],
    );
  }

  closeClient(): Promise<void> {
    return this.page.evaluate(() => (globalThis as unknown as Left).client.close());
  }
}

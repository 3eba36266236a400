import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Profile } from './browser.js';

/** What Chromium says about the server's absence; nothing else may be said then. */
export const absence =
  /ERR_CONNECTION_(REFUSED|RESET|CLOSED)|ERR_EMPTY_RESPONSE|ERR_SOCKET|ERR_INTERNET_DISCONNECTED|WebSocket connection to/;

/** A chat page in a tab, as its reader sees it. */
export class ChatTab {
  readonly page: Page;
  readonly status: Locator;
  readonly cut: Locator;
  readonly divider: Locator;

  private constructor(page: Page) {
    this.page = page;
    this.status = page.locator('#status');
    this.cut = page.locator('#cut');
    this.divider = page.locator('.divider.unread');
  }

  /** Opens a room as a person of this name and waits until it is joined. */
  static async open(profile: Profile, name: string, room: string): Promise<ChatTab> {
    const query = new URLSearchParams({ name, room });
    const tab = new ChatTab(await profile.visit(`/?${query}`));
    await tab.seesPeople(1);
    return tab;
  }

  /** The texts of all messages, in order. */
  texts(): Promise<string[]> {
    return this.page.locator('.bubble').allInnerTexts();
  }

  async write(text: string): Promise<void> {
    await this.page.locator('#text').fill(text);
    await this.page.locator('#text').press('Enter');
  }

  async connection(tone: 'calm' | 'wait' | 'cut'): Promise<void> {
    await this.page.locator(`#status[data-tone="${tone}"]`).waitFor({ timeout: 40_000 });
  }

  async sees(...texts: string[]): Promise<void> {
    await expect.poll(() => this.texts(), { timeout: 30_000 }).toEqual(texts);
  }

  /** Waits until at least so many people are listed. */
  async seesPeople(count: number): Promise<void> {
    const last = this.page.locator(`#people-list li:nth-child(${count})`);
    await last.waitFor({ state: 'attached' });
  }

  people(): Promise<string[]> {
    return this.page.locator('.person-name').allInnerTexts();
  }

  message(text: string): Locator {
    return this.page.locator('.message').filter({ hasText: text });
  }
}

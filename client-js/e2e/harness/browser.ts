import { existsSync } from 'node:fs';
import {
  type Browser,
  type BrowserContext,
  chromium,
  type LaunchOptions,
  type Page,
} from 'playwright-core';

const chromiums = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const firefoxes = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];

export const quietly = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--no-first-run',
];

/** The path of a Chromium; see {@link find}. */
export function findChromium(): string | undefined {
  return find('CHROMIUM', chromiums);
}

/** The path of a Firefox as it is shipped; see {@link find}. */
export function findFirefox(): string | undefined {
  return find('FIREFOX', firefoxes);
}

/**
 * The path of a browser, or `undefined` with a loud word on what is not tested then. Where a browser is required
 * (`CI`, `TIDEWIRE_REQUIRE_BROWSER`) its absence is an error. The variable of this name says where it is.
 */
function find(variable: string, places: readonly string[]): string | undefined {
  const found = process.env[variable] ?? places.find((path) => existsSync(path));
  if (found !== undefined) return found;
  const required = process.env['CI'] || process.env['TIDEWIRE_REQUIRE_BROWSER'];
  const remedy = `Set ${variable} to its path. Looked in: ${places.join(', ')}`;
  if (required) throw new Error(`No ${variable}. ${remedy}`);
  const line = '!'.repeat(80);
  console.warn(`${line}\nNO ${variable}: the tests in it are SKIPPED. ${remedy}\n${line}`);
  return undefined;
}

export function launch(executablePath: string, options: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({ executablePath, args: quietly, ...options });
}

/** A browser profile of its own, and everything that its pages complain about. */
export class Profile {
  readonly context: BrowserContext;
  readonly #origin: string;
  readonly #complaints: string[] = [];

  private constructor(context: BrowserContext, origin: string) {
    this.context = context;
    this.#origin = origin;
  }

  static async open(browser: Browser, origin: string, options = {}): Promise<Profile> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      ...options,
    });
    const profile = new Profile(context, origin);
    context.on('page', (page) => profile.#watch(page));
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    return profile;
  }

  /** Opens a page of the server. */
  async visit(path: string): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(this.#origin + path);
    return page;
  }

  /** Console errors, broken policies, uncaught exceptions and requests to other origins, but for expected ones. */
  complaints(...expected: RegExp[]): string[] {
    return this.#complaints.filter((text) => !expected.some((pattern) => pattern.test(text)));
  }

  #watch(page: Page): void {
    page.on('console', (message) => {
      if (message.type() === 'error') this.#complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.#complaints.push(`uncaught: ${error.message}`));
    page.on('request', (request) => this.#check(request.url()));
    page.on('websocket', (socket) => this.#check(socket.url().replace(/^ws/, 'http')));
  }

  #check(url: string): void {
    const { origin, protocol } = new URL(url);
    if (protocol !== 'data:' && origin !== this.#origin) this.#complaints.push(`foreign: ${url}`);
  }
}

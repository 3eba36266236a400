import type { BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import puppeteer from 'puppeteer-core';
import { findChromium, findFirefox, quietly } from './browser.js';

/** A tab: as much of it as the tests of the library need, whatever drives it. */
export type Tab = {
  /** Runs the function in the page. */
  evaluate<Argument, Result>(
    script: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result>;
  goto(url: string): Promise<unknown>;
  setOffline(offline: boolean): Promise<void>;
  close(): Promise<void>;
  /** In Chromium, for what only its own tools can do. */
  readonly playwright?: Page;
};

/** Tabs that share storage and locks with each other and with no others. */
export type Tabs = {
  open(): Promise<Tab>;
  close(): Promise<void>;
};

export type RunningBrowser = {
  newTabs(): Promise<Tabs>;
  close(): Promise<void>;
};

export type Engine = {
  readonly name: 'Chromium' | 'Firefox';
  /** Undefined when it is not here. */
  readonly path: string | undefined;
  launch(): Promise<RunningBrowser>;
};

/**
 * The browsers that run the library. Chromium is driven by Playwright, and Firefox, as it is shipped, by Puppeteer:
 * Playwright needs a Firefox with patches, or one that is newer than the extended support release.
 */
export function findEngines(): { readonly chromium: Engine; readonly firefox: Engine } {
  const [blink, gecko] = [findChromium(), findFirefox()];
  return {
    chromium: { name: 'Chromium', path: blink, launch: () => launchChromium(blink ?? '') },
    firefox: { name: 'Firefox', path: gecko, launch: () => launchFirefox(gecko ?? '') },
  };
}

async function launchChromium(executablePath: string): Promise<RunningBrowser> {
  const ignoreDefaultArgs = ['--disable-back-forward-cache'];
  const browser = await chromium.launch({ executablePath, args: quietly, ignoreDefaultArgs });
  return {
    newTabs: async () => {
      const context = await browser.newContext();
      return { open: () => openInChromium(context), close: () => context.close() };
    },
    close: () => browser.close(),
  };
}

async function openInChromium(context: BrowserContext): Promise<Tab> {
  const page = await context.newPage();
  return {
    evaluate: (script, argument) => page.evaluate(script as never, argument),
    goto: (url) => page.goto(url),
    setOffline: (offline) => context.setOffline(offline),
    close: () => page.close(),
    playwright: page,
  };
}

async function launchFirefox(executablePath: string): Promise<RunningBrowser> {
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath });
  return {
    newTabs: async () => {
      const context = await browser.createBrowserContext();
      return {
        open: async () => {
          const page = await context.newPage();
          return {
            evaluate: (script, argument) => page.evaluate(script as never, argument) as never,
            goto: (url) => page.goto(url),
            setOffline: (offline) => page.setOfflineMode(offline),
            close: () => page.close(),
          };
        },
        close: () => context.close(),
      };
    },
    close: () => browser.close(),
  };
}

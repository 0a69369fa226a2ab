/** The system's Chromium, as every browser test starts it: the launcher says where it is. */
import { type Browser, chromium } from 'playwright-core';

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    // Without a network to the outside Chromium's own look-ups would only be refused, many at a time.
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });

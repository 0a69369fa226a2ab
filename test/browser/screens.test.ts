/**
 * Every screen of the application, in both languages, light and dark, wide and narrow: nothing that axe finds
 * (WCAG AA), nothing that the browser complains of, no sideways scrolling, and no name that became markup.
 * What was seen is kept in test/output/screens, to be looked at.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type App, startApp } from '../support/app.ts';
import { Client } from '../support/client.ts';
import { hostileFunnel, hostileLead } from '../support/hostileFunnel.ts';
import { openBrowser } from '../support/openBrowser.ts';

const root = resolve(import.meta.dirname, '../..');
const output = resolve(root, 'test/output/screens');
const axeSource = readFileSync(resolve(root, 'node_modules/axe-core/axe.min.js'), 'utf8');

/** Addresses as web/app/routes.ts lists them; a screen is in this test by being there. */
const routes = readFileSync(resolve(root, 'web/app/routes.ts'), 'utf8');
const drawn = [...routes.matchAll(/path: '([^']+)'/g)].map(([, path]) => path ?? '');
/** `/` leads on; and where pages have addresses of their own, the address above them shows the first. */
const paths = drawn.filter((path) => path !== '/' && !drawn.includes(`${path}/$page`));

/** What stands for `$name` in an address; a new one needs its samples here. */
const samples: Record<string, (path: string) => readonly string[]> = {
  bot: () => ['leo'],
  flow: () => ['Welcome'],
  campaign: () => ['summer'],
  postback: () => ['onewin'],
  dialogId: () => ['one'],
  page: (path) => pagesOf(path),
  token: () => ['unknown'],
};

/** Pages of settings and company stand in a list in their folder. */
const pagesOf = (path: string): string[] => {
  const folder = resolve(root, path.startsWith('/bots') ? 'web/settings' : 'web/company');
  const code = readdirSync(folder).filter((file) =>
    /^(settingsScreen|company|companyScreen)\.tsx$/.test(file),
  );
  const found = code.flatMap((file) => [
    ...readFileSync(resolve(folder, file), 'utf8').matchAll(/\{ page: '(\w+)'/g),
  ]);
  return found.map(([, name]) => name ?? '');
};

function addressesOf(path: string): string[] {
  const name = /\$(\w+)/.exec(path)?.[1];
  if (name === undefined) return [path];
  const values = samples[name]?.(path);
  if (!values?.length) throw new Error(`the test has no sample for $${name} of ${path}`);
  return values.flatMap((value) => addressesOf(path.replace(`$${name}`, encodeURIComponent(value))));
}

/** Which dialog it is becomes known only once it has been made. */
const oneDialog = '/dialogs/one';
const addresses = paths.flatMap(addressesOf);

let app: App;
let browser: Browser;
let dialogId = '';
const lookers: Looker[] = [];

beforeAll(async () => {
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  app = await startApp();
  const client = new Client(app);
  const applied = await client.apply(await hostileFunnel());
  const urls = applied.postbacks.find(({ key }) => key === 'partner')?.urls ?? {};
  dialogId = await hostileLead(client, Object.values(urls)[0] ?? '');
  browser = await openBrowser();
  const first = new Looker(await newPage());
  await first.page.goto(app.signInLink);
  const signedIn = await first.page.context().storageState();
  // Two at once: what one page waits for, the other works.
  lookers.push(first, new Looker(await newPage(signedIn)));
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

type State = Awaited<ReturnType<BrowserContext['storageState']>>;

/** Each page that is opened begins in English, whatever was chosen on the last. */
async function newPage(storageState?: State): Promise<Page> {
  const context = await browser.newContext({
    ...{ locale: 'en-GB', reducedMotion: 'reduce' },
    ...(storageState && { storageState }),
  });
  await context.addInitScript(`localStorage.removeItem('signalbox.language')`);
  return context.newPage();
}

const waiting = '.mantine-Loader-root, [aria-busy="true"], [data-loading="true"]';

const violations = z.array(
  z.object({ id: z.string(), help: z.string(), nodes: z.array(z.object({ html: z.string() })) }),
);

const everyRule = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] };

type Scheme = 'light' | 'dark';

/** A page of the browser, and what it complains of. */
class Looker {
  readonly page: Page;
  complaints: string[] = [];
  /** Calls of the API that are not answered yet; the live stream never is. */
  readonly #asked = new Set<Request>();

  constructor(page: Page) {
    this.page = page;
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(`${message.text()} ${message.location().url}`);
    });
    page.on('request', (request) => {
      if (/\/api\/v1\/(?!live)/.test(request.url())) this.#asked.add(request);
    });
    page.on('requestfinished', (request) => this.#asked.delete(request));
    page.on('requestfailed', (request) => this.#asked.delete(request));
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('dialog', (dialog) => {
      this.complaints.push(`a dialog of the browser: ${dialog.message()}`);
      void dialog.dismiss();
    });
  }

  async open(address: string): Promise<void> {
    this.complaints = [];
    await this.page.goto(address);
    await this.page.locator('main').first().waitFor();
    await this.settled();
  }

  /** In English, light and wide. */
  async openPlain(address: string): Promise<void> {
    await this.page.setViewportSize(wide);
    await this.page.emulateMedia({ colorScheme: 'light' });
    await this.open(`${app.url}${address}`);
  }

  /** Nothing is being loaded any more, and what has come is shown, in its last colours. */
  async settled(): Promise<void> {
    const until = Date.now() + 20_000;
    const moves = `(one) => one.playState === 'running' && one.effect.getTiming().iterations < Infinity`;
    const quiet = `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))).then(
      () => document.querySelectorAll('${waiting}').length + document.getAnimations().filter(${moves}).length)`;
    for (let times = 0; times < 2; ) {
      const count = this.#asked.size + Number(await this.page.evaluate(quiet)) + this.#asked.size;
      times = count === 0 ? times + 1 : 0;
      if (Date.now() > until) throw new Error(`${this.page.url()} still waits for ${count}`);
    }
  }

  /** By the switch of the page itself. */
  async speak(language: 'en' | 'ru'): Promise<void> {
    await this.page.getByText(language.toUpperCase(), { exact: true }).first().click();
    await this.page.locator(`html[lang=${language}]`).waitFor({ state: 'attached' });
    await this.settled();
  }

  async paint(scheme: Scheme): Promise<void> {
    await this.page.emulateMedia({ colorScheme: scheme });
    await this.settled();
  }

  async resize(size: { width: number; height: number }): Promise<void> {
    await this.page.setViewportSize(size);
    await this.settled();
  }

  /** What axe finds: `rule: help: where`. */
  async found(rules?: string[]): Promise<string[]> {
    const runOnly = JSON.stringify(rules ? { type: 'rule', values: rules } : everyRule);
    // Half a megabyte: handed over once a load.
    if (await this.page.evaluate('window.axe === undefined')) await this.page.evaluate(axeSource);
    const result = await this.page.evaluate(
      `axe.run(document, { runOnly: ${runOnly}, resultTypes: ['violations'] })
        .then(({ violations }) => violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ html }) => ({ html })) })))`,
    );
    return violations
      .parse(result)
      .map(
        ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`,
      );
  }

  /** Colours are all that another scheme changes. */
  readonly contrasts = (): Promise<string[]> => this.found(['color-contrast']);

  /** Whether nothing has to be scrolled sideways. */
  readonly fits = (): Promise<unknown> =>
    this.page.evaluate('document.documentElement.scrollWidth <= window.innerWidth');

  /** A name that was taken for markup would be a picture from `x`. */
  readonly markup = (): Promise<unknown> =>
    this.page.evaluate(`document.querySelectorAll('img[src="x"]').length`);
}

const wide = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };

/** What a browser rightly complains of: an address that was refused. */
const refused: Record<string, RegExp> = { '/invitation': /410 \(Gone\)/ };

/**
 * One load, and from state to state by what the page itself can: both languages are seen wide and narrow, both
 * schemes as well. axe looks whole once at each width (each in another language), and at colours in each scheme.
 */
async function look(looker: Looker, address: string): Promise<void> {
  const name = address.slice(1).replaceAll('/', '-');
  const picture = (state: string): Promise<unknown> =>
    looker.page.screenshot({ path: `${output}/${name}-${state}.png` });
  await looker.openPlain(address === oneDialog ? `/dialogs/${dialogId}` : address);
  const plain = { axe: await looker.found(), fits: await looker.fits(), markup: await looker.markup() };
  await picture('en-light-1280');
  await looker.paint('dark');
  const wideDark = await looker.contrasts();
  await looker.speak('ru');
  const russian = { fits: await looker.fits(), markup: await looker.markup() };
  await picture('ru-dark-1280');
  await looker.resize(phone);
  const narrow = { axe: await looker.found(), fits: await looker.fits() };
  await picture('ru-dark-390');
  await looker.paint('light');
  const narrowLight = await looker.contrasts();
  await looker.speak('en');
  const narrowEnglish = await looker.fits();
  await picture('en-light-390');
  const complained = looker.complaints.filter((one) => !refused[address]?.test(one));
  expect({ plain, wideDark, russian, narrow, narrowLight, narrowEnglish, complained }).toEqual({
    plain: { axe: [], fits: true, markup: 0 },
    russian: { fits: true, markup: 0 },
    narrow: { axe: [], fits: true },
    ...{ wideDark: [], narrowLight: [], narrowEnglish: true, complained: [] },
  });
}

describe.concurrent('in both languages, light and dark, wide and narrow, there is good to look at', () => {
  it.each(addresses)('%s', async (address) => {
    // As many run at once as there are lookers (`maxConcurrency`).
    const looker = lookers.pop();
    if (!looker) throw new Error('more tests at once than pages to look with');
    try {
      await look(looker, address);
    } finally {
      lookers.push(looker);
    }
  });
});

describe('the frame', () => {
  let page: Page;
  const found = (): Promise<string[]> => lookers[0]?.found() ?? Promise.reject(new Error('nobody looks'));
  const open = async (address: string): Promise<void> => {
    const [looker] = lookers;
    if (!looker) throw new Error('nobody looks');
    page = looker.page;
    await looker.openPlain(address);
  };
  const title = (): Promise<unknown> => page.evaluate('document.title');

  it('shows hostile names as the text that they are', async () => {
    await open('/contacts');
    await page.getByText('<img src=x alt=lead onerror=alert(1)>').first().waitFor();
    await page.getByRole('row').filter({ hasText: 'alt=lead' }).first().waitFor();
  });

  it('finds screens, dialogs and steps with Ctrl+K, by keyboard alone', async () => {
    await open('/contacts');
    await page.keyboard.press('Control+k');
    await page.getByRole('textbox', { name: /Find a bot/ }).fill('alt=lead');
    await page
      .getByRole('button', { name: /alt=lead/ })
      .first()
      .waitFor();
    await page.getByRole('textbox', { name: /Find a bot/ }).fill('logs');
    await page.getByRole('button', { name: 'Logs' }).first().waitFor();
    expect(await found()).toEqual([]);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/logs$/);
    expect(await title()).toContain('Logs');
    expect(await page.evaluate('document.activeElement.id')).toBe('screen');
  });

  it('says so where an address leads nowhere', async () => {
    await open('/nowhere');
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
  });

  it('opens the menu on a phone, and Escape closes it', async () => {
    await open('/logs');
    await page.setViewportSize(phone);
    await page.getByRole('button', { name: 'Menu' }).click();
    const menu = page.getByRole('dialog', { name: 'Menu' });
    await menu.getByRole('link', { name: 'Contacts' }).waitFor();
    expect(await found()).toEqual([]);
    await page.keyboard.press('Escape');
    await menu.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Menu' }).click();
    await menu.getByRole('link', { name: 'Contacts' }).click();
    await page.waitForURL(/\/contacts$/);
    await menu.waitFor({ state: 'hidden' });
  });

  it('shows what a request would do before it does it', async () => {
    await open('/logs?kind=postback');
    await page
      .getByRole('button', { name: /Postback/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'What would happen?' }).click();
    await page.getByText('What would happen', { exact: false }).last().waitFor();
    await page.getByRole('button', { name: 'Replay for real' }).waitFor();
    expect(await found()).toEqual([]);
  });
});

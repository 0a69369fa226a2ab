/**
 * Every screen of the application, in both languages, light and dark, wide and narrow: nothing that axe finds
 * (WCAG AA), nothing that the browser complains of, no sideways scrolling, and no name that became markup.
 * What was seen is kept in test/output/screens, to be looked at.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page, type Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type App, startApp } from '../support/app.ts';
import { Client } from '../support/client.ts';
import { hostileFunnel, hostileLead } from '../support/hostileFunnel.ts';

const root = resolve(import.meta.dirname, '../..');
const output = resolve(root, 'test/output/screens');
const axeSource = readFileSync(resolve(root, 'node_modules/axe-core/axe.min.js'), 'utf8');

/** Addresses as web/app/routes.ts lists them; a screen is in this test by being there. */
const paths = [...readFileSync(resolve(root, 'web/app/routes.ts'), 'utf8').matchAll(/path: '([^']+)'/g)]
  .map(([, path]) => path ?? '')
  .filter((path) => path !== '/');

/** What stands for `$name` in an address; a new one needs its samples here. */
const samples: Record<string, (path: string) => readonly string[]> = {
  bot: () => ['leo'],
  flow: () => ['Welcome'],
  campaign: () => ['summer'],
  postback: () => ['onewin'],
  dialogId: () => [dialogId],
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

let app: App;
let browser: Browser;
let dialogId = '';
let context: BrowserContext;
let page: Page;
let complaints: string[] = [];
/** Calls of the API that are not answered yet; the live stream never is. */
const asked = new Set<Request>();

beforeAll(async () => {
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  app = await startApp();
  const client = new Client(app);
  const applied = await client.apply(await hostileFunnel());
  const urls = applied.postbacks.find(({ key }) => key === 'partner')?.urls ?? {};
  dialogId = await hostileLead(client, Object.values(urls)[0] ?? '');
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  context = await browser.newContext({ reducedMotion: 'reduce' });
  page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (/\/api\/v1\/(?!live)/.test(request.url())) asked.add(request);
  });
  page.on('requestfinished', (request) => asked.delete(request));
  page.on('requestfailed', (request) => asked.delete(request));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`a dialog of the browser: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(app.signInLink);
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

async function open(address: string, language: string, scheme: Scheme): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: scheme });
  await page.evaluate(`localStorage.setItem('signalbox.language', '${language}')`);
  complaints = [];
  await page.goto(`${app.url}${address}`);
  await page.locator('main').first().waitFor();
  await settled();
}

const waiting = '.mantine-Loader-root, [aria-busy="true"], [data-loading="true"]';

/** Nothing is being loaded any more, and what has come is shown. */
async function settled(): Promise<void> {
  const quiet = async (): Promise<number> => asked.size + (await page.locator(waiting).count());
  await expect.poll(quiet, { timeout: 20_000, interval: 20 }).toBe(0);
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  await expect.poll(quiet, { timeout: 20_000, interval: 20 }).toBe(0);
}

const violations = z.array(
  z.object({ id: z.string(), help: z.string(), nodes: z.array(z.object({ html: z.string() })) }),
);

const everyRule = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] };

/** What axe finds: `rule: help: where`. */
async function found(rules?: string[]): Promise<string[]> {
  const runOnly = JSON.stringify(rules ? { type: 'rule', values: rules } : everyRule);
  await page.evaluate(`window.axe || (() => { ${axeSource} })()`);
  const result = await page.evaluate(
    `axe.run(document, { runOnly: ${runOnly}, resultTypes: ['violations'] })
      .then(({ violations }) => violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ html }) => ({ html })) })))`,
  );
  return violations
    .parse(result)
    .map(
      ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`,
    );
}

const fits = (): Promise<unknown> =>
  page.evaluate('document.documentElement.scrollWidth <= window.innerWidth');

/** A name that was taken for markup would be a picture from `x`. */
const markup = (): Promise<unknown> => page.evaluate(`document.querySelectorAll('img[src="x"]').length`);

const nameOf = (address: string): string => address.replace(dialogId, 'one').slice(1).replaceAll('/', '-');

/** What a browser rightly complains of: an address that was refused. */
const refused: Record<string, RegExp> = { '/invitation': /410 \(Gone\)/ };

type Scheme = 'light' | 'dark';

/** Colours are all that another scheme changes. */
async function inOtherScheme(scheme: Scheme): Promise<string[]> {
  await page.emulateMedia({ colorScheme: scheme });
  await settled();
  return found(['color-contrast']);
}

async function look(address: string, language: string, scheme: Scheme): Promise<void> {
  const picture = (width: number, shown: Scheme): Promise<unknown> =>
    page.screenshot({ path: `${output}/${nameOf(address)}-${language}-${shown}-${width}.png` });
  const other = scheme === 'light' ? 'dark' : 'light';
  await open(address, language, scheme);
  const wide = { axe: await found(), fits: await fits(), markup: await markup() };
  await picture(1280, scheme);
  await page.setViewportSize({ width: 390, height: 844 });
  await settled();
  const narrow = { axe: await found(), fits: await fits() };
  await picture(390, scheme);
  const colours = await inOtherScheme(other);
  await picture(390, other);
  const complained = complaints.filter((one) => !refused[address]?.test(one));
  expect({ wide, narrow, colours, complained }).toEqual({
    wide: { axe: [], fits: true, markup: 0 },
    narrow: { axe: [], fits: true },
    ...{ colours: [], complained: [] },
  });
}

describe.each(paths)('the screen %s', (path) => {
  it.each([
    ['English, light first', 'en', 'light'],
    ['Russian, dark first', 'ru', 'dark'],
  ] as const)('is good to look at in %s', async (_, language, scheme) => {
    for (const address of addressesOf(path)) await look(address, language, scheme);
  });
});

describe('the frame', () => {
  const title = (): Promise<unknown> => page.evaluate('document.title');

  it('shows hostile names as the text that they are', async () => {
    await open('/contacts', 'en', 'light');
    await page.getByText('<img src=x alt=lead onerror=alert(1)>').first().waitFor();
    await page.getByRole('row').filter({ hasText: 'alt=lead' }).first().waitFor();
  });

  it('finds screens, dialogs and steps with Ctrl+K, by keyboard alone', async () => {
    await open('/contacts', 'en', 'light');
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
    await open('/nowhere', 'en', 'light');
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
  });

  it('opens the menu on a phone, and Escape closes it', async () => {
    await open('/logs', 'en', 'light');
    await page.setViewportSize({ width: 390, height: 844 });
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
    await open('/logs?kind=postback', 'en', 'light');
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

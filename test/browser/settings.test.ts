/** The settings of a bot, changed on the pages as an owner changes them. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startApp } from '../support/app.ts';
import { Client } from '../support/client.ts';
import { openBrowser } from '../support/openBrowser.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const hostile = '<img src=x onerror="document.title=1">{{name}}';

let app: Awaited<ReturnType<typeof startApp>>;
let client: Client;
let browser: Browser;
let page: Page;
/** What the browser complained about, apart from answers that refuse. */
const complaints: string[] = [];

beforeAll(async () => {
  app = await startApp();
  client = new Client(app);
  browser = await openBrowser();
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
  page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('the server responded with a status of 4')) {
      complaints.push(message.text());
    }
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(app.signInLink);
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const open = async (path: string): Promise<void> => {
  await page.goto(`${app.url}/bots/leo/settings/${path}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
};
const fields = (name: string): Locator => page.getByRole('textbox', { name, exact: true });
const field = (name: string): Locator => fields(name).first();
const press = (name: string | RegExp): Promise<void> => page.getByRole('button', { name }).first().click();
const shown = (text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();

async function saves(): Promise<void> {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('status').getByText('Saved', { exact: true }).waitFor();
}

const stored = z.object({ revision: z.string(), settings: z.looseObject({ name: z.string() }) });

async function settings(): Promise<z.infer<typeof stored>> {
  const reply = await client.api('GET', '/bots/leo/settings');
  return stored.parse(reply.body);
}

describe('the pages of the bot settings', () => {
  it('say at the field what is wrong, and save what is right', async () => {
    await open('general');
    await field('Response time').fill('soon');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await shown(/^Expected a duration such as 10s, 5m, 2h or 3d/);
    expect(await violations()).toEqual([]);
    expect((await settings()).settings.delays).toBeUndefined();
    await field('Response time').fill('5s');
    await field('Message of the flow').fill('12s');
    await shown('after 12 s');
    await saves();
    expect((await settings()).settings.delays).toEqual({ response: '5s', message: '12s' });
  });

  it('refuse the second of two saves, tell what changed and lose nothing that was typed', async () => {
    await open('tags');
    await press('Add tag');
    await field('Name').waitFor();
    await fields('Name').last().fill('Paid twice');
    const { revision, settings: now } = await settings();
    const others = await client.api('PUT', '/bots/leo/settings', {
      revision,
      settings: { ...now, name: 'Leopold' },
    });
    expect(others.status).toBe(200);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const note = page.getByRole('alert');
    await note.getByText('Leopold').waitFor();
    expect(await fields('Name').last().inputValue()).toBe('Paid twice');
    await press('Save my changes on top');
    await page.getByRole('status').getByText('Saved', { exact: true }).waitFor();
    const after = (await settings()).settings;
    expect(after.name).toBe('Leopold');
    expect(after.tags).toContainEqual({ key: 'paid-twice', name: 'Paid twice', color: 'blue' });
  });

  it('ask before what was typed is left', async () => {
    await open('general');
    await field('Name').fill('Not yet');
    await page.getByRole('link', { name: 'Privacy' }).click();
    await shown('Leave without saving?');
    await press('Stay here');
    expect(await field('Name').inputValue()).toBe('Not yet');
    await press('Discard');
    expect(await field('Name').inputValue()).toBe('Leopold');
  });

  it('make a webhook, hear its call, build its URL and give it a new address', async () => {
    await open('webhooks');
    await press('Add webhook');
    await fields('Name').last().fill('Cash desk');
    await saves();
    const card = page.getByRole('region', { name: 'Cash desk' });
    const url = (await card.getByTestId('url').textContent()) ?? '';
    expect(url).toMatch(/\/api\/bots\/webhooks\/[^/]+\/updateDialog$/);
    await card.getByRole('button', { name: 'Listen for a call' }).click();
    await card.getByText(/Waiting up to/).waitFor();
    const heard = card.getByTestId('heard');
    for (let tries = 0; tries < 20 && (await heard.count()) === 0; tries++) {
      await client.fetch(`${url}?chatId=1227280&fields.refID=${encodeURIComponent(hostile)}`);
      await page.waitForTimeout(250);
    }
    await heard.getByText(hostile).waitFor();
    await heard.getByText('1227280').waitFor();
    await card.getByRole('button', { name: 'New address' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'New address' }).click();
    await card.getByText(/The old address works until/).waitFor();
    const fresh = (await card.getByTestId('url').textContent()) ?? '';
    expect(fresh).not.toBe(url);
    for (const address of [url, fresh]) {
      expect((await client.fetch(`${address}?chatId=1227280`)).status).toBe(200);
    }
    await page.getByRole('textbox', { name: 'chatId' }).fill('1227280');
    await page.getByRole('combobox', { name: 'Move to the step' }).click();
    await page.getByRole('option', { name: 'FD/REG' }).click();
    await shown(/\?chatId=1227280&stepId=FD\/REG$/);
  });

  it('show what a lead reads of a variable', async () => {
    await open('variables');
    await press('Add variable');
    await fields('Name').last().fill('variables.shop');
    const value = page.getByRole('textbox', { name: 'Value' }).last();
    await value.fill('https://shop.example/?id={{tracker.clickid}}&n={{name}}');
    await shown('https://shop.example/?id=test123&n=Maria');
    await saves();
    expect((await settings()).settings.variables).toMatchObject({
      shop: 'https://shop.example/?id={{tracker.clickid}}&n={{name}}',
    });
  });

  it('declare a field with options, and refuse one without', async () => {
    await open('fields');
    await press('Add field');
    await fields('Name').last().fill('Страна');
    await page.getByRole('combobox', { name: 'Type' }).last().click();
    await page.getByRole('option', { name: 'One of a list' }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await shown('Add one option at least');
    await page.getByRole('combobox', { name: 'Options' }).fill('Brazil');
    await page.keyboard.press('Enter');
    await saves();
    expect((await settings()).settings.fields).toContainEqual({
      key: 'strana',
      name: 'Страна',
      type: 'select',
      options: ['Brazil'],
    });
  });

  it('make a bot', async () => {
    await page.goto(`${app.url}/new-bot`);
    await field('Name').fill(hostile);
    await field('Key').fill('leo');
    await press('Create the bot');
    await shown('There is a bot with this key already');
    await field('Key').fill('nora');
    await press('Create the bot');
    await page.waitForURL(/\/bots\/nora\/settings\/general$/);
    expect(await field('Name').inputValue()).toBe(hostile);
    await page.getByRole('navigation', { name: 'Where you are' }).getByText(hostile).waitFor();
  });

  it('are accessible in both languages, wide and narrow', async () => {
    const pages = 'general connection webhooks fields variables tags notifications ai privacy organic';
    for (const [language, width] of [
      ['EN', 1280],
      ['RU', 390],
    ] as const) {
      await page.setViewportSize({ width, height: 844 });
      for (const name of pages.split(' ')) {
        await open(name);
        await page.getByText(language, { exact: true }).first().click();
        await page.locator(`html[lang=${language.toLowerCase()}]`).waitFor({ state: 'attached' });
        expect(await violations(), `${name} in ${language}`).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
      }
    }
  }, 60_000);

  it('without a complaint of the browser', () => {
    expect(complaints).toEqual([]);
  });
});

async function violations(): Promise<string[]> {
  await page.evaluate(axe);
  const found = z
    .array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }))
    .parse(await page.evaluate('axe.run().then((result) => result.violations)'));
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

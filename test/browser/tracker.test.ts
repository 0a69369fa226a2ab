/** From an empty tracker to a deposit that moves a lead, on the pages as an owner goes through them. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startApp } from '../support/app.ts';
import { Client } from '../support/client.ts';
import { openBrowser } from '../support/openBrowser.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const hostile = '<img src=x onerror="document.title=1">';

let app: Awaited<ReturnType<typeof startApp>>;
let client: Client;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** What the browser complained about, apart from answers that refuse. */
const complaints: string[] = [];

beforeAll(async () => {
  app = await startApp();
  client = new Client(app);
  browser = await openBrowser();
  context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
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
  await page.goto(`${app.url}/tracker/${path}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
};
const press = (name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name, exact: true }).first().click();
const shown = (text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();
const choose = async (input: Locator, option: string | RegExp): Promise<void> => {
  await input.click();
  await page.getByRole('option', { name: option }).first().click();
};
const rule = (n: number): Locator =>
  page.getByRole('list', { name: 'Auto actions' }).getByRole('listitem').nth(n);
const saves = async (): Promise<void> => {
  await press('Save');
  await page.getByRole('status').getByText('Saved', { exact: true }).waitFor();
};

async function violations(): Promise<string[]> {
  // Whatever fades in has its colours only at the end.
  await page.waitForTimeout(400);
  await page.evaluate(axe);
  const found = await page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes[0].html))',
  );
  return z.array(z.string()).parse(found);
}

/** Revision and value of a part. */
const part = z.looseObject({ revision: z.string() });

describe('the tracker', () => {
  it('makes a campaign whose rule can be read before it is saved', async () => {
    await open('campaigns');
    await press('Create campaign');
    await press('Create');
    await shown('Must be filled in');
    const form = page.getByRole('dialog');
    await form.getByRole('textbox', { name: 'Name' }).fill('Зима');
    await choose(form.getByRole('combobox', { name: 'Start' }), 'Welcome/hello');
    await press('Create');
    await page.getByRole('heading', { level: 1, name: 'Зима' }).waitFor();
    expect(await rule(1).getByRole('combobox', { name: 'Event' }).inputValue()).toBe('sale');
    await choose(rule(1).getByRole('combobox', { name: 'Move to' }), 'RD/FD');
    expect(await rule(1).getByRole('combobox', { name: 'Status' }).inputValue()).toBe('auto');
    await rule(1).getByRole('textbox', { name: 'When' }).fill('amount >');
    await rule(1)
      .getByText(/at character/i)
      .waitFor();
    await rule(1).getByRole('textbox', { name: 'When' }).fill('amount > 10');
    await rule(1).getByText('the amount of the event is more than 10').waitFor();
    await saves();
    expect(await violations()).toEqual([]);
  });

  it('adds an action, warns of one that never fires, and puts it first', async () => {
    await press('Add action');
    await page.getByRole('menuitem', { name: /Registration/ }).click();
    await choose(rule(3).getByRole('combobox', { name: 'Move to' }), 'FD/REG');
    await saves();
    await rule(3)
      .getByText(/this one never fires/)
      .waitFor();
    for (const n of [4, 3, 2]) await press(`Move rule ${n} up`);
    await saves();
    const { body } = await client.api('GET', '/campaigns/zima');
    expect(body).toMatchObject({
      campaign: { autoActions: [{ on: 'registration', move: 'FD/REG' }, {}, {}, {}] },
    });
  });

  it('makes a postback with ready URLs and a registration link that becomes a variable', async () => {
    await open('postbacks');
    await press('Create postback');
    const form = page.getByRole('dialog');
    await form.getByRole('textbox', { name: 'Name' }).fill(hostile);
    await choose(form.getByRole('combobox', { name: 'Affiliate network' }), '1win');
    await choose(form.getByRole('combobox', { name: 'Campaign' }), 'Зима');
    await press('Create');
    await page.getByRole('heading', { level: 1, name: hostile }).waitFor();
    await shown(/tracker\.event=sale&tracker\.cost=\{amount\}/);
    await page.getByRole('textbox', { name: "Partner's address" }).fill('partner.com');
    await shown(/expected an absolute address/i);
    await page.getByRole('textbox', { name: "Partner's address" }).fill('https://partner.com/signup');
    await page.getByRole('textbox', { name: 'Save as bot variable' }).fill('variables.winterLink');
    await shown('https://partner.com/signup?sub1={{tracker.clickid}}');
    await saves();
    expect((await client.api('GET', '/bots/leo/settings')).body).toMatchObject({
      settings: { variables: { winterLink: 'https://partner.com/signup?sub1={{tracker.clickid}}' } },
    });
    expect(await violations()).toEqual([]);
  });

  it('moves the lead by the URL that it shows, and says for whom the rule has fired', async () => {
    const clickid = await client.click('/c/zima');
    await client.acts('leo', 4100, { start: clickid, name: hostile });
    const url = await page
      .getByText(/tracker\.event=sale/)
      .first()
      .textContent();
    const sent = (url ?? '')
      .replace('{sub1}', clickid)
      .replaceAll('{amount}', '25')
      .replace('{transaction_id}', 'W1');
    expect((await client.fetch(sent)).status).toBe(200);
    await client.settled();
    expect((await client.dialog('leo', 4100)).flow).toBe('RD');
    await open('campaigns/zima');
    await press('Times that rule 3 has fired: 1');
    await page.getByRole('dialog').getByRole('link', { name: hostile }).waitFor();
    await open('campaigns');
    await shown('25 USD');
    expect(await page.title()).not.toBe('1');
  });

  it('tries an event on a lead without touching it', async () => {
    await open('campaigns/zima');
    await press('Try on a lead');
    const box = page.getByRole('dialog');
    await box.getByRole('combobox', { name: 'Lead' }).fill('4100');
    await page.getByRole('option', { name: /4100/ }).first().click();
    await box.getByRole('combobox', { name: 'Event' }).fill('registration');
    await press('See what would happen');
    await box.getByText('Rule 1, on registration').waitFor();
    expect((await client.dialog('leo', 4100)).flow).toBe('RD');
    expect(await violations()).toEqual([]);
  });

  it('gives a parked postback to a lead', async () => {
    const { body } = await client.api('GET', '/postbacks');
    const list = z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) }).parse(body);
    const id = list.items.find(({ name }) => name === hostile)?.id ?? '';
    await client.fetch(
      `/api/postbacks/${id}/tracker-postback?clickid=unknown1&tracker.event=resale&tracker.cost={amount}`,
    );
    await client.settled();
    await open('postbacks');
    await shown(/clickid=unknown1/);
    expect(await violations()).toEqual([]);
    await press('Assign');
    const box = page.getByRole('dialog');
    await box.getByRole('combobox', { name: 'Lead' }).fill('4100');
    await page.getByRole('option', { name: /4100/ }).first().click();
    await box.getByRole('button', { name: 'Assign' }).click();
    await box.getByText('Repeat deposit').waitFor();
    const events = (await client.dialog('leo', 4100)).events.map(({ name }) => name);
    expect(events).toContain('resale');
  });

  it('refuses the second of two saves, tells what changed and loses nothing that was typed', async () => {
    await open('campaigns/zima');
    await rule(0).getByRole('textbox', { name: 'When' }).fill('tags = vip');
    const reply = await client.api('GET', '/campaigns/zima');
    const now = part.extend({ campaign: z.looseObject({}) }).parse(reply.body);
    const others = { revision: now.revision, campaign: { ...now.campaign, name: 'Winter' } };
    expect((await client.api('PUT', '/campaigns/zima', others)).status).toBe(200);
    await press('Save');
    await page
      .getByRole('alert')
      .getByText(/Winter/)
      .waitFor();
    expect(await rule(0).getByRole('textbox', { name: 'When' }).inputValue()).toBe('tags = vip');
    expect(await violations()).toEqual([]);
    await press('Take theirs');
    await page.getByRole('tab', { name: 'Settings' }).click();
    expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Winter');
  });

  it('draws the pictures, with their numbers in words as well', async () => {
    await open('pictures');
    await page.getByRole('row', { name: /Dialog begun/ }).waitFor();
    await page.getByRole('img', { name: 'Events by day' }).waitFor();
    await page.getByText('As a table').first().click();
    await page.getByRole('columnheader', { name: 'First deposit' }).waitFor();
    expect(await violations()).toEqual([]);
  });

  it.each(['campaigns', 'campaigns/zima', 'postbacks', 'postbacks/onewin', 'pictures'])(
    'fits on a phone and speaks Russian: %s',
    async (path) => {
      const phone = await browser.newContext({
        ...{ locale: 'ru-RU', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
        storageState: await context.storageState(),
      });
      const before = page;
      page = await phone.newPage();
      try {
        await page.addInitScript("localStorage.setItem('signalbox.language', 'ru')");
        await open(path);
        await page.waitForLoadState('networkidle');
        expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
        expect(await violations()).toEqual([]);
      } finally {
        page = before;
        await phone.close();
      }
    },
  );

  it('has nothing to complain about', () => {
    expect(complaints).toEqual([]);
  });
});

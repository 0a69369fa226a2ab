/**
 * The first ten minutes of an owner, by the pages alone: from the printed link to a funnel of one's own in which a
 * postback moves a lead, and an operator who takes over. Nothing is read, nothing is called by hand; the names that
 * the test presses are those of the setup guide of the original.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, startApp } from '../support/app.ts';
import { openBrowser } from '../support/openBrowser.ts';
import { goodPassword } from '../support/person.ts';

const pictures = resolve(import.meta.dirname, '../output/firstFunnel');

let app: App;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
  app = await startApp();
  browser = await openBrowser();
  context = await browser.newContext({
    ...{ locale: 'en-GB', viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' },
  });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const picture = (name: string): Promise<unknown> => page.screenshot({ path: `${pictures}/${name}.png` });
const place = (name: string): Promise<void> =>
  page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name, exact: true }).click();
const press = (name: string | RegExp, within: Page | Locator = page): Promise<void> =>
  within.getByRole('button', { name, exact: true }).first().click();
const choose = async (input: Locator, option: string | RegExp): Promise<void> => {
  await input.click();
  await page.getByRole('option', { name: option }).first().click();
};
const form = (): Locator => page.getByRole('dialog');
const said = (text: string | RegExp): Promise<void> =>
  page.getByRole('log').getByText(text).first().waitFor();
const card = (id: string): Locator => page.locator(`[data-card="${id}"]`);

/** A flow of one message, drawn and published. */
async function drawFlow(name: string, key: string, step: string, says: string): Promise<void> {
  await press('Create flow');
  await form().getByRole('textbox', { name: 'Name' }).fill(name);
  await form().getByRole('textbox', { name: 'Key' }).fill(key);
  await press('Create flow', form());
  await press('Create step');
  await page.getByRole('menuitem', { name: 'Send message' }).click();
  // What is typed at once behind a new key is typed into the same step.
  await page.getByRole('textbox', { name: 'Key' }).fill(step);
  await page.keyboard.press('Tab');
  await page.getByRole('textbox', { name: 'Text' }).fill(says);
  await page.getByRole('textbox', { name: 'Title' }).fill(name);
  await picture(`flow-${key}`);
  await press('Publish');
  await press('Publish', form());
  await page.getByText('Published', { exact: true }).first().waitFor();
}

describe('an owner who has never seen it', () => {
  it('comes in by the printed link and chooses a password', async () => {
    await page.goto(app.signInLink);
    await page.getByRole('textbox', { name: 'Your name' }).fill('Olga');
    await page.getByRole('textbox', { name: 'E-mail' }).fill('olga@example.com');
    await page.locator('input[type=password]').fill(goodPassword);
    await press('Save and go on');
    await page.getByRole('navigation', { name: 'Screens' }).waitFor();
    await picture('home');
  });

  it('makes a bot and draws two flows', async () => {
    await place('Bot settings');
    await page.getByRole('link', { name: 'New bot' }).click();
    await page.getByRole('heading', { level: 1, name: 'New bot' }).waitFor();
    await page.getByRole('textbox', { name: 'Name' }).fill('Eva');
    await press('Create the bot');
    await page.getByRole('heading', { name: 'General' }).waitFor();
    await place('Flows');
    await drawFlow('Welcome', 'Welcome', 'hello', 'Hello, {{name}}! Your link: {{variables.regLink}}');
    await place('Flows');
    await drawFlow('First deposit', 'FD', 'REG', '{{name}}, you are registered.');
  });

  it('makes a campaign whose auto action moves who has registered', async () => {
    await place('Campaigns');
    await press('Create campaign');
    await form().getByRole('textbox', { name: 'Name' }).fill('Autumn');
    await choose(form().getByRole('combobox', { name: 'Bot' }), 'Eva');
    await choose(form().getByRole('combobox', { name: 'Start' }), 'Welcome/hello');
    await press('Create', form());
    const rule = page.getByRole('list', { name: 'Auto actions' }).getByRole('listitem').first();
    await choose(rule.getByRole('combobox', { name: 'Move to' }), 'FD/REG');
    await press('Save');
    await page.getByRole('status').getByText('Saved', { exact: true }).waitFor();
    await picture('campaign');
  });

  it('makes a postback, and the registration link as a variable', async () => {
    await place('Postbacks');
    await press('Create postback');
    await form().getByRole('textbox', { name: 'Name' }).fill('1win');
    await choose(form().getByRole('combobox', { name: 'Affiliate network' }), '1win');
    await press('Create', form());
    await page.getByRole('heading', { level: 1, name: '1win' }).waitFor();
    await page.getByRole('textbox', { name: "Partner's address" }).fill('https://partner.com/signup');
    await page.getByRole('textbox', { name: 'Save as bot variable' }).fill('regLink');
    await press('Save');
    await page.getByText('Choose the bot whose variable it becomes').waitFor();
    await choose(page.getByRole('combobox', { name: 'Of the bot' }), 'Eva');
    await press('Save');
    await page.getByRole('status').getByText('Saved', { exact: true }).waitFor();
    await picture('postback');
  });

  it('comes by the campaign link as a lead, and is moved by the postback', async () => {
    await page.goto(`${app.url}/c/autumn?utm_source=fb`);
    await page.waitForURL(/\/try\?bot=eva$/);
    await press('Start');
    await said(/^Hello, Ann! Your link: https:\/\/partner\.com\/signup\?sub1=[\w-]{10,64}$/);
    await press('Send the postback', card('registration'));
    await said('Ann, you are registered.');
    await page
      .getByRole('region', { name: 'Why it moved' })
      .getByText(/Rule registration of the campaign autumn fires → FD\/REG/)
      .waitFor();
    await picture('moved');
  });

  it('sees the lead in the dialogs, takes over, answers, and hands back', async () => {
    await place('Dialogs');
    await page.getByRole('link', { name: /Ann/ }).first().click();
    await page.getByRole('log').getByText('Rule registration of autumn').waitFor();
    await press('Take over');
    await press('Hand back');
    await press('Take over');
    await page.getByRole('textbox', { name: 'Message to the lead' }).fill('Olga here: can I help?');
    await press('Send');
    await said('Olga here: can I help?');
    await press('Hand back');
    await page.getByRole('button', { name: 'Take over' }).waitFor();
    await picture('dialog');
    await page.goto(`${app.url}/try?bot=eva`);
    await said('Olga here: can I help?');
  });

  it('has a browser without a complaint', () => {
    expect(complaints).toEqual([]);
  });
});

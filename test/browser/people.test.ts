/** From the printed link to a second person with a role, on the page as people do it. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp } from '../support/app.ts';
import { Client } from '../support/client.ts';
import { openBrowser } from '../support/openBrowser.ts';
import { codeOf, goodPassword } from '../support/person.ts';

let app: Awaited<ReturnType<typeof startApp>>;
let client: Client;
let browser: Browser;
let axe: string;
let owner: BrowserContext;
let page: Page;
/** What the browsers complained about. */
const complaints: string[] = [];
/** Where the screens are kept to be looked at. */
const shots = process.env.SCREENSHOTS;

beforeAll(async () => {
  app = await startApp();
  client = new Client(app);
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
  browser = await openBrowser();
  owner = await enterBrowser();
  page = await owner.newPage();
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

async function enterBrowser(): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 860 } });
  context.on('console', (message) => {
    // A refused form is told by its status too.
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
      complaints.push(message.text());
  });
  context.on('weberror', (error) => complaints.push(error.error().message));
  return context;
}

/** What axe finds on the page, each with the places. */
async function found(on: Page): Promise<string[]> {
  // The content policy lets no script in by address; the debugger may.
  await on.evaluate(axe);
  const violations = await on.evaluate<{ id: string; nodes: { target: string[] }[] }[]>(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }).then((r) => r.violations)`,
  );
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
}

const settled = `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
  .then(() => Promise.allSettled(document.getAnimations().filter((one) => one.effect?.getComputedTiming().iterations !== Infinity).map((one) => one.finished)))
  .then(() => undefined)`;

/** Keeps the screen in both languages, both looks and both widths, where that is asked for; axe looks always. */
async function look(on: Page, name: string): Promise<void> {
  await on.waitForLoadState('networkidle');
  for (const colorScheme of ['dark', 'light'] as const) {
    await on.emulateMedia({ colorScheme });
    // A colour on its way from dark to light has the contrast of neither.
    await on.evaluate(settled);
    expect([name, colorScheme, await found(on)]).toEqual([name, colorScheme, []]);
  }
  const fits = await on.evaluate('document.documentElement.scrollWidth <= window.innerWidth');
  expect([name, fits]).toEqual([name, true]);
  if (!shots) return;
  for (const width of [1280, 390]) {
    for (const look of ['light', 'dark'] as const) {
      await on.setViewportSize({ width, height: width === 390 ? 844 : 860 });
      await on.emulateMedia({ colorScheme: look });
      await on.waitForTimeout(250);
      await on.screenshot({ path: `${shots}/${name}-${width}-${look}.png` });
    }
  }
  await on.setViewportSize({ width: 1280, height: 860 });
  await on.emulateMedia({ colorScheme: 'light' });
}

const fill = (on: Page, label: string, value: string): Promise<void> =>
  on.getByRole('textbox', { name: label }).first().fill(value);
const press = (on: Page, name: string): Promise<void> =>
  on.getByRole('button', { name, exact: true }).first().click();
const sees = (on: Page, text: string): Promise<void> => on.getByText(text).first().waitFor();
const password = (on: Page, label: string, value: string): Promise<void> =>
  on.getByLabel(label, { exact: true }).first().fill(value);

describe('the owner', () => {
  it('comes by the printed link and chooses how to sign in', async () => {
    await page.goto(app.signInLink);
    await sees(page, 'Choose how you sign in');
    await press(page, 'Save and go on');
    await sees(page, '10 characters at least');
    await look(page, 'welcome');
    await fill(page, 'Your name', 'Olga <b>Petrova</b>');
    await fill(page, 'E-mail', 'olga@crm.example');
    await page.locator('input[type=password]').fill(goodPassword);
    await press(page, 'Save and go on');
    await page.getByRole('navigation', { name: 'Screens' }).waitFor();
  });

  it('signs out and in again; a wrong password says so at the field', async () => {
    await owner.clearCookies();
    await page.goto(`${app.url}/sign-in`);
    await fill(page, 'E-mail', 'olga@crm.example');
    await page.locator('input[type=password]').fill('not the right one');
    await press(page, 'Sign in');
    await sees(page, 'E-mail or password is wrong');
    await look(page, 'signIn');
    await page.locator('input[type=password]').fill(goodPassword);
    await press(page, 'Sign in');
    await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Company' }).click();
    await sees(page, 'Olga <b>Petrova</b>');
  });

  it('invites somebody, who comes in with that role and sees no more than it may', async () => {
    await press(page, 'Invite');
    await page.getByRole('dialog').getByRole('combobox', { name: 'Role' }).click();
    await page.getByRole('option', { name: 'Hidden operator' }).click();
    await look(page, 'invite');
    await press(page, 'Make the link');
    const link =
      (await page
        .getByText(/\/invitation#/)
        .first()
        .textContent()) ?? '';
    await look(page, 'invited');
    await press(page, 'Done');
    await sees(page, 'Invitations that wait');
    await look(page, 'people');

    const guest = await (await enterBrowser()).newPage();
    await guest.goto(link);
    await sees(guest, 'Hidden operator');
    await look(guest, 'invitation');
    await fill(guest, 'Your name', 'Hidden Harry');
    await fill(guest, 'E-mail', 'harry@crm.example');
    await guest.locator('input[type=password]').fill(goodPassword);
    await press(guest, 'Accept');
    await guest.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Company' }).click();
    await guest.getByRole('navigation', { name: 'Company' }).getByRole('link', { name: 'Roles' }).waitFor();
    for (const name of ['People', 'API keys', 'Change history', 'Logs', 'First steps']) {
      expect([name, await guest.getByRole('link', { name, exact: true }).count()]).toEqual([name, 0]);
    }
    await guest.goto(`${app.url}/company/people`);
    await guest.getByRole('alert').waitFor();
    await guest.goto(link);
    await sees(guest, 'This invitation has been used');
    await guest.context().close();
  });

  it('gives another role, and reads what each may do', async () => {
    await page.goto(`${app.url}/company/people`);
    await page.getByRole('combobox', { name: 'Role of Hidden Harry' }).click();
    await page.getByRole('option', { name: 'Viewer' }).click();
    await page.getByRole('navigation', { name: 'Company' }).getByRole('link', { name: 'Roles' }).click();
    await page.getByRole('rowheader', { name: 'Answer leads, move them' }).waitFor();
    await look(page, 'roles');
  });

  it('makes a key that is shown once, uses it and takes it back', async () => {
    await page.goto(`${app.url}/company/keys`);
    await press(page, 'Create key');
    await fill(page, 'Name', 'Reports');
    await look(page, 'newKey');
    await page.getByRole('dialog').getByRole('button', { name: 'Create key' }).click();
    const key = (await page.getByText(/^sb_/).textContent()) ?? '';
    await press(page, 'Done');
    const call = () => client.fetch('/api/v1/campaigns', { headers: { authorization: `Bearer ${key}` } });
    expect((await call()).status).toBe(200);
    await page.reload();
    await sees(page, 'Reports');
    expect(await page.getByText(key).count()).toBe(0);
    await look(page, 'keys');
    await press(page, 'Take back the key Reports');
    await press(page, 'Take back');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect((await call()).status).toBe(401);
  });

  it('reads in the history who changed what, a hostile name as text', async () => {
    const file = (name: string) => ({
      version: 1,
      bots: [{ key: 'mia', name, channel: 'simulator', flows: [] }],
    });
    await client.apply(file('Mia'));
    await client.apply(file('<img src=x onerror=alert(1)>'));
    await page.goto(`${app.url}/company/audit`);
    await sees(page, '<img src=x onerror=alert(1)>');
    await sees(page, 'Viewer');
    await look(page, 'audit');
  });

  it('makes a second space and goes there', async () => {
    await page.goto(`${app.url}/company/spaces`);
    const card = page.locator('form').filter({ hasText: 'Create space' });
    await card.getByLabel('Name').fill('Second team');
    await card.getByLabel('Key').fill('Not A Key');
    await card.getByRole('button', { name: 'Create space' }).click();
    await sees(page, 'expected small letters');
    await card.getByLabel('Key').fill('second');
    await card.getByRole('button', { name: 'Create space' }).click();
    await page.getByRole('button', { name: 'Go to Second team' }).waitFor();
    await look(page, 'spaces');
    await press(page, 'Go to Second team');
    await page.getByRole('navigation', { name: 'Where you are' }).getByText('Second team').waitFor();
    await press(page, 'Space: Second team');
    await page.getByRole('menuitem', { name: 'Main space' }).click();
    await page.getByRole('button', { name: 'Space: Main space' }).waitFor();
  });

  it('turns the second factor on; the next sign-in asks for it', async () => {
    await page.goto(`${app.url}/company/me`);
    await sees(page, 'Where you are signed in');
    await look(page, 'me');
    await password(page, 'Your password', goodPassword);
    await press(page, 'Turn on');
    await page.getByRole('img', { name: 'Picture for the authenticator app' }).waitFor();
    const secret = (await page.getByText(/^[A-Z2-7]{32,}$/).textContent()) ?? '';
    await page.getByRole('img', { name: 'Picture for the authenticator app' }).scrollIntoViewIfNeeded();
    await look(page, 'secondFactor');
    const code = () => codeOf(`otpauth://totp/x?secret=${secret}`, Date.now());
    await fill(page, 'Code', code());
    await press(page, 'Confirm');
    await page.getByRole('list', { name: 'Recovery codes' }).waitFor();
    const codes = await page
      .getByRole('list', { name: 'Recovery codes' })
      .getByRole('listitem')
      .allTextContents();
    expect(codes.length).toBeGreaterThanOrEqual(8);
    await look(page, 'recoveryCodes');
    await press(page, 'I have kept them');

    await owner.clearCookies();
    await page.goto(`${app.url}/sign-in`);
    await fill(page, 'E-mail', 'olga@crm.example');
    await page.locator('input[type=password]').fill(goodPassword);
    await press(page, 'Sign in');
    await sees(page, 'Second factor');
    await look(page, 'code');
    await press(page, 'Use a recovery code');
    await fill(page, 'Recovery code', codes[0] ?? '');
    await press(page, 'Sign in');
    await page.getByRole('navigation', { name: 'Screens' }).waitFor();
  });

  it('reads all of it in Russian', async () => {
    await page.evaluate(`localStorage.setItem('language', 'ru')`);
    for (const name of ['people', 'roles', 'keys', 'audit', 'spaces', 'me']) {
      const russian = await owner.newPage();
      await russian.goto(`${app.url}/company/${name}`);
      await russian.getByText('RU', { exact: true }).first().click();
      await russian.waitForFunction(`document.documentElement.lang === 'ru'`);
      await russian.getByRole('heading', { level: 1, name: /[А-Я]/ }).waitFor();
      await look(russian, `${name}-ru`);
      await russian.close();
    }
  });

  it('without a complaint of any browser', () => {
    expect(complaints).toEqual([]);
  });
});

/** The operators' screen in two real browsers: what happens shows at once, and whatever leads write stays text. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, startApp } from '../support/app.ts';
import { Client, eventually } from '../support/client.ts';
import { openBrowser } from '../support/openBrowser.ts';

const bot = 'leo';
const [ann, evil, crowd] = [8001, 8002, 9000];
const crowdSize = 70;
const hostileName = '<img src=x onerror="document.title=1"> {{name}}';
const hostileText = '</textarea><script>document.title="taken"</script> javascript:alert(1)';

let app: App;
let client: Client;
let browser: Browser;
let axe: string;
let context: BrowserContext;
let page: Page;
let other: Page;
const complaints: string[] = [];

async function open(where: BrowserContext): Promise<Page> {
  const one = await where.newPage();
  one.on('pageerror', (error) => complaints.push(error.message));
  one.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return one;
}

beforeAll(async () => {
  app = await startApp();
  client = new Client(app);
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
  browser = await openBrowser();
  context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1440, height: 900 } });
  page = await open(context);
  await page.goto(app.signInLink);
  await page.waitForLoadState('networkidle');
  // Somebody else's browser, with a session of its own cookie jar.
  const elsewhere = await browser.newContext({
    storageState: await context.storageState(),
    locale: 'ru-RU',
    viewport: { width: 1280, height: 800 },
  });
  other = await open(elsewhere);
  for (let n = 0; n < crowdSize; n += 1) await client.acts(bot, crowd + n, { start: '', name: `Lead ${n}` });
  await client.acts(bot, evil, { start: '', name: hostileName, username: 'evil' });
  await client.acts(bot, evil, { text: hostileText });
  const clickid = await client.click('/c/summer?utm_source=facebook');
  await client.acts(bot, ann, { start: clickid, name: 'Ann Lee', username: 'ann_lee' });
  await page.goto(`${app.url}/dialogs`);
  await other.goto(`${app.url}/dialogs`);
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const list = (on: Page): Locator => on.getByRole('region', { name: /^(Dialogs|Диалоги)$/ });
const row = (on: Page, name: string | RegExp): Locator => list(on).getByRole('link', { name });
const chat = (on: Page): Locator => on.getByRole('log');
const composer = (): Locator => page.getByRole('textbox', { name: 'Message to the lead' });
const seen = (locator: Locator): Promise<void> => locator.first().waitFor();

async function openDialog(on: Page, name: string | RegExp): Promise<void> {
  await row(on, name).first().click();
  await seen(on.getByRole('heading', { level: 2, name }));
}

async function findings(on: Page): Promise<string[]> {
  await on.evaluate(axe);
  const found = await on.evaluate<{ id: string; nodes: { target: string[] }[] }[]>(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }).then((r) => r.violations)`,
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

describe('the list', () => {
  it('shows who wrote last first, and only the rows that there is room for', async () => {
    await seen(row(page, /Ann Lee/));
    expect(await list(page).getByRole('link').first().textContent()).toContain('Ann Lee');
    expect(await list(page).getByRole('link').count()).toBeLessThan(40);
  });

  it('loads the rest as it is scrolled', async () => {
    const scroller = page.locator('[class*="rows"]').first();
    await eventually('the last row', async () => {
      await scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight));
      return (await row(page, /^Lead 0 /).count()) > 0 ? true : null;
    });
    await scroller.evaluate((element) => element.scrollTo(0, 0));
  });

  it('is cut by a tab, and its counters say how many there are', async () => {
    await list(page)
      .getByRole('button', { name: /^Unread 72$/ })
      .click();
    await seen(row(page, /Ann Lee/));
    expect(page.url()).toContain('tab=unread');
    await list(page).getByRole('button', { name: /^All/ }).click();
  });

  it('is searched by what was said', async () => {
    const search = page.getByRole('searchbox', { name: 'Search in dialogs' });
    await search.fill('alert');
    await eventually('the one dialog', async () =>
      (await list(page).getByRole('link').count()) === 1 ? true : null,
    );
    await seen(row(page, /onerror/));
    await search.fill('');
    await seen(row(page, /Ann Lee/));
  });

  it('is filtered by a condition, which is said in words and kept under a name', async () => {
    await list(page).getByRole('button', { name: 'Filters' }).click();
    const dialog = page.getByRole('dialog', { name: 'Filters' });
    await dialog.getByRole('button', { name: 'As text' }).click();
    await dialog.getByRole('textbox', { name: 'Show dialogs where' }).fill('username = ann_lee');
    await seen(dialog.getByText('the user name is ann_lee').or(dialog.getByText(/user name/i)));
    await dialog.getByRole('textbox', { name: 'Save as' }).fill('Only Ann');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.getByRole('button', { name: /^Only Ann/ }).click();
    await eventually('the one dialog', async () =>
      (await list(page).getByRole('link').count()) === 1 ? true : null,
    );
    await list(page).getByRole('button', { name: 'Filters' }).click();
    await page.getByRole('button', { name: 'Without a filter' }).click();
    await seen(row(page, /Lead/));
  });
});

const onePixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

describe('a conversation', () => {
  it('shows a new message in another browser by itself', async () => {
    await openDialog(page, /Ann Lee/);
    await openDialog(other, /Ann Lee/);
    await seen(chat(other).getByText('Hello, Ann Lee'));
    const took: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      const arrives = chat(other).getByText(`live ${n}`, { exact: true }).waitFor();
      const begun = performance.now();
      await client.api('POST', `/simulator/${bot}/messages`, { chatId: ann, text: `live ${n}` });
      await arrives;
      took.push(performance.now() - begun);
    }
    console.info(`a message in another browser after ${took.map((ms) => ms.toFixed(0)).join(', ')} ms`);
    expect(took).toHaveLength(5);
  });

  it('is taken over and handed back by one press, seen by everybody', async () => {
    await page.getByRole('button', { name: 'Take over' }).click();
    await seen(other.getByRole('button', { name: 'Вернуть боту' }));
    await seen(row(other, /Ann Lee.*вручную/s));
    await page.getByRole('button', { name: 'Hand back' }).click();
    await seen(other.getByRole('button', { name: 'Взять на себя' }));
    await page.getByRole('button', { name: 'Take over' }).click();
    await seen(page.getByRole('button', { name: 'Hand back' }));
  });

  it('is written in: text, a template by #, macros as the lead will read them', async () => {
    await client.api('POST', '/templates', { shortcut: 'hello', text: 'Hello {{name}}, how are you?' });
    await page.reload();
    await composer().pressSequentially('#hel');
    await seen(page.getByRole('option', { name: /Hello/ }));
    await page.keyboard.press('Enter');
    await seen(page.getByText('Hello Ann Lee, how are you?'));
    await page.keyboard.press('Enter');
    await seen(chat(other).getByText('Hello Ann Lee, how are you?'));
    expect(await client.texts(bot, ann)).toContain('Hello Ann Lee, how are you?');
  });

  it('takes files by paste and drop, and shows them to others', async () => {
    await page.evaluate(`(() => {
      const element = document.querySelector('textarea[aria-label="Message to the lead"]');
      const picture = '${onePixel}';
      const bytes = Uint8Array.from(atob(picture), (sign) => sign.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], 'one.png', { type: 'image/png' }));
      const paste = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
      element.dispatchEvent(paste);
    })()`);
    await seen(page.getByRole('button', { name: 'Remove one.png' }));
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await seen(chat(other).getByRole('img', { name: 'one.png' }));
  });

  it('answers a message, and changes one of ours', async () => {
    const last = chat(page).getByRole('listitem').filter({ hasText: 'live 4' });
    await last.hover();
    await last.getByRole('button', { name: 'What to do with this message' }).click();
    await page.getByRole('menuitem', { name: 'Reply' }).click();
    await composer().fill('the answer');
    await page.keyboard.press('Enter');
    const answer = chat(page).getByRole('listitem').filter({ hasText: 'the answer' });
    await seen(answer.getByText('live 4'));
    await answer.hover();
    await answer.getByRole('button', { name: 'What to do with this message' }).click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    await composer().fill('another answer');
    await page.keyboard.press('Enter');
    await seen(chat(other).getByText('another answer'));
  });

  it('keeps a message for later, and takes it back', async () => {
    await composer().fill('not today');
    await page.getByRole('button', { name: 'Send later' }).click();
    await page.getByRole('button', { name: 'In an hour' }).click();
    await seen(page.getByRole('list', { name: 'Messages that go out later' }).getByText('not today'));
    await page.getByRole('button', { name: 'Take this message back' }).click();
    await page.getByText('not today').waitFor({ state: 'detached' });
  });

  it('shows money with the rule that it fired, linked to its campaign', async () => {
    const panel = page.getByRole('complementary', { name: 'The lead' });
    await panel.getByRole('button', { name: 'Send event' }).click();
    await panel.getByLabel('Event', { exact: true }).fill('sale');
    await panel.getByRole('textbox', { name: 'Amount' }).fill('25.50');
    await panel.getByRole('button', { name: 'Send the event' }).click();
    await seen(chat(page).getByText('25.50 USD'));
    const rule = chat(page).getByRole('link', { name: 'Rule sale of summer' });
    expect(await rule.getAttribute('href')).toBe('/tracker/campaigns/summer');
    await seen(panel.getByText('25.50 USD'));
    await page.getByRole('button', { name: 'Show events and money' }).click();
    await chat(page).getByText('25.50 USD').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Show what automation did' }).click();
    await seen(chat(page).getByText(/Status .* → /));
    await page.getByRole('button', { name: 'Show what automation did' }).click();
    await page.getByRole('button', { name: 'Show events and money' }).click();
  });
});

describe("the lead's panel", () => {
  const panel = (): Locator => page.getByRole('complementary', { name: 'The lead' });

  it('moves the dialog to a step', async () => {
    await panel().getByRole('combobox', { name: 'Flow and step' }).click();
    await page.getByRole('option', { name: 'Welcome/offer' }).click();
    await panel().getByRole('button', { name: 'Move' }).click();
    await eventually('the move', async () =>
      (await client.dialog(bot, ann)).step?.key === 'offer' ? true : null,
    );
  });

  it('writes fields by their types, and says at the field what is wrong', async () => {
    await panel().getByRole('textbox', { name: 'Client ID' }).fill('77');
    await panel().getByRole('textbox', { name: 'Last deposit' }).fill('12.5');
    await panel().getByRole('button', { name: 'Save the fields' }).click();
    await eventually('the fields', async () => {
      const { fields } = await client.dialog(bot, ann);
      return fields.user_id === '77' && fields.last_deposit === 12.5 ? true : null;
    });
  });

  it('sets tags and the manager', async () => {
    await panel()
      .getByRole('combobox', { name: 'Tags' })
      .or(panel().getByRole('textbox', { name: 'Tags' }))
      .fill('VIP');
    await page.keyboard.press('Enter');
    await panel().getByRole('button', { name: 'Me', exact: true }).click();
    await eventually('tag and manager', async () => {
      const { tags, manager } = await client.dialog(bot, ann);
      return tags.includes('VIP') && manager ? true : null;
    });
    await seen(list(page).getByRole('button', { name: /^Mine 1$/ }));
  });
});

describe('whatever leads write', () => {
  it('stays text on every part of the screen', async () => {
    await openDialog(page, /onerror/);
    await seen(chat(page).getByText(hostileText));
    expect(await page.getByRole('heading', { level: 2 }).first().textContent()).toBe(hostileName);
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    expect(await page.title()).toMatch(/Signalbox$/);
    await client.api('POST', `/dialogs/${(await client.dialog(bot, evil)).id}/messages`, {
      text: hostileText,
    });
    await eventually('our own words', async () =>
      (await chat(page).getByText(hostileText).count()) > 1 ? true : null,
    );
    expect(await page.title()).toMatch(/Signalbox$/);
  });
});

describe('everybody', () => {
  it('can use it: nothing that axe finds, in both looks', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.waitForTimeout(400);
      expect([colorScheme, await findings(page)]).toEqual([colorScheme, []]);
    }
  });

  it('can use it on a phone: one column at a time, without scrolling sideways', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await list(page).isVisible()).toBe(false);
    await page.getByRole('button', { name: 'The lead' }).click();
    await seen(page.getByRole('complementary', { name: 'The lead' }));
    await page.getByRole('complementary').getByRole('button', { name: 'Close' }).click();
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    await page.getByRole('button', { name: 'Back to the list' }).click();
    await seen(row(page, /Ann Lee/));
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it('sees what happened while the connection was lost', async () => {
    await openDialog(other, /Ann Lee/);
    await other.context().setOffline(true);
    await client.acts(bot, ann, { text: 'while you were away' });
    await other.context().setOffline(false);
    await other.evaluate('window.dispatchEvent(new Event("online"))');
    await seen(chat(other).getByText('while you were away'));
  });
});

describe('what cannot be undone', () => {
  it('is asked twice, and then done', async () => {
    await openDialog(page, /onerror/);
    await page.getByRole('button', { name: 'Erase the lead' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect(await client.findDialog(bot, evil)).not.toBeNull();
    await page.getByRole('button', { name: 'Erase the lead' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Erase', exact: true }).click();
    await eventually('the erasure', async () =>
      (await client.findDialog(bot, evil)) === null ? true : null,
    );
    await row(page, /onerror/).waitFor({ state: 'detached' });
  });

  it('leaves the browser without a complaint', () => {
    const own = complaints.filter((one) => !/ERR_INTERNET_DISCONNECTED/.test(one));
    expect(own).toEqual([]);
  });
});

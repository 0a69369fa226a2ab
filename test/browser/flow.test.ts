/** The constructor, used as an owner uses it: draw, try, publish, change, move dialogs, roll back. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { flowDetail } from '../../src/api/contractConfiguration.ts';
import { startApp } from '../support/app.ts';
import { Client } from '../support/client.ts';
import { openBrowser } from '../support/openBrowser.ts';

let app: Awaited<ReturnType<typeof startApp>>;
let client: Client;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** What the browser complained about. */
const complaints: string[] = [];

beforeAll(async () => {
  app = await startApp();
  client = new Client(app);
  browser = await openBrowser();
  context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1440, height: 900 } });
  page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(app.signInLink);
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** One black point. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
);

/** The flow as the server has it; throws when it has none. */
async function flowOf(key: string): Promise<z.infer<typeof flowDetail>> {
  return flowDetail.parse((await client.api('GET', `/bots/leo/flows/${key}`)).body);
}

const open = (path: string): Promise<unknown> => page.goto(`${app.url}/bots/leo/flows${path}`);
const drawer = (): Locator => page.getByRole('complementary', { name: /^Step / });
const saved = (): Promise<void> => page.getByText('Saved', { exact: true }).waitFor();
const pressed = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();

/** What axe finds by the rules of WCAG AA on the page as it stands. */
async function violations(): Promise<string[]> {
  const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(source);
  const run = "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })";
  return page.evaluate(`${run}.then((r) => r.violations.map((v) => v.id + ' ' + v.nodes[0].html))`);
}

describe('the constructor', () => {
  it('draws a new flow: "+" adds and links the next step, and everything is kept in a draft', async () => {
    await open('');
    await pressed('Create flow');
    await page.getByLabel('Name').fill('Second chance');
    await page.getByRole('dialog').getByRole('button', { name: 'Create flow' }).click();
    await page.getByText('Nothing is drawn yet').waitFor();
    await pressed('Create step');
    await page.getByRole('menuitem', { name: 'Send message' }).click();
    await drawer().getByRole('textbox', { name: 'Text', exact: true }).fill('Hello, {{na');
    await page.getByRole('option', { name: /\{\{name\}\}/ }).click();
    // The phone shows it as the lead will read it.
    await drawer().getByText('Hello, Maria', { exact: true }).waitFor();
    await page.getByRole('button', { name: /^Add a step behind “Next” of message/ }).click();
    await page.getByRole('menuitem', { name: 'Change tags' }).click();
    await drawer().getByLabel('Assign tags').and(page.locator('input')).fill('second');
    await page.keyboard.press('Enter');
    await saved();
    await page.reload();
    await page.locator('[data-step]').first().waitFor();
    const detail = await flowOf('second-chance');
    expect(detail.draft?.steps).toMatchObject([
      { key: 'message', next: 'tags', messages: [{ text: 'Hello, {{name}}' }] },
      { key: 'tags', assign: ['second'] },
    ]);
    expect(await violations()).toEqual([]);
  });

  it('undoes and redoes', async () => {
    const cards = page.locator('[data-step]');
    await open('/second-chance?step=tags');
    await cards.nth(1).waitFor();
    await pressed('Remove the step');
    await cards.nth(1).waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    await cards.nth(1).waitFor();
    await page.keyboard.press('Control+y');
    await cards.nth(1).waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    await cards.nth(1).waitFor();
    // A link is a thing of its own: chosen, removed, brought back; with its step it goes and comes at once.
    const link = page.locator('.react-flow__edge');
    await link.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Delete');
    await link.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    await link.waitFor();
    await page.locator('.react-flow__node[data-id="tags"]').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Delete');
    await cards.nth(1).waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    await link.waitFor();
    await saved();
  });

  it('plays the draft in the simulator', async () => {
    await pressed('Try it');
    await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click();
    await page.getByRole('log').getByText('Hello,').waitFor();
    await page.keyboard.press('Escape');
  });

  it('publishes, and says which rules bring leads to a step', async () => {
    await pressed('Publish');
    await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
    await page.getByText('Published: leads get this flow from now on.').waitFor();
    await open('/RD');
    await page.getByRole('link', { name: 'resale#3 · Summer' }).waitFor();
    expect(await violations()).toEqual([]);
  });

  it('rolls back to a version through the draft', async () => {
    await open('/second-chance?step=message');
    await drawer().getByRole('textbox', { name: 'Text', exact: true }).fill('Second version');
    await saved();
    await pressed('Publish');
    await page.getByRole('dialog').getByText('Second version').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
    await page.getByText('Published: leads get this flow from now on.').waitFor();
    await pressed('More');
    await page.getByRole('menuitem', { name: 'Versions' }).click();
    await page
      .getByRole('region', { name: 'Version 1' })
      .getByRole('button', { name: 'Bring back as the draft' })
      .click();
    await drawer().getByText('Hello, Maria', { exact: true }).waitFor();
    const { draft, flow } = await flowOf('second-chance');
    expect(draft?.steps[0]).toMatchObject({ messages: [{ text: 'Hello, {{name}}' }] });
    expect(flow?.steps[0]).toMatchObject({ messages: [{ text: 'Second version' }] });
    await pressed('More');
    await page.getByRole('menuitem', { name: 'Discard the draft' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
    await page.getByText('Published', { exact: true }).waitFor();
  });

  it('sends a file that is uploaded in the drawer, and shows it', async () => {
    await open('/second-chance?step=message');
    await drawer().getByLabel('What is sent').and(page.locator('input')).click();
    await page.getByRole('option', { name: 'Photo' }).click();
    const chosen = page.waitForEvent('filechooser');
    await pressed('Upload a file: File');
    await (await chosen).setFiles({ name: 'card.png', mimeType: 'image/png', buffer: png });
    await drawer().getByRole('img', { name: 'card.png' }).waitFor();
    await saved();
    const { draft } = await flowOf('second-chance');
    expect(draft?.steps[0]).toMatchObject({ messages: [{ photo: expect.stringMatching(/^file:/) }] });
    expect(await violations()).toEqual([]);
    await client.api('DELETE', '/bots/leo/flows/second-chance/draft');
  });

  it('imports a file beside a flow of the same key, and deletes it when its dialogs have a place to go', async () => {
    const yaml = [
      'version: 1',
      'bots:',
      '  - key: leo',
      '    flows:',
      '      - key: second-chance',
      '        name: From a file',
      '        steps: [{ key: only, kind: sendMessage, messages: [{ text: Hi }], finish: waiting }]',
    ].join('\n');
    await open('');
    const chosen = page.waitForEvent('filechooser');
    await pressed('Import from a file');
    await (await chosen).setFiles({
      name: 'flow.yaml',
      mimeType: 'application/yaml',
      buffer: Buffer.from(yaml),
    });
    await page.getByText('the one of the file is called second-chance-2').waitFor();
    const { draftRevision } = await flowOf('second-chance-2');
    const path = '/bots/leo/flows/second-chance-2/publish';
    expect((await client.api('POST', path, { revision: '', draftRevision })).status).toBe(200);
    await client.acts('leo', 77, { text: 'hi' });
    const { id } = await client.dialog('leo', 77);
    const moved = await client.api('PATCH', `/dialogs/${id}`, { step: 'second-chance-2/only' });
    expect(moved.status).toBeLessThan(300);
    await client.settled();
    await page.getByRole('button', { name: 'More: From a file' }).click();
    await page.getByRole('menuitem', { name: 'Delete the flow' }).click();
    const dialog = page.getByRole('dialog');
    const sure = dialog.getByRole('button', { name: 'Delete' });
    // The counters may be seconds old: then the server says so when it is asked.
    if (await sure.isEnabled()) await sure.click();
    await dialog.getByRole('combobox', { name: '1 dialog of only goes to' }).click();
    await page.getByRole('option', { name: 'Welcome/hello' }).click();
    expect(await violations()).toEqual([]);
    await sure.click();
    await page.getByRole('link', { name: 'From a file' }).waitFor({ state: 'detached' });
    await client.settled();
    expect((await client.dialog('leo', 77)).step?.key).toBe('hello');
  });

  it('marks a way that leads nowhere, and a step that nothing leads to, while it is drawn', async () => {
    await open('/second-chance?step=message');
    await drawer().getByLabel('Next step').and(page.locator('input')).click();
    // What is chosen is unchosen by choosing it again, by mouse as by keyboard.
    await page.getByRole('option', { name: 'tags', exact: true }).click();
    await page
      .locator('[data-step="tags"]')
      .getByRole('img', { name: /Nothing leads here/ })
      .waitFor();
    await page.locator('body').click({ position: { x: 700, y: 120 } });
    await page.keyboard.press('Control+z');
    await page.getByRole('img', { name: /Nothing leads here/ }).waitFor({ state: 'detached' });
  });

  it('refuses the second save of two, shows what the first has changed, and merges both', async () => {
    await open('/second-chance?step=message');
    const words = drawer().getByRole('textbox', { name: 'Text', exact: true });
    await words.waitFor();
    const now = await flowOf('second-chance');
    const drawn = now.draft ?? now.flow;
    const steps = drawn?.steps.map((step) => (step.key === 'tags' ? { ...step, title: 'Theirs' } : step));
    const put = await client.api('PUT', '/bots/leo/flows/second-chance/draft', {
      draftRevision: now.draftRevision,
      flow: { ...drawn, steps },
    });
    expect(put.status).toBe(200);
    await words.fill('Mine');
    await page.getByText('Somebody else has saved this flow meanwhile.').waitFor();
    await pressed('Merge both');
    await saved();
    const { draft } = await flowOf('second-chance');
    expect(draft?.steps).toMatchObject([{ messages: [{ text: 'Mine' }] }, { title: 'Theirs' }]);
  });

  it('shows a hostile name, text and note as what they are: text', async () => {
    const evil = '<img src=x onerror="window.hit=1">';
    await client.api('POST', '/bots/leo/flows', {
      key: 'evil',
      name: evil,
      steps: [
        { key: 'a', kind: 'sendMessage', title: evil, note: evil, messages: [{ text: `{{name}}${evil}` }] },
      ],
    });
    await open('');
    await page.getByText(evil).first().waitFor();
    await open('/evil?step=a');
    await drawer().waitFor();
    expect(await page.evaluate('window.hit')).toBeUndefined();
    expect(await page.locator('img[src="x"]').count()).toBe(0);
  });

  it('has every step in a list as well', async () => {
    await open('/RD');
    await page.getByText('List', { exact: true }).click();
    await page.getByRole('table').getByRole('button', { name: 'Tell Keitaro' }).first().click();
    await drawer().getByRole('textbox', { name: 'Address (URL)' }).waitFor();
    expect(await violations()).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

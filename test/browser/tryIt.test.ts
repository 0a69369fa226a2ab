/** The story of the demo, played on the page as a visitor plays it. */
import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
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
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(app.signInLink);
  await page.goto(`${app.url}/try`);
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const chat = (): Locator => page.getByRole('log');
const said = (text: string): Locator => chat().getByText(text);
const card = (id: string): Locator => page.locator(`[data-card="${id}"]`);
const press = (id: string, button: string): Promise<void> =>
  card(id).getByRole('button', { name: button, exact: true }).click();
const dialog = (): Locator => page.getByRole('region', { name: 'The dialog' });
const timeline = (): Locator => page.getByRole('region', { name: 'Why it moved' });
const fits = (): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth <= window.innerWidth');

async function appears(locator: Locator): Promise<void> {
  await locator.first().waitFor();
}

/** The dialog's card shows this step (what follows may move on, so the timeline is asked for the way). */
const standsAt = (step: string): Promise<void> => appears(dialog().getByText(step, { exact: true }));

const clickShown = /^Chat ID \d+ · click ID (\S+)$/;

/** The click id that the page shows beside the chat id. */
async function clickId(): Promise<string> {
  const shown = page.getByText(clickShown);
  await shown.waitFor();
  return clickShown.exec((await shown.textContent()) ?? '')?.[1] ?? '';
}

/** The example funnel with a fork behind its greeting. */
async function forkedFunnel(): Promise<string> {
  const example = await readFile(new URL('../../src/funnel/example.yaml', import.meta.url), 'utf8');
  const greeting = 'finish: waiting\n            next: offer\n';
  if (!example.includes(greeting)) throw new Error('the greeting of the example funnel has changed');
  return example.replace(greeting, `next: origin${fork}`);
}

const fork = `
          - key: origin
            kind: customCondition
            branches:
              - { title: From Facebook, when: 'tracker.utm_source = "facebook"', next: half }
            otherwise: offer
          - key: half
            kind: abRouter
            branches:
              - { title: Left half, percent: 50, next: picture }
              - { title: Right half, percent: 50, next: picture }
          - key: picture
            kind: sendMessage
            messages:
              - { photo: "https://files.example/a/card.png", caption: "Look, {{name}}." }
            finish: waiting
            next: offer
            pushes:
              - { after: 2h, message: { text: "Still there, {{name}}?" } }
`;

async function chatId(): Promise<number> {
  return Number(/\d+/.exec((await page.getByText(clickShown).textContent()) ?? '')?.[0]);
}

describe('the page Try it', () => {
  it('stores a click and starts the bot with it', async () => {
    await press('click', 'Click');
    const clickid = await clickId();
    expect(clickid).not.toBe('');
    await press('start', 'Start the bot');
    await appears(said('Hello, Ann'));
    await standsAt('Welcome/hello');
    await appears(dialog().getByText(clickid));
    await appears(timeline().getByText('The lead started the bot'));
    await appears(timeline().getByText(/Came by the campaign/));
  });

  it('answers the lead with a link that carries the click id', async () => {
    const clickid = await clickId();
    await page.getByRole('textbox', { name: 'Write as Ann' }).fill('Hi!');
    await page.keyboard.press('Enter');
    await appears(said(`https://partner.com/signup?sub1=${clickid}`));
    const register = chat().getByRole('link', { name: /Register/ });
    expect(await register.getAttribute('href')).toBe(`https://partner.com/signup?sub1=${clickid}`);
    expect(await register.getAttribute('rel')).toBe('noopener noreferrer');
    expect(await register.getAttribute('target')).toBe('_blank');
    await standsAt('Welcome/offer');
  });

  it('moves the dialog when the network reports a registration', async () => {
    await press('registration', 'Send the postback');
    await appears(said('Ann, you are registered. Your client ID is 77.'));
    await standsAt('FD/congratulate');
    await appears(dialog().getByText('registered', { exact: true }));
    await appears(timeline().getByText(/Registration arrived from/));
    await appears(timeline().getByText(/Rule registration of the campaign summer fires → FD\/REG/));
    await appears(timeline().getByText(/Moved Welcome\/offer → FD\/REG \(auto action\)/));
    await appears(timeline().getByText('Tags assigned: registered'));
    await appears(timeline().getByText(/Message sent: “Ann, you are registered/));
  });

  it('thanks for the first deposit with its amount', async () => {
    await press('sale', 'Send the postback');
    await appears(said('Thank you for 20 USD!'));
    await standsAt('RD/tell-keitaro');
    await appears(dialog().getByText('20.00 USD'));
    await appears(timeline().getByText(/First deposit arrived from/));
    await appears(timeline().getByText(/Called GET https:\/\/keitaro\.yoursite\.com/));
  });

  it('shows that the same postback sent again changes nothing', async () => {
    await press('sale', 'Send the same again');
    await appears(timeline().getByText(/was received before \(a duplicate\)/));
    expect(await said('Thank you for 20 USD!').count()).toBe(1);
  });

  it('opens the VIP room at the third repeat deposit', async () => {
    await press('resale', 'Send the postback');
    await appears(card('resale').getByText(/^1 repeat deposit accepted/));
    await standsAt('RD/2rd');
    await press('resale', 'Send the postback');
    await appears(card('resale').getByText(/^2 repeat deposits accepted/));
    await press('resale', 'Send the postback');
    await appears(said('Welcome to the VIP room, Ann.'));
    expect(await said('Your deposit of 50 has arrived.').count()).toBe(2);
    await standsAt('RD/vip');
    await appears(dialog().getByText('manual', { exact: true }));
    await appears(timeline().getByText(/Rule resale#3 of the campaign summer fires → RD\/vip/));
    await appears(dialog().getByText('170.00 USD'));
  });

  it('takes a withdrawal off the balance', async () => {
    await press('withdrawal', 'Send the postback');
    await appears(said('Your withdrawal is on its way.'));
    await standsAt('RD/withdrawal');
    await appears(dialog().getByText('160.00 USD'));
  });

  it('lets the back office move the dialog', async () => {
    const before = await said('Hello, Ann').count();
    await press('updateDialog', 'Call updateDialog');
    await appears(timeline().getByText('The back office called updateDialog'));
    await appears(said('Hello, Ann').nth(before));
    await standsAt('Welcome/hello');
    await appears(dialog().getByText(/userBalance/));
    await appears(card('updateDialog').getByText('Answer 200'));
  });

  it('shows the raw detail of a signal', async () => {
    const newest = timeline().getByRole('button', { name: /The back office called updateDialog/ });
    await newest.click();
    await appears(timeline().getByText(/"kind": "webhook"/));
    await newest.click();
  });

  it('keeps the story when the page is loaded again', async () => {
    await page.reload();
    await appears(said('Welcome to the VIP room, Ann.'));
    await appears(card('withdrawal').getByText('Answer 200'));
  });

  it('keeps a postback that comes before the start, and applies it at the first contact', async () => {
    await page.getByRole('button', { name: 'Be another lead' }).click();
    await press('click', 'Click');
    await clickId();
    await appears(card('registration').getByText(/it is kept, and applied/));
    await press('registration', 'Send the postback');
    await appears(card('registration').getByText('Answer 200'));
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await appears(said('Ann, you are registered. Your client ID is 77.'));
    await standsAt('FD/congratulate');
    await appears(timeline().getByText(/Kept until now, applied here: Registration/));
  });

  describe('with a condition, a split and a push in its flow', () => {
    const inRussian = async (): Promise<void> => {
      await page.getByText('RU', { exact: true }).click();
      await page.getByRole('heading', { name: 'Почему диалог двигался' }).waitFor();
    };
    const inEnglish = (): Promise<void> => page.getByText('EN', { exact: true }).click();
    const told = (words: RegExp | string): Promise<void> => appears(page.locator('#why').getByText(words));

    it('tells which way a condition and a split have led', async () => {
      await client.apply(parse(await forkedFunnel()));
      await page.getByRole('button', { name: 'Be another lead' }).click();
      await press('click', 'Click');
      await clickId();
      await press('start', 'Start the bot');
      await appears(said('Look, Ann.'));
      await appears(chat().getByText('card.png'));
      await told(/Welcome\/origin: branch no\. 1, “From Facebook” → Welcome\/half/);
      await told(/Welcome\/half: branch no\. [12], “(Left|Right) half” → Welcome\/picture/);
      await told('Message sent: Photo, “Look, Ann.”');
      await inRussian();
      await told(/Welcome\/origin: ветка № 1, «From Facebook» → Welcome\/half/);
      await told(/Переход Welcome\/half → Welcome\/picture \(A\/B-разделение\)/);
      await told('Отправлено сообщение: Фото, «Look, Ann.»');
      await inEnglish();
    });

    it('sends the push when the lead has been silent for its time', async () => {
      await client.advance('leo', '2h');
      await appears(said('Still there, Ann?'));
      await told(/Push no\. 1 of the step Welcome\/picture: the lead was silent/);
      await inRussian();
      await told(/Пуш № 1 шага Welcome\/picture: лид молчал/);
      await inEnglish();
    });

    it('takes the amount of a rejected deposit back', async () => {
      await press('sale', 'Send the postback');
      await appears(dialog().getByText('20.00 USD', { exact: true }));
      const { events } = await client.dialog('leo', await chatId());
      const [rejected] = ((await card('sale').locator('code').textContent()) ?? '').slice(4).split('?');
      const report = { 'tracker.event': 'rejected', 'tracker.tid': events[0]?.tid ?? '' };
      await client.fetch(`${rejected}?${new URLSearchParams({ clickid: await clickId(), ...report })}`);
      await told('Taken back: First deposit, -20.00 USD');
      await appears(dialog().getByText('taken back, not counted'));
      await appears(dialog().getByText('takes back: First deposit'));
      await appears(dialog().getByText('0.00 USD', { exact: true }));
      await inRussian();
      await told('Отозвано: Первый депозит, -20.00 USD');
      await appears(page.getByText('отозвано, не учтено'));
      await inEnglish();
    });

    it('lets the lead send a voice message', async () => {
      await page.getByRole('button', { name: 'Send media' }).click();
      await page.getByRole('button', { name: 'Voice message' }).click();
      await appears(said('Voice message'));
      await told('The lead: Voice message');
      await appears(page.getByRole('button', { name: 'Send media', expanded: false }));
    });
  });

  it.each([390, 768, 1280, 1440])('needs no sideways scrolling at %i pixels', async (width) => {
    await page.setViewportSize({ width, height: 844 });
    expect(await fits()).toBe(true);
    await page.getByText('RU', { exact: true }).click();
    await appears(page.getByRole('heading', { name: 'Вы — лид' }));
    expect(await fits()).toBe(true);
    await page.getByText('EN', { exact: true }).click();
    await appears(page.getByRole('heading', { name: 'You are the lead' }));
  });

  it('speaks Russian, and still does after a reload', async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByText('RU', { exact: true }).click();
    await page.reload();
    await appears(page.getByRole('heading', { name: 'Почему диалог двигался' }));
    await appears(page.getByText('Лид запустил бота'));
    expect(await page.evaluate('document.documentElement.lang')).toBe('ru');
  });

  it('has made the browser complain of nothing', () => {
    expect(complaints).toEqual([]);
  });

  it('takes a visitor of the advertisement link over as the lead of that click', async () => {
    const visitor = await browser.newContext({ locale: 'en', storageState: await context.storageState() });
    const link = await card('click').locator('code').textContent();
    const arrived = await visitor.newPage();
    await arrived.goto((link ?? '').replace(/^GET\s*/, ''));
    await arrived.getByText(clickShown).waitFor();
    await arrived.waitForURL((url) => url.search === '?bot=leo');
    await visitor.close();
  });

  it('knows no click of a lead that has had everything erased', async () => {
    const { cookies } = await context.storageState();
    const visitor = await browser.newContext({ locale: 'en', storageState: { cookies, origins: [] } });
    const link = await card('click').locator('code').textContent();
    const arrived = await visitor.newPage();
    await arrived.goto((link ?? '').replace(/^GET\s*/, ''));
    await arrived.getByText(/the bot will know your click/).waitFor();
    await arrived.getByRole('button', { name: 'Start', exact: true }).click();
    await arrived.getByRole('textbox', { name: 'Write as Ann' }).fill('/delete_me');
    await arrived.keyboard.press('Enter');
    await arrived.getByText(/without a click no network can report/).waitFor();
    expect(await arrived.getByText(/the bot will know your click/).count()).toBe(0);
    await arrived.getByRole('button', { name: 'Start', exact: true }).click();
    await arrived.getByRole('log').getByText('Hello, Ann').waitFor();
    await visitor.close();
  });

  it.each([
    [401, 'Please sign in'],
    [404, 'The demo is switched off'],
    [500, 'The server refused'],
  ])('says what to do when it is answered %i', async (status, says) => {
    const stranger = await browser.newPage({ locale: 'en' });
    const error = { code: 'code', message: 'The reason.' };
    await stranger.route('**/api/v1/try', (route) => route.fulfill({ status, json: { error } }));
    await stranger.goto(app.url);
    await stranger.getByText(says, { exact: true }).waitFor();
    await stranger.close();
  });
});

/** The page of the fake Telegram, as somebody uses it who tries a bot without Telegram. */
import { Bot } from 'grammy';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeBot, type FakeTelegram, startFakeTelegram } from '../support/fakeTelegram/fakeTelegram.ts';
import { openBrowser } from '../support/openBrowser.ts';

let fake: FakeTelegram;
let bot: FakeBot;
let program: Bot;
let running: Promise<void>;
let browser: Browser;
let page: Page;
const complaints: string[] = [];
const heard: string[] = [];

const hostile = '<img src=x onerror=alert(1)> **no**';
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=';

beforeAll(async () => {
  fake = await startFakeTelegram();
  bot = fake.addBot({ username: 'shop_bot' });
  program = new Bot(bot.token, { client: { apiRoot: fake.root } });
  program.command('start', (context) =>
    context.reply(`<b>Welcome</b> ${context.match}`, {
      parse_mode: 'HTML',
      reply_markup: { inline_keyboard: [[{ text: 'Tell me', callback_data: 'tell' }]] },
    }),
  );
  program.on('callback_query:data', async (context) => {
    await context.answerCallbackQuery('Here it comes');
    await context.reply(hostile);
  });
  program.on('message:photo', (context) => context.replyWithPhoto(context.message.photo[1]?.file_id ?? ''));
  program.on('message:text', (context) => context.reply(`You said: ${context.message.text}`));
  program.on('my_chat_member', (context) => {
    heard.push(context.myChatMember.new_chat_member.status);
  });
  running = program.start();
  browser = await openBrowser();
  page = await (
    await browser.newContext({ locale: 'en-GB', viewport: { width: 390, height: 800 } })
  ).newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${fake.root}/?start=click1`);
});

afterAll(async () => {
  await browser?.close();
  await program?.stop();
  await running;
  await fake?.stop();
});

const said = (text: string): Locator => page.getByRole('log').getByText(text);
const button = (name: string): Locator => page.getByRole('button', { name, exact: true });

describe('the page', () => {
  it('tells somebody new what to do', async () => {
    await said('Press Start').waitFor();
  });

  it('lets one talk with a bot: start, buttons, text', async () => {
    await button('Start').click();
    await said('/start click1').waitFor();
    await said('Welcome').waitFor();
    expect(await said('Welcome').getAttribute('class')).toBe('bold');
    await button('Tell me').click();
    await page.getByRole('alert').getByText('Here it comes').waitFor();
    await said(hostile).waitFor();
    await page.getByRole('textbox').fill('How are you?');
    await button('Send').click();
    await said('You said: How are you?').waitFor();
    expect(await page.getByRole('log').locator('img').count()).toBe(0);
  });

  it('sends a picture and shows the one that comes back', async () => {
    const content = Buffer.from(pixel, 'base64');
    await page.locator('#file').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: content });
    const pictures = page.getByRole('log').locator('img');
    await pictures.nth(1).waitFor();
    await page.waitForFunction('[...document.images].every((one) => one.naturalWidth === 1)');
  });

  it('blocks and unblocks the bot', async () => {
    await button('Block').click();
    await said('You have blocked the bot').waitFor();
    expect(await page.getByRole('textbox').isDisabled()).toBe(true);
    await button('Unblock').click();
    await button('Block').waitFor();
    await fake.until(() => heard.length === 2);
    expect(heard).toEqual(['kicked', 'member']);
  });

  it('speaks Russian, fits a telephone and breaks none of its own rules', async () => {
    await button('Русский').click();
    await button('Отправить').waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('ru');
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    expect(complaints).toEqual([]);
  });
});

describe('others', () => {
  it('may not act: neither a foreign page nor a foreign name', async () => {
    const body = JSON.stringify({ do: 'block', bot: bot.id });
    const act = (headers: Record<string, string>) =>
      fetch(`${fake.root}/page/act`, { method: 'POST', headers, body });
    expect((await act({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await act({})).status).toBe(403);
    expect((await act({ origin: fake.root })).status).toBe(200);
  });
});

/**
 * The example funnel with a bot at Telegram, brought up as the README says: by the command line, with the
 * token from the environment. Told twice: to our own strict fake, and to an emulator made by others, so that
 * what we believe of Telegram is not only what we have written down ourselves.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, startApp } from '../support/app.ts';
import { Client, eventually } from '../support/client.ts';
import { type Emulator, startOthersEmulator, startOwnEmulator } from '../support/emulators.ts';

const run = promisify(execFile);
const root = new URL('../../', import.meta.url).pathname;
const commandLine = join(root, 'src/commandLine.ts');
const lead = { id: 1227280, name: 'Ann', username: 'ann' };

describe.each([
  ['our own fake', startOwnEmulator],
  ['an emulator made by others', startOthersEmulator],
])('the example funnel at %s', (_name, start) => {
  let emulator: Emulator;
  let app: App;
  let client: Client;
  let folder: string;
  let file: string;
  let applied: { campaigns: { url: string }[]; postbacks: { key: string; id: string }[] };

  const signalbox = async (...words: string[]): Promise<string> => {
    const { stdout } = await run(process.execPath, [commandLine, ...words], {
      env: {
        PATH: process.env.PATH,
        SIGNALBOX_URL: app.url,
        SIGNALBOX_KEY: app.adminKey,
        FUNNEL_LEO_TOKEN: emulator.token,
      },
    });
    return stdout;
  };
  /** Until the lead has read so many messages of the bot. */
  const heard = (count: number): Promise<string[]> =>
    eventually(`message ${count}`, async () => {
      const texts = await emulator.heard(lead.id);
      return texts.length >= count ? texts : null;
    });
  const postback = (key: string, query: string) =>
    client.fetch(
      `/api/postbacks/${applied.postbacks.find((one) => one.key === key)?.id}/tracker-postback?${query}`,
    );

  beforeAll(async () => {
    emulator = await start(lead);
    app = await startApp({ DEMO: '0', TELEGRAM_API_ROOT: emulator.root });
    client = new Client(app);
    folder = await mkdtemp(join(tmpdir(), 'signalbox-telegram-'));
    file = join(folder, 'funnel.yaml');
    const example = await readFile(join(root, 'src/funnel/example.yaml'), 'utf8');
    await writeFile(
      file,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the reference that a funnel file writes.
      example.replace(/channel: simulator.*/, 'channel: telegram\n    token: "${FUNNEL_LEO_TOKEN}"'),
    );
  });
  afterAll(async () => {
    await app?.stop();
    await emulator?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('is applied with the token from the environment, and the bot is connected', async () => {
    applied = JSON.parse(await signalbox('apply', file, '--json'));
    const bot = await eventually('a running bot', async () => {
      const reply = await client.api('GET', '/bots/leo/telegram');
      return JSON.stringify(reply.body).includes('"running"') ? reply.body : null;
    });
    expect(bot).toMatchObject({ username: emulator.username, tokenHint: emulator.token.slice(-4) });
    expect(JSON.stringify(bot)).not.toContain(emulator.token);
    expect(await signalbox('export')).not.toContain(emulator.token);
  });

  it('leads from the click over the deposits to the withdrawal', async () => {
    const click = await client.fetch(
      `${applied.campaigns[0]?.url}/fb?ad_name=test&utm_source=facebook&buyer=sergei`,
    );
    const location = click.headers.get('location') ?? '';
    expect(location).toMatch(new RegExp(`^https://t\\.me/${emulator.username}\\?start=[\\w-]{1,64}$`));
    const clickid = location.split('start=')[1] ?? '';

    await emulator.says(`/start ${clickid}`);
    expect(await heard(1)).toEqual(['Hello, Ann']);
    await emulator.says('hi');
    const link = `https://partner.com/signup?sub1=${clickid}`;
    expect((await heard(2))[1]).toBe(`Register here: ${link}`);

    await postback('onewin', `clickid=${clickid}&tracker.event=registration&fields.user_id=77`);
    expect((await heard(3))[2]).toBe('Ann, you are registered. Your client ID is 77.');
    const paid = (event: string, tid: number, cost: string): string =>
      `clickid=${clickid}&tracker.event=${event}&tracker.cost=${cost}&tracker.currency=usd&tracker.tid=${tid}&fields.last_deposit=${cost}`;
    await postback('partner', paid('sale', 1, '20'));
    expect((await heard(4))[3]).toBe('Thank you for 20 USD!');
    await postback('partner', paid('sale', 1, '20'));
    for (const tid of [2, 3, 4]) {
      await postback('partner', paid('resale', tid, '50'));
      await heard(tid + 3);
    }
    await postback('partner', `clickid=${clickid}&tracker.event=withdrawal&tracker.cost=-10&tracker.tid=5`);
    expect((await heard(8)).slice(4)).toEqual([
      'Your deposit of 50 has arrived.',
      'Your deposit of 50 has arrived.',
      'Welcome to the VIP room, Ann.',
      'Your withdrawal is on its way.',
    ]);
    const dialog = await client.dialog('leo', lead.id);
    expect(dialog).toMatchObject({
      ...{ flow: 'RD', step: { key: 'withdrawal' }, username: 'ann', name: 'Ann' },
      ...{ tags: ['registered', 'depositor'], balance: { USD: '160.00' } },
      tracker: { ad_name: 'test', utm_source: 'facebook', buyer: 'sergei', source: 'fb', clickid },
    });
    // Nothing came twice, and each message of ours is known to have been sent.
    await eventually('eight messages known as sent', async () => {
      const messages = await client.messages('leo', lead.id);
      const sent = messages.filter(({ direction, state }) => direction === 'out' && state === 'sent');
      return sent.length === 8 ? true : null;
    });
    expect(await emulator.heard(lead.id)).toHaveLength(8);
  });

  it('is left alone after /stop, and is told what is kept after /privacy', async () => {
    await emulator.says('/privacy');
    expect((await heard(9))[8]).toContain('/delete_me');
    await emulator.says('/stop');
    await eventually('the opt out', async () =>
      (await client.dialog('leo', lead.id)).status === 'stopped' ? true : null,
    );
    await emulator.says('are you there?');
    await client.settled();
    expect(await emulator.heard(lead.id)).toHaveLength(9);
  });

  it('nobody can read the token from what was printed', () => {
    expect(app.output()).not.toContain(emulator.token);
  });
});

/** What operators work with, through HTTP on a real server: the list, marks, search, templates, messages for later. */
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { listedDialog, tabs } from '../../src/api/contractOperators.ts';
import { type App, startApp } from '../support/app.ts';
import { Client, eventually, type Reply } from '../support/client.ts';

const bot = 'leo';
const [ann, boris, hostile, tracked] = [7001, 7002, 7003, 7004];
const page = z.object({ items: z.array(listedDialog), nextCursor: z.string().nullable() });
const counters = z.object({ most: z.number(), tabs: z.record(z.string(), z.number()) });

let app: App;
let client: Client;
const ids = new Map<number, string>();

beforeAll(async () => {
  app = await startApp();
  client = new Client(app);
  await client.acts(bot, ann, { start: '', name: 'Ann Lee', username: 'ann_lee' });
  await client.acts(bot, boris, { start: '', name: 'Борис Ёлкин', username: 'boris' });
  await client.acts(bot, hostile, { start: '', name: "Robert'); drop table dialog;--", username: '' });
  for (const chat of [ann, boris, hostile]) ids.set(chat, (await client.dialog(bot, chat)).id);
});

afterAll(() => app?.stop());

async function list(query: string): Promise<z.infer<typeof page>> {
  const reply = await client.api('GET', `/dialogs?${query}`);
  if (reply.status !== 200) throw new Error(`${query}: ${reply.status} ${JSON.stringify(reply.body)}`);
  return page.parse(reply.body);
}

const chats = async (query: string): Promise<number[]> =>
  (await list(query)).items.map(({ chatId }) => chatId);

/** Words are known as soon as the search loop has come by. */
const finds = (text: string, wanted: number[], more = ''): Promise<true> =>
  eventually(`a search for ${text}`, async () => {
    const found = await chats(`search=${encodeURIComponent(text)}${more}`);
    return JSON.stringify(found.sort()) === JSON.stringify(wanted) ? true : null;
  });

const writes = (chat: number, text: string): Promise<void> => client.acts(bot, chat, { text });
const act = (method: string, chat: number, path: string, body?: object): Promise<Reply> =>
  client.api(method, `/dialogs/${ids.get(chat)}${path}`, body);

describe("the operators' list", () => {
  it('is sorted by the last message at once, and told with it', async () => {
    await writes(ann, 'first');
    await writes(boris, 'second');
    expect((await chats('tab=all')).slice(0, 2)).toEqual([boris, ann]);
    await writes(ann, 'Я сделала депозит');
    const [top] = (await list('tab=all')).items;
    expect(top).toMatchObject({ chatId: ann, unread: true, favourite: false });
    expect(top?.last?.at).toBe(top?.lastMessageAt);
  });

  it('comes in pages that neither miss nor repeat a dialog', async () => {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const more: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const one = await list(`tab=all&limit=1${more}`);
      seen.push(...one.items.map(({ id }) => id));
      cursor = one.nextCursor;
    }
    expect([...seen].sort()).toEqual([...ids.values()].sort());
  });

  it('has a tab for each status, and moves a dialog between them without delay', async () => {
    expect((await act('PATCH', boris, '', { status: 'manual' })).status).toBe(200);
    expect(await chats('tab=manual')).toEqual([boris]);
    expect(await chats('tab=auto')).not.toContain(boris);
    await writes(boris, 'is anybody there?');
    expect(await chats('tab=needsReply')).toEqual([boris]);
    await act('POST', boris, '/messages', { text: 'Yes.' });
    expect(await chats('tab=needsReply')).toEqual([]);
  });

  it('knows for each person what was read', async () => {
    await act('POST', ann, '/read');
    expect(await chats('tab=unread')).not.toContain(ann);
    await writes(ann, 'one more');
    expect(await chats('tab=unread')).toContain(ann);
    await client.api('POST', '/dialogs/read');
    expect(await chats('tab=unread')).toEqual([]);
    await writes(boris, 'hello?');
    expect(await chats('tab=unread')).toEqual([boris]);
    const marks = { unread: true, favourite: false, hiddenTracker: [] };
    expect((await act('GET', boris, '/marks')).body).toEqual(marks);
  });

  it('names the tracker fields that its campaign keeps from operators', async () => {
    const reply = await client.fetch('/c/summer?ad_name=one&buyer=sergei', { redirect: 'manual' });
    const start = new URL(reply.headers.get('location') ?? '').searchParams.get('start') ?? '';
    await client.acts(bot, tracked, { start, name: 'Tracked' });
    const { id } = await client.dialog(bot, tracked);
    const { body } = await client.api('GET', `/dialogs/${id}/marks`);
    expect(body).toMatchObject({ hiddenTracker: ['buyer'] });
    await client.api('DELETE', `/dialogs/${id}`);
  });

  it('knows favourites, managers and what nobody manages', async () => {
    await act('POST', ann, '/favourite', { favourite: true });
    expect(await chats('tab=favourite')).toEqual([ann]);
    await act('POST', ann, '/favourite', { favourite: false });
    expect(await chats('tab=favourite')).toEqual([]);
    await act('PATCH', ann, '', { manager: 'sergei' });
    expect(await chats('tab=all&manager=sergei')).toEqual([ann]);
    expect(await chats('tab=all&manager=none')).not.toContain(ann);
  });

  it('counts its tabs as it lists them', async () => {
    const listed: Record<string, number> = {};
    for (const tab of tabs) listed[tab] = (await chats(`tab=${tab}`)).length;
    expect(listed).toMatchObject({ all: 3, manual: 1, unread: 1 });
    await eventually('the counts', async () => {
      const counted = counters.parse((await client.api('GET', '/dialogs/counters')).body).tabs;
      return isDeepStrictEqual(counted, listed) ? true : null;
    });
  });

  it('refuses what it would have to pass over in silence', async () => {
    expect((await client.api('GET', '/dialogs?tab=all&status=auto')).status).toBe(400);
    expect((await client.api('GET', '/dialogs?tab=nonsense')).status).toBe(400);
    expect((await client.api('GET', '/dialogs?tab=all&cursor=5')).status).toBe(400);
    expect((await client.api('GET', '/dialogs?cursor=5.5')).status).toBe(400);
  });
});

describe('search', () => {
  it('finds beginnings of names, user names and words that were said, in any alphabet', async () => {
    await finds('ann', [ann]);
    await finds('LEE an', [ann]);
    await finds('борис елк', [boris]);
    await finds('депоз', [ann]);
    await finds('nobody', [], '');
  });

  it('finds by chat id, and within a tab only what is in it', async () => {
    await finds(String(ann), [ann]);
    await finds('борис', [boris], '&tab=manual');
    await finds('борис', [], '&tab=auto');
  });

  it('takes whatever is typed as words', async () => {
    await finds("Robert'); drop", [hostile]);
    for (const text of ["'", '\\', "':*", '!&|()', '%00', '<script>', 'x'.repeat(200)]) {
      expect(await chats(`search=${encodeURIComponent(text)}&tab=all`)).toBeInstanceOf(Array);
    }
  });

  it('finds a message by what it says after it was edited', async () => {
    await act('POST', boris, '/messages', { text: 'sparrow' });
    await finds('sparrow', [boris]);
    const message = (await client.messages(bot, boris)).findLast(({ text }) => text === 'sparrow');
    expect((await act('PATCH', boris, `/messages/${message?.id}`, { text: 'albatross' })).status).toBe(200);
    await finds('albatross', [boris]);
  });
});

describe('saved filters', () => {
  it('are kept, used together with a tab, and removed', async () => {
    const saved = await client.api('POST', '/filters', { name: 'Sergei', filter: 'manager = sergei' });
    expect(saved.status).toBe(201);
    const { id } = z.object({ id: z.string() }).parse(saved.body);
    expect(await chats(`savedFilter=${id}`)).toEqual([ann]);
    expect(await chats(`savedFilter=${id}&tab=manual`)).toEqual([]);
    expect(await chats(`savedFilter=${id}&filter=${encodeURIComponent('name has Nobody')}`)).toEqual([]);
    expect((await client.api('DELETE', `/filters/${id}`)).status).toBe(200);
    expect((await client.api('GET', `/dialogs?savedFilter=${id}`)).status).toBe(400);
  });

  it('that cannot be read are refused with the place', async () => {
    const refused = await client.api('POST', '/filters', { name: 'x', filter: 'manager ==' });
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body)).toContain('at character');
  });
});

describe('templates and macros', () => {
  it('are filled in for the lead that they go to', async () => {
    const kept = await client.api('POST', '/templates', { shortcut: 'hi', text: 'Hi {{name}}!' });
    expect(kept.status).toBe(200);
    const filled = await act('POST', ann, '/fill', { text: 'Hi {{name}}, {{fields.refID}}' });
    expect(filled.body).toEqual({ text: 'Hi Ann Lee, ', warnings: ['fields.refID'] });
    await act('POST', ann, '/messages', { text: 'Hi {{name}}!', macros: true });
    expect(await client.texts(bot, ann)).toContain('Hi Ann Lee!');
  });

  it('leave a text alone that does not ask for them', async () => {
    await act('POST', ann, '/messages', { text: 'Write {{name}} like this' });
    expect(await client.texts(bot, ann)).toContain('Write {{name}} like this');
  });
});

describe('a message for later', () => {
  const scheduled = z.object({ items: z.array(z.object({ id: z.string(), text: z.string() })) });
  const waiting = async () => scheduled.parse((await act('GET', ann, '/scheduled')).body).items;
  const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();

  it('goes out once, when it is due', async () => {
    const body = { text: 'Are you well, {{name}}?', macros: true, at: inSeconds(1.5) };
    expect((await act('POST', ann, '/scheduled', body)).status).toBe(201);
    expect((await waiting()).map(({ text }) => text)).toEqual(['Are you well, Ann Lee?']);
    await eventually('the message', async () =>
      (await client.texts(bot, ann)).includes('Are you well, Ann Lee?') ? true : null,
    );
    expect(await waiting()).toEqual([]);
    const said = (await client.texts(bot, ann)).filter((text) => text === 'Are you well, Ann Lee?');
    expect(said).toHaveLength(1);
  });

  it('can be taken back', async () => {
    await act('POST', ann, '/scheduled', { text: 'never', at: inSeconds(600) });
    const [one] = await waiting();
    expect((await act('DELETE', ann, `/scheduled/${one?.id}`)).status).toBe(200);
    expect((await act('DELETE', ann, `/scheduled/${one?.id}`)).status).toBe(404);
    expect(await waiting()).toEqual([]);
  });

  it('is refused for the past, and with what could not be sent', async () => {
    expect((await act('POST', ann, '/scheduled', { text: 'x', at: inSeconds(-5) })).status).toBe(400);
    expect((await act('POST', ann, '/scheduled', { text: '', at: inSeconds(60) })).status).toBe(400);
    expect((await act('POST', ann, '/scheduled', { text: 'x', at: inSeconds(9e8) })).status).toBe(400);
  });
});

describe('clear chat', () => {
  it('removes what was said and its words; the lead stays, and what follows is there', async () => {
    await writes(ann, 'kingfisher');
    await finds('kingfisher', [ann]);
    expect((await act('POST', ann, '/clear')).status).toBe(200);
    expect(await client.messages(bot, ann)).toEqual([]);
    await finds('kingfisher', []);
    await finds('ann', [ann]);
    await writes(ann, 'heron');
    expect((await client.messages(bot, ann)).map(({ text }) => text)).toContain('heron');
    await finds('heron', [ann]);
  });
});

/** Hears the stream of the space while `meanwhile` goes on, until `wanted` has been told. */
async function hears(wanted: string, meanwhile: () => Promise<unknown>): Promise<void> {
  const stop = new AbortController();
  const response = await fetch(`${app.url}/api/v1/live/space`, {
    headers: { authorization: `Bearer ${app.adminKey}` },
    signal: stop.signal,
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let told = '';
  const reading = (async () => {
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) told += part.value;
  })().catch(() => undefined);
  await meanwhile();
  await eventually('the event', async () => (told.includes(wanted) ? true : null));
  stop.abort();
  await reading;
}

describe('the stream of a space', () => {
  it('tells of a dialog that has changed', () =>
    hears(`event: dialog\ndata: {"id":"${ids.get(boris)}"`, () => writes(boris, 'live')));

  it('is not for somebody without a right to dialogs', async () => {
    expect((await client.fetch('/api/v1/live/space')).status).toBe(403);
  });
});

describe('an erased lead', () => {
  it('is in no list, no search and no mark', async () => {
    await act('POST', boris, '/favourite', { favourite: true });
    // Everybody who looks at a list is told that somebody has left it, and nobody who.
    await hears('event: dialog\ndata: {"id":"0","version":0}', async () =>
      expect((await act('DELETE', boris, '')).status).toBe(200),
    );
    expect(await chats('tab=all')).not.toContain(boris);
    expect(await chats('tab=favourite')).toEqual([]);
    await finds('борис', []);
  });
});

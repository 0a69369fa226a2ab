/** The carrier of files on a real database: what is tried again, what is given up, what is forgotten. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Kept } from '../../src/base/fileKeeper.ts';
import {
  carryFile,
  type FileCarrier,
  type FileReport,
  startFiles,
  tidyFiles,
} from '../../src/outbox/carryFile.ts';
import {
  eraseDialogs,
  findReceivedFile,
  noteFileUse,
  type OutboxRow,
  recordUpload,
} from '../../src/store/store.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let test: TestDatabase;
const space = randomUUID();
const bot = randomUUID();
let signals = 100;
const problems: unknown[] = [];

beforeAll(async () => {
  test = await testDatabase();
  const company = randomUUID();
  const { query } = test.database;
  await query(`insert into company (id, name) values ($1, 'c')`, [company]);
  await query(`insert into space (id, company_id, key, name) values ($1, $2, 's', 's')`, [space, company]);
  await query(`insert into bot (id, space_id, key, lane, document) values ($1, $2, 'b', 0, '{}')`, [
    bot,
    space,
  ]);
});
afterAll(() => test?.drop());

const context = () => ({
  database: test.database,
  onDelivered: () => undefined,
  onProblem: (error: unknown) => void problems.push(error),
});

const kept = (place: string): Kept => ({ place, sha256: 'f'.repeat(64), size: 9, type: 'image/png' });
const retry: FileReport = { result: 'retry', reason: 'not now', retryAfterSeconds: null, pauses: false };

type Stand = FileCarrier & { removed: string[] };

/** Says what it is told to, and keeps what it was asked to remove. */
function carrier(say: () => FileReport | Promise<FileReport>): Stand {
  const removed: string[] = [];
  return { removed, fetch: async () => say(), remove: async (place) => void removed.push(place) };
}

async function newDialog(): Promise<number> {
  const [row] = await test.database.query<{ id: number }>(
    `insert into dialog (bot_id, chat_id, status, state, created_at) values ($1, $2, 'waiting', '{}', now())
     returning id`,
    [bot, signals++],
  );
  return row?.id ?? 0;
}

/** A lead's message whose file is to be fetched; its first number is the signal's. */
async function newFetch(dialog: number): Promise<number> {
  const signal = signals++;
  const effect = { kind: 'fetchFile', key: '0', received: 0, fileId: 'f', uniqueId: 'u', size: null };
  const document = JSON.stringify({ ...effect, name: 'a\0/\ud800b.jpg', mime: 'text/html', notBefore: 0 });
  await test.database.query(
    `insert into outbox (signal_id, n, kind, channel, bot_id, dialog_id, message_id, automatic, document, not_before)
     values ($1, 1, 'channel', 'file', $2, $3, $4, false, $5, now())`,
    [signal, bot, dialog, signal * 1000, document],
  );
  return signal * 1000;
}

/** Takes what is due and carries it; answers how many there were. */
async function round(files: FileCarrier, stop = new AbortController().signal): Promise<number> {
  const rows: OutboxRow[] = [];
  await startFiles(context(), 10, (row) => rows.push(row));
  await Promise.all(rows.map((row) => carryFile(context(), files, row, stop)));
  return rows.length;
}

/** Time goes on: what waits is due. */
const later = () =>
  test.database.query(`update outbox set not_before = now() where channel = 'file' and state = 'pending'`);

describe('a file that a lead has sent', () => {
  it('is on its way until it is kept, with a clean name and a type that its bytes tell', async () => {
    const dialog = await newDialog();
    const message = await newFetch(dialog);
    expect(await findReceivedFile(test.database, dialog, message)).toEqual({ state: 'coming', file: null });
    await round(carrier(() => ({ result: 'kept', kept: kept('p1') })));
    expect(await findReceivedFile(test.database, dialog, message)).toMatchObject({
      state: 'kept',
      file: { name: 'b.jpg', mime: 'image/png', size: 9, place: 'p1', botId: bot },
    });
  });

  it('is tried again ever more slowly, and given up with its reason', async () => {
    const dialog = await newDialog();
    const message = await newFetch(dialog);
    const files = carrier(() => retry);
    let attempts = 0;
    while ((await findReceivedFile(test.database, dialog, message))?.state === 'coming') {
      attempts += await round(files);
      expect(await round(files)).toBe(0);
      await later();
    }
    expect(attempts).toBe(7);
    const [row] = await test.database.query(
      'select state, reason, place from stored_file where message_id = $1',
      [message],
    );
    expect(row).toEqual({ state: 'failed', reason: 'not now', place: null });
  });

  it('is fetched later when the storage is out of order, and somebody hears of it', async () => {
    const dialog = await newDialog();
    const message = await newFetch(dialog);
    const broken = new Error('no space left');
    await round(carrier(() => Promise.reject(broken)));
    expect(problems).toContain(broken);
    expect((await findReceivedFile(test.database, dialog, message))?.state).toBe('coming');
    await later();
    await round(carrier(() => ({ result: 'kept', kept: kept('p2') })));
    expect((await findReceivedFile(test.database, dialog, message))?.state).toBe('kept');
  });

  it('waits as long as the channel tells the whole bot to', async () => {
    const dialog = await newDialog();
    await newFetch(dialog);
    const limit: FileReport = { result: 'retry', reason: 'slowly', retryAfterSeconds: 30, pauses: true };
    await round(carrier(() => limit));
    await newFetch(dialog);
    await later();
    const files = carrier(() => ({ result: 'kept', kept: kept('p3') }));
    expect(await round(files)).toBe(0);
    await test.database.query('update telegram_bot set paused_until = now()');
    expect(await round(files)).toBe(2);
  });

  it('goes back unharmed at a stop, and is taken again after a crash', async () => {
    const dialog = await newDialog();
    const message = await newFetch(dialog);
    await round(
      carrier(() => retry),
      AbortSignal.abort(),
    );
    expect(
      await test.database.query('select attempts, state from outbox where message_id = $1', [message]),
    ).toEqual([{ attempts: 0, state: 'pending' }]);
    await startFiles(context(), 10, () => undefined);
    const files = carrier(() => ({ result: 'kept', kept: kept('p4') }));
    await tidyFiles(context(), files);
    expect(await round(files)).toBe(0);
    await test.database.query(`update outbox set started_at = now() - interval '10 minutes'`);
    await tidyFiles(context(), files);
    expect(await round(files)).toBe(1);
  });

  it('is not kept for a lead that was forgotten meanwhile', async () => {
    const dialog = await newDialog();
    const message = await newFetch(dialog);
    const files = carrier(async () => {
      await erase(dialog);
      return { result: 'kept', kept: kept('p5') };
    });
    await round(files);
    expect([files.removed, await findReceivedFile(test.database, dialog, message)]).toEqual([['p5'], null]);
  });
});

const erase = (dialog: number): Promise<void> =>
  eraseDialogs(test.database, [{ dialog: String(dialog), bot, chat: 0, clickid: null }]);

describe('what is left of a lead that was erased', () => {
  it('is the place of its files, until the storage has let them go', async () => {
    const dialog = await newDialog();
    await newFetch(dialog);
    await round(carrier(() => ({ result: 'kept', kept: kept('p6') })));
    await erase(dialog);
    const left = () =>
      test.database.query(`select name, mime, sha256, place from stored_file where state = 'gone'`);
    expect(await left()).toEqual([{ name: '', mime: '', sha256: null, place: 'p6' }]);
    const stuck = { ...carrier(() => retry), remove: () => Promise.reject(new Error('the storage is away')) };
    await tidyFiles(context(), stuck);
    expect((await left()).length).toBe(1);
    const files = carrier(() => retry);
    await tidyFiles(context(), files);
    expect([files.removed, await left()]).toEqual([['p6'], []]);
  });

  it('is not an upload that others got as well', async () => {
    const [one, two] = [await newDialog(), await newDialog()];
    const upload = { id: randomUUID(), spaceId: space, name: 'a', claimed: '', kept: kept('p7') };
    await recordUpload(test.database, upload);
    await noteFileUse(test.database, one, [upload.id]);
    await noteFileUse(test.database, one, [upload.id]);
    await noteFileUse(test.database, two, [upload.id]);
    const files = carrier(() => retry);
    await erase(one);
    await tidyFiles(context(), files);
    expect(files.removed).toEqual([]);
    await erase(two);
    await tidyFiles(context(), files);
    expect(files.removed).toEqual(['p7']);
  });
});

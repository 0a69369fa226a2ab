import { describe, expect, it } from 'vitest';
import { type Io, run } from './commandLine.ts';

type Sent = { method: string; url: string; body: string; type: string; authorization: string };

function world(answers: Record<string, [number, unknown]>, files: Record<string, string> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const sent: Sent[] = [];
  const io: Io = {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    readFile: async (path) => {
      if (files[path] === undefined) throw new Error('ENOENT');
      return files[path];
    },
    fetch: async (url, init) => {
      const headers = new Headers(init.headers);
      const [type, authorization] = [headers.get('content-type') ?? '', headers.get('authorization') ?? ''];
      sent.push({ method: init.method ?? '', url, body: String(init.body ?? ''), type, authorization });
      const [status, body] = answers[url.replace('http://s/api/v1', '')] ?? [404, 'no such thing'];
      return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
    },
    migrate: async (url) => {
      if (url !== 'postgres://good') throw new Error('no such server');
    },
    now: () => Date.parse('2026-01-02T00:00:00Z'),
  };
  const go = (...argv: string[]) =>
    run(argv, { SIGNALBOX_URL: 'http://s/', SIGNALBOX_KEY: 'k', TOKEN: 't' }, io);
  return { out, err, sent, io, go };
}

const funnel = (name: string): string => `bots:\n  - token: \${${name}}\n`;

describe('signalbox', () => {
  it('plans: sends the file with its secrets, shows changes and warnings', async () => {
    const answer = {
      changes: [
        { action: 'create', object: 'bot', key: 'leo' },
        { action: 'delete', object: 'step', key: 'leo/A/b' },
      ],
      warnings: [{ name: 'bots[0].ai', reason: 'has no effect', line: 2, column: 5 }],
    };
    const { go, out, err, sent } = world({ '/funnel/plan': [200, answer] }, { 'f.yaml': funnel('TOKEN') });
    expect(await go('plan', 'f.yaml')).toBe(0);
    expect(out).toEqual(['+ bot leo', '- step leo/A/b']);
    expect(err).toEqual(['warning: f.yaml:2:5: bots[0].ai: has no effect']);
    expect(sent).toEqual([
      {
        method: 'POST',
        url: 'http://s/api/v1/funnel/plan',
        body: 'bots:\n  - token: "t"\n',
        type: 'application/yaml',
        authorization: 'Bearer k',
      },
    ]);
  });

  it('applies: shows the URLs that outside services need', async () => {
    const answer = {
      changes: [],
      warnings: [],
      bots: [{ key: 'leo', id: '1', webhooks: [{ key: 'w', id: '2', url: 'http://s/w' }], flows: [] }],
      campaigns: [
        { key: 'c', id: '3', sources: [{ key: 'fb', url: 'http://s/c/c/fb' }], url: 'http://s/c/c' },
      ],
      postbacks: [{ key: 'p', id: '4', urls: { sale: 'http://s/p?x' }, registrationLink: null }],
    };
    const { go, out } = world({ '/funnel/apply': [200, answer] }, { 'f.yaml': 'version: 1' });
    expect(await go('apply', 'f.yaml')).toBe(0);
    expect(out).toEqual([
      'no changes',
      'webhook leo/w  http://s/w',
      'campaign c  http://s/c/c',
      'campaign c/fb  http://s/c/c/fb',
      'postback p sale  http://s/p?x',
    ]);
  });

  it('ends with 1 and the reasons when the server refuses', async () => {
    const parameters = [{ name: 'bots[0].x', reason: 'unknown key', line: 3, column: 7 }];
    const refusal = { error: { code: 'invalid_funnel', message: 'It has errors.', parameters } };
    const { go, err, out } = world({ '/funnel/apply': [400, refusal] }, { 'f.yaml': '' });
    expect(await go('apply', 'f.yaml')).toBe(1);
    expect(err).toEqual(['invalid_funnel: It has errors.\nf.yaml:3:7: bots[0].x: unknown key']);
    expect(await go('apply', 'f.yaml', '--json')).toBe(1);
    expect(JSON.parse(out.join())).toEqual(refusal);
    expect(await go('plan', 'f.yaml')).toBe(1);
    expect(err.at(-1)).toBe('signalbox: the server answered 404');
  });

  it('ends with 1 when a secret is missing or the server cannot be reached', async () => {
    const { go, err, io, sent } = world({}, { 'f.yaml': funnel('OTHER'), 'g.yaml': '' });
    expect(await go('plan', 'f.yaml')).toBe(1);
    expect([err, sent]).toEqual([['f.yaml:2:12: bots[0].token: the environment has no OTHER'], []]);
    io.fetch = () => Promise.reject(new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') }));
    expect(await go('plan', 'g.yaml')).toBe(1);
    expect(err.at(-1)).toBe('signalbox: http://s cannot be reached: ECONNREFUSED');
  });

  it('exports the space or one bot', async () => {
    const { go, out } = world({
      '/funnel/export': [200, 'version: 1\n'],
      '/funnel/export?bot=l%26o': [200, 'b\n'],
    });
    expect([await go('export'), await go('export', '--bot', 'l&o')]).toEqual([0, 0]);
    expect(out).toEqual(['version: 1', 'b']);
  });

  it('replays the requests of one postback, oldest first, and no older ones', async () => {
    const item = (id: string, at: string, postback: string) => ({
      id,
      at,
      url: `/api/postbacks/${postback}/tracker-postback?x`,
    });
    const { go, out, sent } = world({
      '/requests?kind=postback&limit=100': [
        200,
        {
          items: [item('5', '2026-01-01T23:00:00Z', 'p'), item('4', '2026-01-01T22:30:00Z', 'q')],
          nextCursor: 'n x',
        },
      ],
      '/requests?kind=postback&limit=100&cursor=n%20x': [
        200,
        {
          items: [item('3', '2026-01-01T22:00:00Z', 'p'), item('2', '2026-01-01T21:59:59Z', 'p')],
          nextCursor: 'm',
        },
      ],
      '/requests/3/replay': [200, { outcome: 'applied', reason: null }],
      '/requests/5/replay': [200, { outcome: 'parked', reason: 'unknown click' }],
    });
    expect(await go('replay', '--postback', 'p', '--since', '2h', '--dry-run')).toBe(0);
    expect(out).toEqual([
      '2026-01-01T22:00:00Z 3 applied',
      '2026-01-01T23:00:00Z 5 parked: unknown click',
      '2 looked at, nothing written',
    ]);
    expect(sent.filter(({ method }) => method === 'POST').map(({ body }) => body)).toEqual([
      '{"dryRun":true}',
      '{"dryRun":true}',
    ]);
  });

  it('migrates the database that the environment names', async () => {
    const { io, out, err } = world({});
    expect(await run(['migrate'], { DATABASE_URL: 'postgres://good' }, io)).toBe(0);
    expect(await run(['migrate'], { DATABASE_URL: 'postgres://bad' }, io)).toBe(1);
    expect(await run(['migrate'], {}, io)).toBe(2);
    expect([out, err[0]]).toEqual([['migrated'], 'signalbox: no such server']);
  });

  it('lints a file without a server: the places of what it finds, 1 only for errors', async () => {
    const good = 'version: 1\npostbacks:\n  - { key: p, network: custom }\n';
    const bad = `${good}campaigns: [{ key: "c", bot: leo }]\n`;
    const doubtful =
      'version: 1\nbots:\n  - { key: a, name: a, channel: simulator, quietHours: "01:00-01:00" }\n';
    const { go, out, err, sent } = world({}, { good, bad, doubtful });
    expect([await go('lint', 'good'), await go('lint', 'doubtful'), await go('lint', 'bad')]).toEqual([
      0, 0, 1,
    ]);
    expect(out).toEqual([
      expect.stringMatching(/^doubtful:3:56: quietHours: begin and end at 01:00/),
      'bad:4:30: missingBot: there is no bot leo',
    ]);
    expect(err).toEqual(['good: nothing found', 'doubtful: 1 warning', 'bad: 1 error']);
    expect(await go('lint', 'bad', '--json')).toBe(1);
    const place = { path: 'campaigns[0].bot', line: 4, column: 30 };
    const finding = { code: 'missingBot', severity: 'error', ...place, reason: 'there is no bot leo' };
    expect(JSON.parse(out.at(-1) ?? '')).toEqual({ findings: [finding] });
    expect(sent).toEqual([]);
  });

  it.each([
    [[]],
    [['fly']],
    [['plan']],
    [['plan', 'a', 'b']],
    [['plan', 'missing.yaml']],
    [['plan', 'f.yaml', '--bot', 'x']],
    [['export', '--colour']],
    [['replay', '--postback', 'p']],
    [['replay', '--postback', 'p', '--since', 'yesterday']],
    [['export', '--url', 'ftp://x']],
    [['export', '--key', '']],
    [['lint']],
    [['lint', 'missing.yaml']],
    [['lint', 'f.yaml', '--bot', 'x']],
    [['simulate', 'f.yaml']],
    [['simulate', 'f.yaml', 'missing.yaml']],
    [['simulate', 'f.yaml', 'f.yaml', 'f.yaml']],
  ])('ends with 2 on wrong usage: %j', async (argv) => {
    const { go, err, sent } = world({}, { 'f.yaml': '' });
    expect(await go(...argv)).toBe(2);
    expect(err).toHaveLength(1);
    expect(sent).toEqual([]);
  });
});

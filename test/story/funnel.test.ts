/** Funnel as code on a real database: plan, apply, export. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { RefusalError } from '../../src/base/refusal.ts';
import { applyFunnel, exportFunnel, type FunnelContext, planFunnel } from '../../src/funnel/funnel.ts';
import {
  addField,
  type Configuration,
  ensureDefaultSpace,
  loadConfiguration,
  secretContext,
} from '../../src/store/configuration.ts';
import { createSealer } from '../../src/store/store.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

const example = readFileSync(new URL('../../src/funnel/example.yaml', import.meta.url), 'utf8');
const sealer = createSealer('a secret of the test');
let test: TestDatabase;
let companyId = '';

beforeAll(async () => {
  test = await testDatabase();
  ({ companyId } = await ensureDefaultSpace(test.database, randomUUID));
});
afterAll(() => test?.drop());

/** A space of its own; campaign links are shared by all, so each story takes its own keys. */
async function space(env: Record<string, string> = {}) {
  const context: FunnelContext = {
    ...{ spaceId: randomUUID(), publicUrl: 'https://crm.example', env, sealer, newId: randomUUID },
  };
  await test.database.query('insert into space (id, company_id, key, name) values ($1, $2, $3, $3)', [
    context.spaceId,
    companyId,
    context.spaceId,
  ]);
  return {
    context,
    plan: (file: unknown) => planFunnel(test.database, context, file),
    apply: (file: unknown) => applyFunnel(test.database, context, file),
    export: (bot?: string) => exportFunnel(test.database, context.spaceId, bot),
    load: (): Promise<Configuration> => loadConfiguration(test.database, context.spaceId),
  };
}

async function reasonsOf(work: Promise<unknown>): Promise<string[]> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error;
    return (error.refusal.parameters ?? []).map(({ name, reason }) => `${name}: ${reason}`);
  }
  throw new Error('expected a refusal');
}

const told = ({ changes }: { changes: { action: string; object: string; key: string }[] }): string[] =>
  changes.map(({ action, object, key }) => `${action} ${object} ${key}`);

const reference = (name: string): string => `\${${name}}`;

/** One bot with one webhook-calling step. */
const caller = (secret: string | undefined, rest: object = {}) => ({
  version: 1,
  bots: [
    {
      ...{ key: 'leo', name: 'Leo', channel: 'telegram', token: '1:token' },
      start: 'A/a',
      flows: [
        {
          key: 'A',
          steps: [{ key: 'a', kind: 'sendWebhook', url: 'https://x.example', secret, finish: 'finished' }],
        },
      ],
      ...rest,
    },
  ],
});

describe('the example', () => {
  it('is applied whole, answers ids and URLs, and plans no change afterwards', async () => {
    const home = await space();
    const planned = await home.plan(example);
    expect(planned.warnings).toEqual([]);
    expect((await home.load()).bots).toEqual([]);
    const applied = await home.apply(example);
    expect(applied.changes).toEqual(planned.changes);
    const [leo] = applied.bots;
    expect(leo?.flows.map((flow) => flow.steps.map(({ key }) => key))).toEqual([
      ['hello', 'offer', 'reminder'],
      ['REG', 'congratulate'],
      ['FD', 'thanks', 'tell-keitaro', '2rd', 'vip', 'withdrawal'],
    ]);
    expect(leo?.webhooks[0]?.url).toBe(
      `https://crm.example/api/bots/webhooks/${leo?.webhooks[0]?.id}/updateDialog`,
    );
    expect(applied.campaigns).toMatchObject([
      {
        key: 'summer',
        url: 'https://crm.example/c/summer',
        sources: [{ url: 'https://crm.example/c/summer/fb' }],
      },
    ]);
    const [onewin] = applied.postbacks;
    expect(onewin?.urls.sale).toContain(
      `/api/postbacks/${onewin?.id}/tracker-postback?clickid={sub1}&tracker.event=sale`,
    );
    expect(onewin?.registrationLink).toBe(null);

    const again = await home.apply(example);
    expect(again).toEqual({ ...applied, changes: [] });
    for (const bot of [undefined, 'leo']) {
      const exported = await home.export(bot);
      expect(parse(exported)).toEqual(parse(example));
      expect(told(await home.plan(exported))).toEqual([]);
    }
    expect(await reasonsOf(home.export('mia'))).toEqual([]);
    const other = await space();
    expect(await reasonsOf(other.apply(example))).toEqual([
      'campaigns: summer: another space has a campaign of this key, and a campaign link names only the key',
    ]);
    expect((await other.load()).bots).toEqual([]);
  });
});

describe('apply', () => {
  it('makes the bots of the file equal to it, keeps ids, and leaves the rest alone', async () => {
    const home = await space();
    const flows = (...keys: string[]) => [
      { key: 'A', steps: keys.map((key) => ({ key, kind: 'changeTags' })) },
    ];
    const bot = (key: string, rest: object) => ({ key, name: key, channel: 'simulator', ...rest });
    const field = (key: string) => ({ key, type: 'text' });
    const first = await home.apply({
      version: 1,
      bots: [
        bot('leo', {
          fields: [field('x'), field('y')],
          webhooks: [{ key: 'w' }],
          flows: flows('a', 'b', 'c'),
        }),
        bot('mia', { variables: { v: '1' } }),
      ],
    });
    const [leo] = first.bots;
    expect(await addField(test.database, leo?.id ?? '', [{ key: 'free' }, { key: 'free2' }])).toHaveLength(2);
    const second = await home.apply({
      version: 1,
      bots: [
        bot('leo', {
          ...{ variables: { v: '2' }, webhooks: [{ key: 'w2' }], flows: flows('c', 'a', 'd') },
          fields: [field('y'), { key: 'free2', type: 'number' }],
        }),
      ],
    });
    expect(told(second)).toEqual([
      'create variable leo/v',
      'update field leo/y',
      'update field leo/free2',
      'delete field leo/x',
      'create webhook leo/w2',
      'delete webhook leo/w',
      'update step leo/A/c',
      'update step leo/A/a',
      'create step leo/A/d',
      'delete step leo/A/b',
    ]);
    const idOf = (answer: typeof first, key: string) =>
      answer.bots[0]?.flows[0]?.steps.find((step) => step.key === key)?.id;
    expect([idOf(second, 'a'), idOf(second, 'c')]).toEqual([idOf(first, 'a'), idOf(first, 'c')]);
    const { bots, fields } = await home.load();
    expect(bots.map(({ key }) => key)).toEqual(['leo', 'mia']);
    expect(fields.map(({ key, declared }) => `${key} ${declared}`).sort()).toEqual([
      'free false',
      'free2 true',
      'y true',
    ]);
  });

  it('raises the version and tells it once for a change, and not at all without one', async () => {
    const home = await space();
    const heard: string[] = [];
    const listener = await test.database.pool.connect();
    listener.on('notification', ({ payload }) => heard.push(payload ?? ''));
    await listener.query('listen configuration');
    const { version } = await home.load();
    await home.apply({ version: 1, postbacks: [{ key: 'p', network: 'custom' }] });
    await home.apply({ version: 1, postbacks: [{ key: 'p', network: 'custom' }] });
    await home.plan({ version: 1, postbacks: [{ key: 'q', network: 'custom' }] });
    await listener.query('select 1');
    listener.release(true);
    expect((await home.load()).version).toBe(version + 1);
    expect(heard).toEqual([String(version + 1)]);
  });

  it('is safe twice at once: one makes everything, the other finds nothing to do', async () => {
    const home = await space();
    const file = { version: 1, bots: [{ key: 'leo', name: 'Leo', channel: 'simulator' }] };
    const answers = await Promise.all([home.apply(file), home.apply(file), home.apply(file)]);
    expect(answers.map(({ changes }) => changes.length).sort()).toEqual([0, 0, 1]);
    expect(new Set(answers.map(({ bots }) => bots[0]?.id)).size).toBe(1);
  });

  it('refuses a file that takes away a step to which a campaign of the space leads', async () => {
    const home = await space();
    const bot = (step: string) => ({
      ...{ key: 'leo', name: 'Leo', channel: 'simulator' },
      flows: [{ key: 'A', steps: [{ key: step, kind: 'changeTags' }] }],
    });
    const campaign = { key: randomUUID(), bot: 'leo', autoActions: [{ on: 'sale', move: 'A/a' }] };
    await home.apply({ version: 1, bots: [bot('a')], campaigns: [campaign] });
    expect(await reasonsOf(home.apply({ version: 1, bots: [bot('b')] }))).toEqual([
      `bots[0]: the file has no step A/a, and campaign ${campaign.key} of this space leads there`,
    ]);
    expect(told(await home.apply({ version: 1, campaigns: [{ ...campaign, autoActions: [] }] }))).toEqual([
      `update campaign ${campaign.key}`,
    ]);
    await home.apply({ version: 1, bots: [bot('b')] });
  });
});

describe('the greeting of a channel campaign', () => {
  it('is not taken away by a file that does not name the campaign', async () => {
    const home = await space();
    const bot = (key: string, ...steps: string[]) => ({
      ...{ key, name: key, channel: 'simulator', start: 'A/a' },
      flows: [{ key: 'A', steps: ['a', ...steps].map((one) => ({ key: one, kind: 'changeTags' })) }],
    });
    const campaign = `c-${home.context.spaceId}`;
    const channel = { bot: 'mia', chatId: -1001, greeting: 'A/hi' };
    await home.apply({
      version: 1,
      bots: [bot('leo'), bot('mia', 'hi')],
      campaigns: [{ key: campaign, bot: 'leo', type: 'channel', channel }],
    });
    expect(await reasonsOf(home.apply({ version: 1, bots: [bot('mia')] }))).toEqual([
      `bots[0]: the file has no step A/hi, and campaign ${campaign} of this space leads there`,
    ]);
    await home.apply({ version: 1, bots: [bot('leo')] });
  });
});

describe('what a file may not have meant', () => {
  const bot = (steps: object[], rest: object = {}) => ({
    ...{ key: 'leo', name: 'Leo', channel: 'simulator', start: 'A/a', flows: [{ key: 'A', steps }] },
    ...rest,
  });
  const says = { kind: 'sendMessage', messages: [{ text: 'x' }], finish: 'finished' };

  it('comes with plan and apply as warnings, with code and place, and is applied', async () => {
    const home = await space();
    const file = stringify({
      version: 1,
      bots: [
        bot([
          { key: 'a', ...says },
          { key: 'b', ...says },
        ]),
      ],
    });
    const { warnings } = await home.plan(file);
    expect(warnings).toEqual([
      {
        code: 'unreachableStep',
        name: 'bots[0].flows[0].steps[1].key',
        reason: expect.stringContaining('A/b'),
        line: 15,
        column: 18,
      },
    ]);
    const applied = await home.apply(file);
    expect(applied.warnings).toEqual(warnings);
    expect(applied.changes.length).toBeGreaterThan(0);
  });

  it('is judged together with what the space has already', async () => {
    const home = await space();
    const codes = async (file: object) => (await home.plan(file)).warnings.map(({ code }) => code);
    await home.apply({
      version: 1,
      bots: [
        bot([
          { key: 'a', ...says },
          { key: 'b', ...says },
        ]),
      ],
    });
    const campaign = { key: randomUUID(), bot: 'leo', autoActions: [{ on: 'level_up', move: 'A/b' }] };
    const withCampaign = { version: 1, campaigns: [campaign] };
    expect(await codes(withCampaign)).toEqual([]);
    await home.apply(withCampaign);
    expect(
      await codes({
        version: 1,
        bots: [
          bot([
            { key: 'a', ...says },
            { key: 'b', ...says },
          ]),
        ],
      }),
    ).toEqual([]);
    await home.apply({ version: 1, postbacks: [{ key: 'p', network: '1win' }] });
    expect(await codes(withCampaign)).toEqual(['unsentEvent']);
  });

  it('is no reason to refuse, but an error is: nothing is applied, and the place inside a condition is named', async () => {
    const home = await space();
    const step = {
      key: 'a',
      kind: 'customCondition',
      branches: [{ when: 'cost => 1', next: 'a' }],
      otherwise: 'a',
    };
    try {
      await home.apply(stringify({ version: 1, bots: [bot([step])] }));
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof RefusalError)) throw error;
      expect(error.refusal.parameters).toEqual([
        expect.objectContaining({ code: 'badCondition', line: 13, column: 29 }),
      ]);
    }
    expect((await home.load()).bots).toEqual([]);
  });
});

describe('secrets', () => {
  it('are sealed, never exported, and told as changes only when they change', async () => {
    const home = await space({ FUNNEL_HOOK: 'hook secret' });
    expect(
      told(await home.apply(caller(reference('FUNNEL_HOOK')))).filter((line) => line.includes('secret')),
    ).toEqual(['create secret leo/token', 'create secret leo/A/a/secret']);
    const { secrets, steps } = await home.load();
    const opened = secrets.map(({ botId, place, sealed }) =>
      sealer.open(sealed, secretContext(botId, place)),
    );
    expect(opened.sort()).toEqual(['1:token', 'hook secret']);
    expect(
      JSON.stringify(await test.database.query('select document from step union select document from bot')),
    ).not.toMatch(/1:token|hook secret|FUNNEL_HOOK/);
    expect(steps[0]?.document).toMatchObject({ secret: reference('FUNNEL_HOOK') });
    const exported = await home.export();
    expect(exported).toContain(`token: ${reference('FUNNEL_LEO_TOKEN')}`);
    expect(exported).toContain(`secret: ${reference('FUNNEL_HOOK')}`);
    expect(exported).not.toMatch(/1:token|hook secret/);
    const { changes, warnings } = await home.plan(exported);
    expect(changes).toEqual([]);
    expect(warnings.map(({ code, reason }) => `${code}: ${reason}`)).toEqual([
      'secretKept: the environment has no FUNNEL_LEO_TOKEN: the stored secret stays',
    ]);

    home.context.env = { FUNNEL_HOOK: 'another' };
    expect(told(await home.apply(exported))).toEqual(['update secret leo/A/a/secret']);
    expect(told(await home.apply(caller('another')))).toEqual([]);
    expect(told(await home.apply(caller(undefined)))).toEqual(['delete secret leo/A/a/secret']);
    expect((await home.load()).secrets.map(({ place }) => place)).toEqual(['token']);
  });

  it('that the environment does not have are an error that names them', async () => {
    const home = await space();
    expect(await reasonsOf(home.apply(caller(reference('FUNNEL_HOOK'))))).toEqual([
      'bots[0].flows[0].steps[0].secret: the environment has no FUNNEL_HOOK',
    ]);
    expect((await home.load()).bots).toEqual([]);
  });

  it('sealed with a key that is lost are replaced', async () => {
    const home = await space();
    await home.apply(caller('x'));
    home.context.sealer = createSealer('another secret of the test');
    expect(told(await home.apply(caller('x')))).toEqual([
      'update secret leo/token',
      'update secret leo/A/a/secret',
    ]);
  });
});

describe('the token of a Telegram bot', () => {
  const goodToken = '7:good-token';
  const badToken = '8:bad-token';

  /** Telegram as the space asks it; `asked` are the tokens that it was asked about. */
  async function connected(env: Record<string, string> = {}) {
    const home = await space({ FUNNEL_HOOK: 'hook', ...env });
    const asked: string[] = [];
    home.context.checkToken = async (token) => {
      asked.push(token);
      if (token === badToken) return { ok: false, reason: 'Telegram refuses the token (Unauthorized)' };
      return token === goodToken ? { ok: true } : { ok: null, reason: 'Telegram cannot be reached' };
    };
    return { ...home, asked };
  }
  const bot = (key: string, token?: string) => ({ key, name: key, channel: 'telegram', token });
  const file = (...bots: object[]) => ({ version: 1, bots });

  it('is asked about when it is new or another one, by plan and apply, once', async () => {
    const home = await connected();
    await home.plan(file(bot('leo', goodToken)));
    expect(home.asked).toEqual([goodToken]);
    await home.apply(file(bot('leo', goodToken)));
    expect(home.asked).toEqual([goodToken, goodToken]);
    await home.apply(file({ ...bot('leo', goodToken), name: 'Leo' }));
    await home.plan(await home.export());
    expect(home.asked).toHaveLength(2);
  });

  it('that a simulated bot had is asked about once the bot goes to Telegram', async () => {
    const home = await connected();
    await home.apply(file({ ...bot('leo', goodToken), channel: 'simulator' }));
    expect(home.asked).toEqual([]);
    await home.apply(file(bot('leo', goodToken)));
    expect(home.asked).toEqual([goodToken]);
  });

  it('that Telegram refuses refuses the file at its line, and nothing is applied', async () => {
    const home = await connected({ FUNNEL_LEO: badToken });
    const text = stringify(file(bot('mia', goodToken), bot('leo', reference('FUNNEL_LEO'))));
    for (const work of [home.plan, home.apply]) {
      const refused = await work(text).catch((error: unknown) => error);
      if (!(refused instanceof RefusalError)) throw refused;
      expect(refused.refusal.parameters).toEqual([
        {
          ...{ code: 'badToken', name: 'bots[1].token', line: 10, column: 12 },
          reason: 'Telegram refuses the token (Unauthorized)',
        },
      ]);
      expect(JSON.stringify(refused.refusal)).not.toContain(badToken);
    }
    expect((await home.load()).bots).toEqual([]);
  });

  it('that cannot be asked about is stored, with a warning', async () => {
    const home = await connected();
    const { warnings } = await home.apply(file(bot('leo', '9:unknown')));
    expect(warnings.filter(({ code }) => code === 'tokenNotChecked')).toEqual([
      {
        ...{ code: 'tokenNotChecked', name: 'bots[0].token' },
        reason: 'could not be checked: Telegram cannot be reached',
      },
    ]);
    expect((await home.load()).secrets).toHaveLength(1);
  });

  it('is that of one bot of the space', async () => {
    const home = await connected({ FUNNEL_A: goodToken, FUNNEL_B: '7:another-token-of-the-same-bot' });
    await home.apply(file(bot('leo', goodToken)));
    expect(await reasonsOf(home.apply(file(bot('mia', reference('FUNNEL_B')))))).toEqual([
      'bots[0].token: is the bot of leo as well',
    ]);
    expect(
      await reasonsOf(home.apply(file(bot('leo', reference('FUNNEL_A')), bot('mia', reference('FUNNEL_B'))))),
    ).toEqual(['bots[1].token: is the bot of leo as well']);
    await home.apply(file({ ...bot('leo'), channel: 'simulator' }, bot('mia', goodToken)));
  });

  it('stays when the file names none, and a bot without any is refused', async () => {
    const home = await connected();
    expect(await reasonsOf(home.apply(file(bot('leo'))))).toEqual([
      expect.stringContaining('bots[0].channel: a Telegram bot needs a token'),
    ]);
    await home.apply(file(bot('leo', goodToken)));
    expect(told(await home.apply(file(bot('leo'))))).toEqual([]);
    expect(told(await home.apply(await home.export()))).toEqual([]);
    expect((await home.load()).secrets.map(({ place }) => place)).toEqual(['token']);
    expect(told(await home.apply(file({ ...bot('leo'), channel: 'simulator' })))).toEqual([
      'update bot leo',
      'delete secret leo/token',
    ]);
  });
});

describe('a registration link', () => {
  it("is saved as a variable of its campaign's bot, or of the only bot of the file", async () => {
    const home = await space();
    const bot = (key: string) => ({ key, name: key, channel: 'simulator' });
    const campaign = { key: randomUUID(), bot: 'leo' };
    const link = (variable: string, rest: object = {}) => ({
      ...{
        key: variable,
        network: '1win',
        registrationLink: { baseUrl: 'https://partner.com/signup', variable },
      },
      ...rest,
    });
    const answer = await home.apply({ version: 1, bots: [bot('leo')], postbacks: [link('a')] });
    expect(answer.postbacks[0]?.registrationLink).toBe('https://partner.com/signup?sub1={{tracker.clickid}}');
    await home.apply({ version: 1, bots: [bot('mia')], campaigns: [campaign] });
    expect(
      told(await home.apply({ version: 1, postbacks: [link('b', { campaign: campaign.key })] })),
    ).toEqual(['create variable leo/b', 'create postback b']);
    const value = 'https://partner.com/signup?sub1={{tracker.clickid}}';
    const { bots } = await home.load();
    expect(bots.map(({ document }) => document.variables)).toEqual([{ a: value, b: value }, undefined]);
    // The bot's file names neither variable: its postbacks, which the file leaves alone, keep them.
    expect(told(await home.plan({ version: 1, bots: [bot('leo')] }))).toEqual([]);
    for (const only of [undefined, 'leo', 'mia'])
      expect(told(await home.plan(await home.export(only)))).toEqual([]);
  });
});

describe('undeclared fields', () => {
  it('are at most 200 a bot and always keys that may be', async () => {
    const home = await space();
    const { bots } = await home.apply({
      version: 1,
      bots: [{ key: 'leo', name: 'Leo', channel: 'simulator' }],
    });
    const id = bots[0]?.id ?? '';
    const keys = Array.from({ length: 198 }, (_, n) => ({ key: `f${n}` }));
    expect(await addField(test.database, id, keys)).toHaveLength(198);
    const rest = ['f0', '__proto__', 'a b', 'x', 'x', 'y', 'z'].map((key) => ({ key }));
    expect(await addField(test.database, id, rest)).toEqual(['x', 'y']);
    expect(await addField(test.database, id, [{ key: 'w' }])).toEqual([]);
    expect(await addField(test.database, randomUUID(), [{ key: 'w' }])).toEqual([]);
    expect((await home.load()).fields).toHaveLength(200);
  });
});

describe('the default space', () => {
  it('is one, however many processes start at once', async () => {
    const made = await Promise.all(
      Array.from({ length: 8 }, () => ensureDefaultSpace(test.database, randomUUID)),
    );
    expect(new Set(made.map(({ spaceId }) => spaceId)).size).toBe(1);
    expect(made[0]?.companyId).toBe(companyId);
  });
});

describe('any funnel', () => {
  it('is applied, exported and applied again without a change', async () => {
    await fc.assert(
      fc.asyncProperty(anyFunnel(), anyFunnel(), async (first, second) => {
        const home = await space({ FUNNEL_A: 'a', FUNNEL_B: 'b' });
        const suffix = home.context.spaceId;
        // The second file meets what the first has left.
        for (const draw of [first, second]) {
          const file = draw(suffix);
          const planned = await home.plan(file);
          expect((await home.apply(file)).changes).toEqual(planned.changes);
          expect(told(await home.plan(stringify(file)))).toEqual([]);
          const exported = await home.export();
          expect(told(await home.apply(exported))).toEqual([]);
          expect(await home.export()).toBe(exported);
          for (const bot of file.bots) expect(told(await home.plan(await home.export(bot.key)))).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** Files of two bots at most whose references are right; `suffix` keeps campaign keys apart. */
function anyFunnel() {
  const text = fc.oneof(
    fc.constantFrom(
      '{{name}}',
      'a: b # c',
      '- x',
      '"',
      "it's",
      '  two\n  lines\n',
      '\t',
      'null',
      '1e3',
      '~',
      'yes',
      '{x}',
      '${',
      '2024-01-01',
      'é😀',
    ),
    fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .filter((one) => !/\0|\$\{\w+\}/.test(one) && one.isWellFormed()),
  );
  const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
  const key = fc.constantFrom('a', 'b', '2rd', 'on', 'null', '1', 'kind');
  const stepKey = fc.constantFrom('a', 'b', 'c-1');
  const head = {
    title: maybe(text),
    delay: maybe(fc.constantFrom('10s', '1h30m')),
    stay: maybe(fc.boolean()),
    at: maybe(fc.tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer())),
  };
  const secret = maybe(fc.constantFrom(reference('FUNNEL_A'), reference('FUNNEL_B'), 'plain'));
  const values = fc.dictionary(fc.constantFrom('x', 'longer', 'kind', 'A_b-1'), fc.oneof(text, fc.integer()));
  // Stands for the step's own key, which is drawn later.
  const self = fc.constant('self');
  const size = { minLength: 1, maxLength: 2 };
  const condition = fc.constantFrom(
    'cost > 1',
    'event = sale and not tags = "VIP"',
    "fields.x = '# no comment'",
  );
  const push = fc.oneof(
    fc.record({ after: fc.constant('1h'), prompt: text }),
    fc.record({
      after: fc.constant('2d'),
      message: fc.record({ photo: fc.constant('a/b.jpg'), caption: text }),
    }),
  );
  const message = fc.oneof(
    fc.record({ text, pin: maybe(fc.boolean()) }),
    fc.record({ animation: fc.constant('a/b.gif'), caption: maybe(text) }),
    fc.constantFrom(
      { audio: 'a/b.mp3' },
      { sticker: 'https://x.example/a.webp' },
      { contact: { phone: '+1555', firstName: 'Ann' } },
      { location: { latitude: 48.1, longitude: -11.5 } },
      { text: '<b>bold</b> &amp; <a href="https://x.example/?a=1&amp;b=2">link</a>' },
    ),
  );
  const step = fc.oneof(
    fc.record({
      ...head,
      kind: fc.constant('sendMessage'),
      messages: fc.array(message, { minLength: 1, maxLength: 2 }),
    }),
    fc.record({ ...head, kind: fc.constant('setFields'), fields: values }),
    fc.record({
      ...head,
      kind: fc.constant('sendWebhook'),
      url: fc.constant('https://x.example/{chatId}'),
      body: maybe(text),
      secret,
    }),
    fc.record({
      ...head,
      kind: fc.constant('changeTags'),
      assign: maybe(fc.array(fc.constantFrom('t', 'u'))),
    }),
    fc.record({
      ...head,
      kind: fc.constant('customCondition'),
      branches: fc.array(fc.record({ title: maybe(text), when: condition, next: self }), size),
      otherwise: maybe(self),
    }),
    fc.record({
      ...head,
      kind: fc.constant('abRouter'),
      branches: fc.constantFrom(12.5, 0).map((percent) => [
        { percent, next: 'self' },
        { percent: 100 - percent, next: 'self' },
      ]),
    }),
    fc.record({
      ...head,
      kind: fc.constant('assignOperator'),
      assign: text.map((operator) => [{ operator, percent: 100 }]),
    }),
    fc.record({ ...head, kind: fc.constant('customPush'), pushes: fc.array(push, size) }),
    fc.record({
      ...head,
      ...{ kind: fc.constant('aiReply'), goal: text, requirement: maybe(text), requires: maybe(condition) },
      writes: maybe(fc.constant(['x'])),
      branches: maybe(text.map((title) => [{ title, when: title, next: 'self', once: true }])),
    }),
  );
  const flow = fc.record({
    key,
    name: maybe(text),
    steps: fc
      .array(fc.tuple(stepKey, step), { maxLength: 3 })
      .map((all) => unique(all.map(([name, one]) => ({ key: name, ...selfNamed(one, name) })))),
  });
  const field = fc.record({
    key: fc.constantFrom('x', 'y', 'z'),
    type: fc.constantFrom('text', 'number', 'date'),
  });
  const group = fc.record({
    ...{ key, chatId: fc.integer({ min: -9007199254740991, max: -1 }), name: maybe(text) },
    ...{ when: maybe(condition), language: maybe(fc.constant('ru')), enabled: maybe(fc.boolean()) },
  });
  const bot = fc.record({
    key: fc.constantFrom('leo', 'mia'),
    name: text,
    channel: fc.constantFrom('simulator', 'telegram'),
    startAgain: maybe(fc.constantFrom('continue', 'restart')),
    business: maybe(fc.record({ aiConsent: maybe(fc.constantFrom(true, [1, 2])) })),
    notificationGroups: maybe(fc.array(group, { maxLength: 2 }).map(unique)),
    token: secret,
    timezone: maybe(fc.constant('Europe/Moscow')),
    trackOrganic: maybe(fc.boolean()),
    delays: maybe(fc.record({ typingSpeed: fc.constantFrom(0, -0, 12.5) })),
    organicActions: maybe(
      fc.array(fc.constantFrom({ on: 'sale', status: 'auto' }, { on: 'x#2' }), { maxLength: 2 }),
    ),
    variables: maybe(
      fc.dictionary(fc.constantFrom('v', 'link', 'long_name'), fc.constantFrom('1', 'https://x.example')),
    ),
    fields: maybe(fc.array(field, { maxLength: 3 }).map(unique)),
    webhooks: maybe(
      fc
        .array(fc.record({ key, name: maybe(text), enabled: maybe(fc.boolean()) }), { maxLength: 2 })
        .map(unique),
    ),
    flows: fc.array(flow, { maxLength: 3 }).map(unique),
    ai: maybe(
      fc.record({
        ...{
          apiKey: secret,
          decideModel: text,
          replyModel: text,
          legend: maybe(text),
          fallback: maybe(text),
        },
        disclosure: maybe(fc.oneof(fc.boolean(), text)),
      }),
    ),
    recognition: maybe(fc.constant({ photo: 'recognise', voice: 'skip' })),
    quietHours: maybe(fc.constant('22:00-08:00')),
    maxMessagesPerDay: maybe(fc.integer({ min: 1, max: 9 })),
  });
  const postback = fc.record({
    key,
    network: fc.constantFrom('1win', 'binomo', 'custom'),
    bound: fc.boolean(),
    rateLimit: maybe(fc.integer({ min: 1, max: 100 })),
    registrationLink: maybe(
      fc.record({
        baseUrl: fc.constant('https://p.example/a?b=c'),
        variable: maybe(fc.constantFrom('link', 'other')),
        parameter: fc.constant('s'),
      }),
    ),
  });
  return fc
    .record({
      bots: fc
        .array(bot, { minLength: 1, maxLength: 2 })
        .map(unique)
        .map((bots) => bots.map(withToken)),
      channel: maybe(fc.record({ chatId: fc.constant(-1001), approve: maybe(fc.boolean()) })),
      autoActions: maybe(
        fc.array(fc.constantFrom({ on: 'sale', enabled: false }, { on: 'resale#2', status: 'manual' })),
      ),
      postbacks: fc.array(postback, { maxLength: 3 }).map(unique),
    })
    .map(({ bots, autoActions, postbacks, channel }) => (suffix: string) => {
      const campaign = `c-${suffix}`;
      return JSON.parse(
        JSON.stringify({
          ...{ version: 1, bots },
          campaigns: [
            {
              ...{ key: campaign, bot: bots[0]?.key, autoActions },
              ...(channel && { type: 'channel', channel: { ...channel, bot: bots.at(-1)?.key } }),
            },
          ],
          postbacks: postbacks.map(({ bound, ...one }) => ({
            ...one,
            campaign: bound ? campaign : undefined,
          })),
        }),
      );
    });
}

/** A Telegram bot has a token, and one of its own. */
function withToken<Bot extends { key: string; channel: string }>(bot: Bot): Bot {
  if (bot.channel !== 'telegram') return bot;
  return { ...bot, token: reference(bot.key === 'leo' ? 'FUNNEL_A' : 'FUNNEL_B') };
}

/** Its references to `self` lead to the step's own key. */
function selfNamed<Step extends object>(step: Step, key: string): Step {
  return JSON.parse(JSON.stringify(step), (_, value) => (value === 'self' ? key : value));
}

function unique<Item extends { key: string }>(items: Item[]): Item[] {
  return [...new Map(items.map((item) => [item.key, item])).values()];
}

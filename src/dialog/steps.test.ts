/** What each kind of step does (product rules on steps). */
import { describe, expect, it } from 'vitest';
import { play } from '../../test/support/play.ts';
import type { Button, MessageEffect } from '../effect/effect.ts';

const start = { start: 'A/a' };

function messageOf(lead: ReturnType<typeof play>, text: string): MessageEffect {
  for (const turn of lead.turns) {
    for (const effect of turn.effects) if (effect.kind === 'message' && effect.text === text) return effect;
  }
  throw new Error(`nobody said ${text}`);
}

describe('sendMessage', () => {
  it('sends its messages in order, each after its pause, and fills macros', () => {
    const lead = play({
      bot: { ...start, variables: { link: 'https://x.example/?c={{chatId}}' } },
      flows: {
        A: `
          - key: a
            kind: sendMessage
            messages:
              - { text: "Hello, {{name}}" }
              - { text: "{{fields.country | default: \\"somewhere\\"}} {{variables.link}}", pauseBefore: 10s, pin: true }
              - { text: "{{stepKey}} {{flowKey}} {{status}}", pauseBefore: 1m }
        `,
      },
    });
    lead.starts();
    expect(lead.said.map(({ text, at }) => [text, at.slice(11, 19)])).toEqual([
      ['Hello, Ann', '12:00:00'],
      ['somewhere https://x.example/?c=1227280', '12:00:10'],
      ['a A auto', '12:01:10'],
    ]);
    expect(messageOf(lead, lead.texts[1] ?? '').pin).toBe(true);
    expect(messageOf(lead, 'Hello, Ann')).toMatchObject({ resend: 'once', automatic: true });
  });

  it('waiting: the next message of the lead leads on; stay keeps it', () => {
    const lead = play({
      bot: start,
      flows: {
        A: `
          - { key: a, kind: sendMessage, messages: [{ text: a }], finish: waiting, next: b }
          - { key: b, kind: sendMessage, messages: [{ text: b }], stay: true, next: a }
        `,
      },
    });
    lead.starts();
    expect(lead.state).toMatchObject({ step: 'A/a', status: 'waiting' });
    lead.writes();
    expect(lead.state).toMatchObject({ step: 'A/b', status: 'waiting', texts: ['a', 'b'] });
    lead.writes();
    lead.writes();
    expect(lead.state).toMatchObject({ step: 'A/b', status: 'waiting', texts: ['a', 'b'] });
  });

  it.each([
    ['manual', 'manual'],
    ['finished', 'finished'],
  ])('finish %s ends the automation there', (finish, status) => {
    const lead = play({
      bot: start,
      flows: { A: `[{ key: a, kind: sendMessage, messages: [{ text: a }], finish: ${finish} }]` },
    });
    lead.starts();
    lead.writes();
    expect(lead.state).toMatchObject({ step: 'A/a', status, texts: ['a'] });
  });

  it('without a next step the flow is over', () => {
    const lead = play({
      bot: start,
      flows: { A: '[{ key: a, kind: sendMessage, messages: [{ text: a }] }]' },
    });
    lead.starts();
    expect(lead.status).toBe('finished');
  });

  it('delay: what the lead writes meanwhile is kept and ignored by the flow', () => {
    const lead = play({
      bot: start,
      flows: {
        A: `
          - { key: a, kind: sendMessage, messages: [{ text: a, pauseBefore: 5m }], delay: 1h, finish: waiting, next: b }
          - { key: b, kind: sendMessage, messages: [{ text: b }], finish: waiting, stay: true }
        `,
      },
    });
    lead.starts();
    lead.passes('1h4m');
    const turn = lead.writes('anybody there?');
    expect(turn.received).toEqual([{ kind: 'text', text: 'anybody there?' }]);
    lead.passes('1s');
    expect(lead.state).toMatchObject({ step: 'A/a', status: 'auto', texts: ['a'] });
    // The delay counts from the moment at which the message was due.
    lead.passes('1m');
    expect(lead.state).toMatchObject({ step: 'A/a', status: 'waiting', texts: ['a'] });
    lead.writes();
    expect(lead.texts).toEqual(['a', 'b']);
  });

  it('an unknown or empty macro renders as nothing and leaves a warning', () => {
    const lead = play({
      bot: start,
      flows: {
        A: `[{ key: a, kind: sendMessage, messages: [{ text: "x{{fields.none}}{{nonsense}}" }, { text: "{{fields.none}}" }] }]`,
      },
    });
    lead.starts();
    expect(lead.state).toMatchObject({ texts: ['x'], warnings: ['macro', 'macro', 'macro', 'emptyMessage'] });
  });

  it('a step that is gone leaves the dialog where it is and says so', () => {
    const lead = play({
      bot: start,
      flows: { A: '[{ key: a, kind: sendMessage, messages: [{ text: a }], next: gone }]' },
    });
    lead.starts();
    expect(lead.state).toMatchObject({ step: 'A/a', status: 'waiting', warnings: ['missingStep'] });
  });
});

describe('buttons', () => {
  const flows = {
    A: `
      - key: a
        kind: sendMessage
        messages:
          - text: choose
            buttons:
              - [{ text: Link, url: "https://x.example/{{chatId}}?n={{name}}" }, { text: App, webApp: "https://app.example" }]
              - [{ text: Go, goto: B/b }, { text: Run, run: side }, { text: "Bad {{name}}", url: "{{fields.none}}" }]
      - { key: side, kind: sendMessage, messages: [{ text: side }], next: other }
      - { key: other, kind: sendMessage, messages: [{ text: other }] }
    `,
    B: '[{ key: b, kind: sendMessage, messages: [{ text: b }], finish: waiting, stay: true }]',
  };
  const begun = () => {
    const lead = play({ bot: start, flows });
    lead.starts();
    return lead;
  };

  it('carry filled links, and ids that fit a Telegram callback; a link that cannot be is left out', () => {
    const lead = begun();
    const [first, second] = messageOf(lead, 'choose').buttons;
    expect(first).toEqual<Button[]>([
      { text: 'Link', id: null, url: 'https://x.example/1227280?n=Ann', webApp: null },
      { text: 'App', id: null, url: null, webApp: 'https://app.example' },
    ]);
    expect(second?.map(({ text, url }) => [text, url])).toEqual([
      ['Go', null],
      ['Run', null],
    ]);
    for (const { id } of second ?? []) expect(Buffer.byteLength(id ?? '')).toBeLessThanOrEqual(64);
    expect(lead.warnings).toContain('buttonUrl');
    // It offers a way on, so the step does not end by itself.
    expect(lead.state).toMatchObject({ step: 'A/a', status: 'waiting' });
  });

  it('goto moves, run does the step without moving', () => {
    const lead = begun();
    lead.presses('Run');
    expect(lead.state).toMatchObject({ step: 'A/a', status: 'waiting', texts: ['choose', 'side'] });
    const turn = lead.presses('Go');
    expect(lead.state).toMatchObject({ step: 'B/b', status: 'waiting', texts: ['choose', 'side', 'b'] });
    expect(turn.received).toEqual([{ kind: 'button', text: 'Go' }]);
    expect(turn.entries).toContainEqual({
      kind: 'move',
      from: 'A/a',
      to: 'B/b',
      by: 'button',
      entered: true,
    });
  });

  it('of an old message still work, whatever step the dialog is on', () => {
    const lead = begun();
    lead.presses('Go');
    lead.presses('Run');
    expect(lead.state).toMatchObject({ step: 'B/b', texts: ['choose', 'b', 'side'] });
  });

  it('do nothing while a person answers', () => {
    const lead = begun();
    lead.updateDialog({ status: 'manual' });
    lead.presses('Go');
    lead.presses('Run');
    expect(lead.state).toMatchObject({ step: 'A/a', status: 'manual', texts: ['choose'] });
  });

  it('that nobody has made, or that are no longer drawn, are said to be missing', () => {
    const lead = begun();
    for (const button of ['', 'x', 'A-a:9:9:9', 'A-a:0:0:0', '__proto__:0:0:0', 'A-a:constructor']) {
      const { botId, chatId, name, username } = lead.dialog;
      lead.take({
        kind: 'update',
        at: lead.now,
        botId,
        chatId,
        name,
        username,
        action: { did: 'pressed', button },
      });
    }
    expect(lead.warnings.filter((code) => code === 'missingButton')).toHaveLength(6);
    expect(lead.state).toMatchObject({ step: 'A/a', texts: ['choose'] });
  });
});

describe('changeTags', () => {
  it('assigns and removes, and says only what really changed', () => {
    const lead = play({
      bot: start,
      flows: {
        A: '[{ key: a, kind: changeTags, assign: [x, y], remove: [z], finish: waiting, next: b }, { key: b, kind: changeTags, assign: [y, w], remove: [x] }]',
      },
    });
    lead.starts();
    expect(lead.dialog.tags).toEqual(['x', 'y']);
    const turn = lead.writes();
    expect(lead.dialog.tags).toEqual(['y', 'w']);
    expect(turn.entries).toContainEqual({ kind: 'tags', added: ['w'], removed: ['x'] });
  });

  it('leaves out, with a warning, what would be more than 500', () => {
    const lead = play({
      bot: start,
      flows: { A: '[{ key: a, kind: sendMessage, messages: [{ text: x }] }]' },
    });
    lead.starts();
    const many = (from: number) => Array.from({ length: 300 }, (_, n) => `t${from + n}`);
    lead.updateDialog({ addTags: many(0) });
    lead.updateDialog({ addTags: many(300) });
    expect(lead.dialog.tags).toHaveLength(500);
    expect(lead.warnings).toContain('tooManyTags');
    lead.updateDialog({ addTags: ['last'], removeTags: ['t0'] });
    expect(lead.dialog.tags).toContain('last');
  });
});

describe('setFields', () => {
  it('writes what fits its type, macros filled; the rest is left as it was, with a warning', () => {
    const lead = play({
      bot: start,
      fields: [
        { key: 'age', type: 'number' },
        { key: 'day', type: 'date' },
      ],
      flows: {
        A: `
          - { key: a, kind: setFields, fields: { age: 42, note: "chat {{chatId}}", day: "10.03.2024" }, finish: waiting, next: b }
          - { key: b, kind: setFields, fields: { age: old, note: "", free: x } }
        `,
      },
    });
    const first = lead.starts();
    expect(lead.dialog.fields).toEqual({ age: 42, note: 'chat 1227280', day: '2024-03-10' });
    expect(first.newFields).toEqual(['note']);
    lead.writes();
    expect(lead.dialog.fields).toEqual({ age: 42, day: '2024-03-10', free: 'x' });
    expect(lead.warnings).toContain('badFieldValue');
  });

  it('is seen by the message that follows in the same turn', () => {
    const lead = play({
      bot: start,
      flows: {
        A: '[{ key: a, kind: setFields, fields: { x: "1" }, next: b }, { key: b, kind: sendMessage, messages: [{ text: "x={{fields.x}}" }] }]',
      },
    });
    lead.starts();
    expect(lead.texts).toEqual(['x=1']);
  });
});

describe('changeFlow', () => {
  it('keeps what was said in this turn and takes back what earlier turns left', () => {
    const lead = play({
      bot: start,
      flows: {
        A: `
          - { key: a, kind: sendMessage, messages: [{ text: now }, { text: earlier, pauseBefore: 1h }], finish: waiting, next: b }
          - { key: b, kind: sendMessage, messages: [{ text: said, pauseBefore: 5s }], next: c }
          - { key: c, kind: changeFlow, to: B/b }
        `,
        B: '[{ key: b, kind: sendMessage, messages: [{ text: arrived }], finish: waiting, stay: true }]',
      },
    });
    lead.starts();
    const turn = lead.writes();
    expect(lead.state).toMatchObject({ step: 'B/b', status: 'waiting', texts: ['now', 'said', 'arrived'] });
    expect(turn.entries.filter((entry) => entry.kind === 'move')).toMatchObject([
      { to: 'A/b', by: 'flow' },
      { to: 'A/c', by: 'flow' },
      { from: 'A/c', to: 'B/b', by: 'changeFlow' },
    ]);
    // The new flow does not overtake what the old one said in the same turn.
    const [said, arrived] = lead.said.filter((one) => ['said', 'arrived'].includes(one.text));
    expect(Date.parse(arrived?.at ?? '')).toBeGreaterThanOrEqual(Date.parse(said?.at ?? ''));
  });
});

describe('customDelay', () => {
  const waits = (shape: string, at: string, timezone = 'Europe/Moscow') => {
    const lead = play({
      at,
      bot: { ...start, timezone },
      flows: {
        A: `[{ key: a, kind: customDelay, ${shape}, next: b }, { key: b, kind: sendMessage, messages: [{ text: woke }] }]`,
      },
    });
    lead.starts();
    expect(lead.texts).toEqual([]);
    const [timer] = lead.dialog.state.timers;
    expect(timer?.name).toBe('step');
    lead.now = timer?.at ?? 0;
    lead.take({ kind: 'timer', at: lead.now, dialogId: '7' });
    expect(lead.texts).toEqual(['woke']);
    return new Date(timer?.at ?? 0).toISOString();
  };

  it.each([
    // 10 March 2024 is a Sunday; Moscow is three hours ahead of UTC.
    ['for: 90m', '2024-03-10T10:00:00Z', '2024-03-10T11:30:00.000Z'],
    ['until: "15:30"', '2024-03-10T12:00:00Z', '2024-03-10T12:30:00.000Z'],
    ['until: "15:30"', '2024-03-10T12:30:00Z', '2024-03-11T12:30:00.000Z'],
    ['until: "15:30"', '2024-03-10T20:59:00Z', '2024-03-11T12:30:00.000Z'],
    ['until: "00:00"', '2024-03-10T20:59:59Z', '2024-03-10T21:00:00.000Z'],
    ['until: "15:30", days: [mon, tue]', '2024-03-10T12:00:00Z', '2024-03-11T12:30:00.000Z'],
    ['until: "15:30", days: [sun]', '2024-03-10T12:00:00Z', '2024-03-10T12:30:00.000Z'],
    ['until: "15:30", days: [sun]', '2024-03-10T12:31:00Z', '2024-03-17T12:30:00.000Z'],
    ['until: "01:00", days: [mon]', '2024-03-10T21:30:00Z', '2024-03-10T22:00:00.000Z'],
  ])('%s from %s wakes at %s', (shape, at, expected) => {
    expect(waits(shape, at)).toBe(expected);
  });

  it.each([
    // Berlin: on 31 March 2024 at 02:00 the clock jumps to 03:00, on 27 October at 03:00 back to 02:00.
    ['until: "09:00"', '2024-03-30T09:00:00Z', '2024-03-31T07:00:00.000Z'],
    ['until: "02:30"', '2024-03-30T09:00:00Z', '2024-03-31T01:30:00.000Z'],
    ['until: "02:30"', '2024-10-26T09:00:00Z', '2024-10-27T00:30:00.000Z'],
    ['until: "09:00"', '2024-10-26T09:00:00Z', '2024-10-27T08:00:00.000Z'],
    ['for: 24h', '2024-03-30T09:00:00Z', '2024-03-31T09:00:00.000Z'],
  ])('keeps to the wall clock over summer time: %s from %s wakes at %s', (shape, at, expected) => {
    expect(waits(shape, at, 'Europe/Berlin')).toBe(expected);
  });

  it('is not cut short by what the lead writes', () => {
    const lead = play({
      bot: start,
      flows: {
        A: '[{ key: a, kind: customDelay, for: 1h, next: b }, { key: b, kind: sendMessage, messages: [{ text: b }] }]',
      },
    });
    lead.starts();
    lead.writes('faster!');
    lead.passes('59m');
    expect(lead.texts).toEqual([]);
    lead.passes('1m');
    expect(lead.texts).toEqual(['b']);
  });

  it('chains play one after the other, each from the end of the one before', () => {
    const lead = play({
      bot: start,
      flows: {
        A: `
          - { key: a, kind: customDelay, for: 1h, next: b }
          - { key: b, kind: sendMessage, messages: [{ text: one }], delay: 30m, next: c }
          - { key: c, kind: customDelay, for: 1d, next: d }
          - { key: d, kind: sendMessage, messages: [{ text: two }] }
        `,
      },
    });
    lead.starts();
    lead.passes('3d');
    expect(lead.said.map(({ text, at }) => [text, at])).toEqual([
      ['one', '2024-03-10T13:00:00.000Z'],
      ['two', '2024-03-11T13:30:00.000Z'],
    ]);
  });
});

describe('sendWebhook', () => {
  const hook = (more: string) => ({
    A: `
      - { key: a, kind: sendWebhook, url: "https://x.example/{chatId}?n={name}", ${more}next: b }
      - { key: b, kind: sendMessage, messages: [{ text: next }] }
      - { key: ok, kind: sendMessage, messages: [{ text: "ok {{fields.balance}}" }] }
      - { key: failed, kind: sendMessage, messages: [{ text: failed }] }
    `,
  });
  const begun = (more: string) => {
    const lead = play({ bot: start, fields: [{ key: 'balance', type: 'number' }], flows: hook(more) });
    lead.starts();
    return lead;
  };

  it('by default is a GET that nobody waits for', () => {
    const lead = begun('');
    expect(lead.calls).toMatchObject([
      { method: 'GET', url: 'https://x.example/1227280?n=Ann', body: '', wait: false, secretOfStep: null },
    ]);
    expect(lead.texts).toEqual(['next']);
  });

  it('that waits goes on with the answer: to its branch, or to its next step where none is drawn', () => {
    const both = 'wait: true, ok: ok, failed: failed, save: { balance: $.b }, ';
    const good = begun(both);
    expect(good.state).toMatchObject({ step: 'A/a', status: 'auto', texts: [] });
    good.answers(true, { balance: '12.5' });
    expect(good.texts).toEqual(['ok 12.5']);
    expect(good.dialog.fields).toEqual({ balance: 12.5 });
    const bad = begun(both);
    bad.answers(false);
    expect(bad.state).toMatchObject({ step: 'A/failed', texts: ['failed'] });
    const plain = begun('wait: true, ');
    plain.answers(false);
    expect(plain.texts).toEqual(['next']);
  });

  it('keeps values of the answer that fit, and warns of the others', () => {
    const lead = begun('wait: true, save: { balance: $.b, other: $.o }, ');
    lead.answers(true, { balance: 'much', other: 'x' });
    expect(lead.dialog.fields).toEqual({ other: 'x' });
    expect(lead.warnings).toContain('badFieldValue');
    expect(lead.texts).toEqual(['next']);
  });

  it('saves a late answer to a call that nobody waited for, and moves nobody', () => {
    const lead = begun('save: { balance: $.b }, ');
    lead.answers(true, { balance: '1' }, 1);
    expect(lead.dialog.fields).toEqual({ balance: 1 });
    expect(lead.texts).toEqual(['next']);
  });

  it('the late answer of an older visit moves nobody', () => {
    const lead = begun('wait: true, ok: ok, ');
    const visit = lead.dialog.state.visit;
    lead.updateDialog({ move: { flow: 'A', step: 'a' } });
    expect(lead.calls).toHaveLength(2);
    lead.answers(true, {}, visit);
    expect(lead.state).toMatchObject({ step: 'A/a', texts: [] });
    lead.answers(true);
    expect(lead.step).toBe('A/ok');
  });

  it('an answer that comes while a person leads waits for the person', () => {
    const lead = begun('wait: true, ok: ok, ');
    lead.updateDialog({ status: 'manual' });
    lead.answers(true);
    expect(lead.texts).toEqual([]);
    lead.updateDialog({ status: 'auto' });
    expect(lead.texts).toEqual(['next']);
  });

  it('fills JSON, form and plain text each in its own way', () => {
    const body = (headers: string, text: string) => {
      const lead = play({
        bot: start,
        flows: {
          A: `
            - key: s
              kind: setFields
              fields: { q: 'a "b" & c' }
              next: a
            - key: a
              kind: sendWebhook
              method: POST
              url: "https://x.example/"
              headers: { ${headers} }
              body: '${text}'
          `,
        },
      });
      lead.starts();
      lead.updateDialog({ move: { flow: 'A', step: 's' } });
      return lead.calls.at(-1)?.body;
    };
    expect(body('', '{"q": "{q}", "id": {chatId}}')).toBe('{"q": "a \\"b\\" & c", "id": 1227280}');
    expect(body('Content-Type: application/json', '{"q": "{fields.q}"}')).toBe('{"q": "a \\"b\\" & c"}');
    expect(body('content-type: application/x-www-form-urlencoded', 'q={q}&x=1')).toMatch(
      /^q=a(%20|\+)%22b%22(%20|\+)%26(%20|\+)c&x=1$/,
    );
    expect(body('content-type: text/plain', 'q={q}')).toBe('q=a "b" & c');
    expect(body('', 'q={q}')).toBe('q=a "b" & c');
  });

  it('a URL that comes to nothing is a failed call, and headers take no line break', () => {
    const lead = play({
      bot: start,
      flows: {
        A: `
          - { key: a, kind: sendWebhook, url: "{variables.none}", wait: true, failed: failed, next: b }
          - { key: failed, kind: sendWebhook, url: "https://x.example", headers: { x: "{name}" } }
          - { key: b, kind: sendMessage, messages: [{ text: b }] }
        `,
      },
    });
    lead.dialog.name = 'Ann\r\nevil: 1';
    lead.starts();
    expect(lead.step).toBe('A/failed');
    expect(lead.warnings).toContain('webhookUrl');
    expect(lead.calls).toHaveLength(1);
    expect(lead.calls[0]?.headers.x).not.toMatch(/[\r\n]/);
  });
});

describe('sendTrackerEvent', () => {
  const flows = {
    A: `
      - { key: a, kind: sendTrackerEvent, event: registration, cost: "1,50", currency: eur, next: b }
      - { key: b, kind: sendMessage, messages: [{ text: "after {{event.name}} {{event.cost}}" }] }
      - { key: paid, kind: sendTrackerEvent, event: sale, cost: "{{fields.sum}}", tid: "t-{{chatId}}", next: b }
    `,
    R: '[{ key: r, kind: sendMessage, messages: [{ text: ruled }], finish: waiting, stay: true }]',
  };

  it('records the event as a postback would, and fires the rule', () => {
    const lead = play({ start: 'A/a', flows, rules: [{ on: 'registration', move: 'R/r' }] });
    const turn = lead.starts();
    expect(turn.events.map(({ event }) => event)).toMatchObject([
      { name: 'registration', ordinal: 1, cost: '1.50', currency: 'EUR', tid: null },
    ]);
    expect(lead.state).toMatchObject({ step: 'R/r', texts: ['ruled'] });
    lead.updateDialog({ move: { flow: 'A', step: 'a' } });
    // A repeat counts once and fires nothing: the flow goes on.
    expect(lead.texts).toEqual(['ruled', 'after registration 1.50']);
    expect(lead.dialog.state.counts).toEqual({ registration: 1 });
  });

  it('tells repeats apart by the transaction id it names', () => {
    const lead = play({ start: 'A/b', flows, rules: [] });
    lead.starts();
    lead.updateDialog({ fields: { sum: 'much' }, move: { flow: 'A', step: 'paid' } });
    expect(lead.warnings).toContain('badAmount');
    lead.updateDialog({ fields: { sum: '5' }, move: { flow: 'A', step: 'paid' } });
    expect(lead.dialog.state).toMatchObject({ counts: { sale: 1 }, balance: {} });
    // The same deposit, reported by the network as well.
    expect(lead.postback({ event: 'sale', tid: 't-1227280', cost: '5' }).outcome).toBe('duplicate');
    expect(lead.postback({ event: 'sale', tid: 't-2', cost: '5' }).outcome).toBe('applied');
    expect(lead.dialog.state.counts).toEqual({ sale: 1, resale: 1 });
  });

  it('goes round in no circle by its own rule', () => {
    const lead = play({
      start: 'A/a',
      flows: { A: '[{ key: a, kind: sendTrackerEvent, event: again, next: a }]' },
      rules: [{ on: 'again', move: 'A/a' }],
    });
    const turn = lead.starts();
    expect(turn.outcome).toBe('failed');
    expect(lead.state).toMatchObject({ status: 'error', warnings: ['circle'] });
  });

  it('takes no name that every object inherits', () => {
    for (const event of ['constructor', '__proto__', 'sale#2', '"\\0"']) {
      const flows = { A: `[{ key: a, kind: sendTrackerEvent, event: ${event} }]` };
      expect(() => play({ flows })).toThrow('expected an event name');
    }
  });
});

/** What the lead does: first contact, quick messages, what had waited for it. */
import { describe, expect, it } from 'vitest';
import { play } from '../../test/support/play.ts';

const flows = {
  A: `
    - { key: a, kind: sendMessage, messages: [{ text: "Hello {{fields.ref}}" }], finish: waiting, next: b }
    - { key: b, kind: sendMessage, messages: [{ text: b }], finish: waiting, next: c }
    - { key: c, kind: sendMessage, messages: [{ text: c }], finish: waiting, stay: true }
  `,
  B: '[{ key: b, kind: sendMessage, messages: [{ text: B }], finish: waiting, stay: true }]',
};

describe('the first contact', () => {
  it("enters the campaign's start step, else the bot's, else stays start", () => {
    const tracked = play({ flows, bot: { start: 'A/a' }, start: 'B/b', rules: [] });
    const turn = tracked.starts();
    expect(tracked.state).toMatchObject({ step: 'B/b', texts: ['B'] });
    expect(tracked.dialog).toMatchObject({
      clickid: 'test123',
      tracker: { ad_name: 'test', clickid: 'test123' },
    });
    expect(turn.entries.map((entry) => entry.kind)).toEqual([
      'signal',
      'received',
      'campaign',
      'move',
      'status',
      'sent',
      'status',
      'wait',
    ]);
    const organic = play({ flows, bot: { start: 'A/a' } });
    organic.starts();
    expect(organic.state).toMatchObject({ step: 'A/a' });
    expect(organic.dialog).toMatchObject({ clickid: null, tracker: {} });
    const nowhere = play({ flows });
    nowhere.writes();
    expect(nowhere.state).toMatchObject({ step: null, status: 'start', texts: [] });
  });

  it('applies what was kept, in order, before the start step', () => {
    const lead = play({ flows, start: 'A/a', rules: [] });
    const kept = [
      { request: '3', signal: lead.webhookSignal({ fields: { ref: '1' } }) },
      { request: '4', signal: lead.webhookSignal({ fields: { ref: '2' }, addTags: ['x'] }) },
    ];
    const turn = lead.starts({ kept });
    expect(lead.state).toMatchObject({ step: 'A/a', texts: ['Hello 2'] });
    expect(lead.dialog.tags).toEqual(['x']);
    expect(turn.kept).toEqual([
      { request: '3', outcome: 'applied' },
      { request: '4', outcome: 'applied' },
    ]);
    expect(turn.entries.flatMap((entry) => (entry.kind === 'signal' ? [entry.request] : []))).toEqual([
      undefined,
      '3',
      '4',
    ]);
  });

  it('a kept move goes over the start step', () => {
    const lead = play({ flows, start: 'A/a', rules: [{ on: 'registration', move: 'B/b' }] });
    const kept = [{ request: '3', signal: lead.arrival({ event: 'registration', fields: { ref: '1' } }) }];
    lead.starts({ kept });
    expect(lead.state).toMatchObject({ step: 'B/b', texts: ['B'] });
    expect(lead.dialog.state.counts).toEqual({ registration: 1 });
  });

  it('of two kept moves only the last one is heard', () => {
    const lead = play({ flows, start: 'A/a', rules: [] });
    const kept = [
      { request: '3', signal: lead.webhookSignal({ move: { flow: 'A', step: 'c' } }) },
      { request: '4', signal: lead.webhookSignal({ move: { flow: 'B', step: 'b' } }) },
    ];
    const turn = lead.starts({ kept });
    expect(lead.state).toMatchObject({ step: 'B/b', texts: ['B'] });
    expect(turn.effects.filter((effect) => effect.kind === 'message')).toMatchObject([
      { text: 'c', cancelled: true },
      { text: 'B' },
    ]);
  });

  it.each([
    ['auto', 'waiting', ['Hello ']],
    ['waiting', 'waiting', ['Hello ']],
    ['manual', 'manual', []],
    ['blocked', 'blocked', []],
    ['stopped', 'stopped', []],
  ] as const)('a kept status %s holds on the start step', (named, status, texts) => {
    const lead = play({ flows, start: 'A/a', rules: [] });
    lead.starts({ kept: [{ request: '3', signal: lead.webhookSignal({ status: named }) }] });
    expect(lead.state).toMatchObject({ step: 'A/a', status, texts: [...texts] });
  });

  it('a kept status finished leaves the lead alone', () => {
    const lead = play({ flows, start: 'A/a', rules: [] });
    lead.starts({ kept: [{ request: '3', signal: lead.webhookSignal({ status: 'finished' }) }] });
    expect(lead.state).toMatchObject({ step: null, status: 'finished', texts: [] });
  });

  it('a kept repeat is a duplicate, and the start goes on all the same', () => {
    const lead = play({ flows, start: 'A/a', rules: [] });
    const arrival = lead.arrival({ event: 'sale', tid: '1', cost: '20' });
    const turn = lead.starts({
      kept: [
        { request: '3', signal: arrival },
        { request: '4', signal: arrival },
      ],
    });
    expect(turn.kept.map((one) => one.outcome)).toEqual(['applied', 'duplicate']);
    expect(turn.outcome).toBe('applied');
    expect(lead.dialog.state.balance).toEqual({ USD: '20' });
  });

  it('kept byte-identical requests count by when they came, not by when they are applied', () => {
    const lead = play({ flows, start: 'A/a', rules: [] });
    const arrival = lead.arrival({ event: 'resale', cost: '20', bytes: 'same' });
    const hourLater = { ...arrival, at: arrival.at + 3_600_000 };
    const again = { ...arrival, at: arrival.at + 3_601_000 };
    lead.passes('1d');
    const turn = lead.starts({
      kept: [arrival, hourLater, again].map((signal, n) => ({ request: String(n), signal })),
    });
    expect(turn.kept.map((one) => one.outcome)).toEqual(['applied', 'applied', 'duplicate']);
    expect(lead.dialog.state.counts).toEqual({ resale: 2 });
  });

  it('keeps names that the channel tells later', () => {
    const lead = play({ flows });
    lead.dialog.name = '';
    lead.starts();
    lead.dialog.name = 'Ann Lee';
    lead.writes();
    expect(lead.dialog).toMatchObject({ name: 'Ann Lee', username: 'ann' });
  });
});

describe('a second click', () => {
  it('leaves the first one as the source', () => {
    const lead = play({ flows, start: 'A/a', rules: [] });
    lead.starts();
    const [campaignId = ''] = lead.script.campaigns.keys();
    lead.starts({ attribution: { campaignId, clickid: 'other', tracker: { ad_name: 'x' } } });
    expect(lead.dialog).toMatchObject({ clickid: 'test123', tracker: { ad_name: 'test' } });
    expect(lead.warnings).toContain('secondClick');
  });
});

describe('the response delay', () => {
  it('merges quick messages into one turn, from the last of them on', () => {
    const lead = play({ flows, bot: { start: 'A/a', delays: { response: '5s' } } });
    lead.starts();
    lead.writes('one');
    lead.passes('4s');
    lead.writes('two');
    lead.passes('4s');
    lead.writes('three');
    lead.passes('4s');
    expect(lead.state).toMatchObject({ step: 'A/a', texts: ['Hello '] });
    lead.passes('1s');
    expect(lead.state).toMatchObject({ step: 'A/b', texts: ['Hello ', 'b'] });
    lead.passes('1h');
    expect(lead.step).toBe('A/b');
  });

  it('is forgotten when a move or a person comes in between', () => {
    for (const change of [{ move: { flow: 'B', step: 'b' } }, { status: 'manual' as const }]) {
      const lead = play({ flows, bot: { start: 'A/a', delays: { response: '5s' } } });
      lead.starts();
      lead.writes();
      lead.updateDialog(change);
      lead.passes('1h');
      expect(lead.texts).not.toContain('b');
    }
  });
});

describe('the message delay', () => {
  it("counts from the lead's last message", () => {
    const lead = play({
      flows,
      bot: { start: 'A/a', delays: { message: '10s', response: '4s' } },
    });
    lead.starts();
    lead.passes('1m');
    lead.writes('one');
    lead.passes('2s');
    lead.writes('two');
    lead.passes('1m');
    expect(lead.said.map(({ text, at }) => [text, at.slice(14, 19)])).toEqual([
      ['Hello ', '00:10'],
      // Written at 1:00 and 1:02; the quiet time ends at 1:06, the message is due at 1:12.
      ['b', '01:12'],
    ]);
    // Long after the lead's last message nothing is left to wait for.
    lead.updateDialog({ move: { flow: 'B', step: 'b' } });
    expect(lead.said.at(-1)?.at).toBe(new Date(lead.now).toISOString());
  });
});

describe('a timer', () => {
  it('that is not due does nothing', () => {
    const lead = play({ flows, bot: { start: 'A/a', delays: { response: '5s' } } });
    lead.starts();
    lead.writes();
    const turn = lead.take({ kind: 'timer', at: lead.now, dialogId: '7' });
    expect(turn).toMatchObject({ outcome: 'ignored', effects: [] });
    lead.passes('5s');
    expect(lead.step).toBe('A/b');
  });
});

describe('media', () => {
  it('counts as an answer of the lead and is kept as what it is', () => {
    const lead = play({ flows, bot: { start: 'A/a' } });
    lead.starts();
    const { botId, chatId, name, username } = lead.dialog;
    const turn = lead.take({
      kind: 'update',
      at: lead.now,
      botId,
      chatId,
      name,
      username,
      action: { did: 'sentMedia', media: 'voice' },
    });
    expect(turn.received).toEqual([{ kind: 'voice', text: '' }]);
    expect(lead.step).toBe('A/b');
  });
});

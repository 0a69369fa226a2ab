/** Events, money and auto actions (product rules on postbacks and auto actions). */
import { describe, expect, it } from 'vitest';
import { play, type Sent } from '../../test/support/play.ts';
import type { AutoAction } from '../campaign/campaign.ts';

const say = (key: string) =>
  `{ key: ${key}, kind: sendMessage, messages: [{ text: ${key} }], finish: waiting, stay: true }`;
const flows = {
  W: `[${say('hello')}]`,
  FD: `[${say('REG')}]`,
  RD: `[${say('FD')}, ${say('second')}, ${say('vip')}, ${say('withdrawal')}]`,
};

const seedRules: AutoAction[] = [
  { on: 'registration', move: 'FD/REG', status: 'auto' },
  { on: 'sale', move: 'RD/FD', status: 'auto' },
  { on: 'resale', move: 'RD/second', status: 'auto' },
  { on: 'resale#3', move: 'RD/vip', status: 'auto' },
  { on: 'withdrawal', move: 'RD/withdrawal', status: 'auto' },
];

function lead(rules: readonly AutoAction[] = seedRules) {
  const one = play({ flows, rules, start: 'W/hello' });
  one.starts();
  return one;
}

const outcomes = (rules: readonly AutoAction[], ...sent: Sent[]) => {
  const one = lead(rules);
  return sent.map((each) => one.postback(each).outcome);
};

describe('event identity', () => {
  it('with tid: a repeat changes nothing, for ever', () => {
    const one = lead();
    one.postback({ event: 'deposit', tid: '5', cost: '20', fields: { n: '1' } });
    one.passes('366d');
    const again = one.postback({ event: 'deposit', tid: '5', cost: '99', fields: { n: '2' } });
    expect(again).toMatchObject({ outcome: 'duplicate', events: [], effects: [] });
    expect(one.dialog.fields).toEqual({ n: '1' });
    expect(one.dialog.state).toMatchObject({ counts: { deposit: 1 }, balance: { USD: '20' } });
    // The event's name is part of the identity.
    expect(one.postback({ event: 'withdrawal', tid: '5', cost: '-10' }).outcome).toBe('applied');
  });

  it('without tid: registration and sale once a lead, whatever else they say', () => {
    const repeated = (event: string) => [
      { event, bytes: '1' },
      { event, bytes: '2', cost: '5' },
    ];
    expect(outcomes(seedRules, ...repeated('registration'))).toEqual(['applied', 'duplicate']);
    expect(outcomes(seedRules, ...repeated('sale'))).toEqual(['applied', 'duplicate']);
    expect(outcomes(seedRules, ...repeated('withdrawal'))).toEqual(['applied', 'applied']);
    expect(outcomes(seedRules, ...repeated('resale'))).toEqual(['applied', 'applied']);
  });

  it('a sale without tid after one with a tid is a repeat, and the other way round a repeat deposit', () => {
    expect(outcomes([], { event: 'sale', tid: '1' }, { event: 'sale' })).toEqual(['applied', 'duplicate']);
    const one = lead();
    one.postback({ event: 'sale' });
    const second = one.postback({ event: 'sale', tid: '1' });
    expect(second.events[0]?.event).toMatchObject({ name: 'resale', receivedName: 'sale', ordinal: 1 });
  });

  it('other events count each request but a byte-identical one within the repeat window', () => {
    const one = lead();
    const same = { event: 'withdrawal', bytes: 'x' };
    expect(one.postback(same).outcome).toBe('applied');
    one.passes('9s');
    expect(one.postback(same)).toMatchObject({
      outcome: 'duplicate',
      reason: 'the same request came within 10 s',
    });
    expect(one.postback({ ...same, bytes: 'y' }).outcome).toBe('applied');
    one.passes('1s');
    expect(one.postback(same).outcome).toBe('applied');
    expect(one.postback({ ...same, repeatWindowMs: 0 }).outcome).toBe('applied');
    expect(one.dialog.state.counts.withdrawal).toBe(4);
  });

  it('is the same for an operator and a network', () => {
    const one = lead();
    one.operatorSends('sale', { tid: '1', cost: '5' });
    expect(one.postback({ event: 'sale', tid: '1', cost: '5' }).outcome).toBe('duplicate');
    expect(one.operatorSends('sale', { tid: '1' }).outcome).toBe('duplicate');
    expect(one.operatorSends('withdrawal').outcome).toBe('applied');
    expect(one.operatorSends('withdrawal').outcome).toBe('applied');
  });
});

describe('a sale with a new tid after a first sale', () => {
  it('is a resale; the received name is kept beside, and each counts once', () => {
    const one = lead();
    for (const tid of ['1', '2', '2', '3', '1', '4']) one.postback({ event: 'sale', tid, cost: '10' });
    const events = one.turns.flatMap((turn) => turn.events.map(({ event }) => event));
    expect(events.map(({ name, receivedName, ordinal, tid }) => [name, receivedName, ordinal, tid])).toEqual([
      ['sale', 'sale', 1, '1'],
      ['resale', 'sale', 1, '2'],
      ['resale', 'sale', 2, '3'],
      ['resale', 'sale', 3, '4'],
    ]);
    expect(one.dialog.state.balance).toEqual({ USD: '40' });
    expect(one.state).toMatchObject({ step: 'RD/vip' });
  });
});

describe('the balance', () => {
  it('is the exact sum per currency, and falls with a withdrawal', () => {
    const one = lead();
    for (const cost of ['0.1', '0.2', '20.00']) one.postback({ event: 'resale', cost });
    one.postback({ event: 'resale', cost: '5', currency: 'EUR' });
    one.postback({ event: 'withdrawal', cost: '-30' });
    one.postback({ event: 'level' });
    expect(one.dialog.state.balance).toEqual({ USD: '-9.70', EUR: '5' });
    expect(one.dialog.state.lastEvent).toEqual({ name: 'level', cost: null, currency: 'USD', tid: null });
  });
});

describe('fields of a postback', () => {
  it('are written before the rule moves: the new step already sees them', () => {
    const one = play({
      flows: {
        ...flows,
        X: '[{ key: x, kind: sendMessage, messages: [{ text: "{{fields.last_deposit}} {{event.cost}} {{event.currency}}" }] }]',
      },
      rules: [{ on: 'sale', move: 'X/x' }],
      start: 'W/hello',
    });
    one.starts();
    const turn = one.postback({ event: 'sale', cost: '20', currency: 'EUR', fields: { last_deposit: '20' } });
    expect(one.texts).toEqual(['hello', '20 20 EUR']);
    expect(turn.newFields).toEqual(['last_deposit']);
  });

  it('come without an event as well, and an empty request is ignored', () => {
    const one = lead();
    expect(one.postback({ fields: { user_id: '7' } })).toMatchObject({ outcome: 'applied', events: [] });
    expect(one.dialog.fields).toEqual({ user_id: '7' });
    expect(one.postback({})).toMatchObject({ outcome: 'ignored' });
  });

  it('that do not fit are not written, the rest is; an empty value empties', () => {
    const one = play({ flows, fields: [{ key: 'age', type: 'number' }], rules: [], start: 'W/hello' });
    one.starts();
    one.postback({ event: 'x', fields: { age: '7', city: 'Rio' } });
    const turn = one.postback({ event: 'x', fields: { age: 'seven', city: '', __proto__x: '1' } });
    expect(one.dialog.fields).toEqual({ age: 7, __proto__x: '1' });
    expect(turn).toMatchObject({ outcome: 'applied' });
    expect(one.warnings).toEqual(['badFieldValue']);
  });

  it('with keys of the prototype or beyond 200 fields are left out with a warning', () => {
    const fields = Array.from({ length: 199 }, (_, n) => ({ key: `f${n}`, type: 'text' }));
    const one = play({ flows, fields, rules: [], start: 'W/hello' });
    one.starts();
    const hostile = JSON.parse('{"__proto__":"1","constructor":"2","a b":"3","new1":"4","new2":"5"}');
    const turn = one.postback({ event: 'x', fields: hostile });
    expect(turn.newFields).toEqual(['new1']);
    expect(one.dialog.fields).toEqual({ new1: '4' });
    expect(one.warnings).toHaveLength(4);
    expect({}.constructor).toBe(Object);
  });
});

describe('an auto action', () => {
  it("name#N fires on the lead's N-th accepted event, before name; duplicates do not count", () => {
    const one = lead();
    const steps = ['1', '2', '2', '3', '4', '5'].map((tid) => {
      one.postback({ event: 'resale', tid });
      return one.step;
    });
    expect(steps).toEqual(
      ['RD/second', 'RD/second', 'RD/second', 'RD/vip', 'RD/second', 'RD/second'].map((s, n) =>
        // tids 1, 2, 2 again, 3: the third accepted one is tid 3.
        n === 3 ? 'RD/vip' : s,
      ),
    );
    expect(
      one.turns.flatMap((turn) => turn.entries.filter((entry) => entry.kind === 'rule')).map((e) => e.on),
    ).toEqual(['resale', 'resale', 'resale#3', 'resale', 'resale']);
  });

  it('works for any event name and for the first of a kind', () => {
    const one = lead([
      { on: 'Level Up', move: 'RD/second' },
      { on: 'Level Up#1', move: 'RD/vip' },
    ]);
    one.postback({ event: 'Level Up' });
    expect(one.step).toBe('RD/vip');
    one.postback({ event: 'Level Up' });
    expect(one.step).toBe('RD/second');
    one.postback({ event: 'level up' });
    expect(one.turns.at(-1)?.entries.some((entry) => entry.kind === 'rule')).toBe(false);
  });

  it('fires alike for a postback, an operator and once per event', () => {
    const one = lead();
    one.operatorSends('registration');
    expect(one.state).toMatchObject({ step: 'FD/REG', texts: ['hello', 'REG'] });
    expect(one.postback({ event: 'registration' }).outcome).toBe('duplicate');
    expect(one.texts).toEqual(['hello', 'REG']);
  });

  it('in a manual dialog applies the status it names, and only sets the step when it names none', () => {
    const takes = lead();
    takes.updateDialog({ status: 'manual' });
    takes.postback({ event: 'sale' });
    expect(takes.state).toMatchObject({ step: 'RD/FD', status: 'waiting', texts: ['hello', 'FD'] });
    const leaves = lead([{ on: 'sale', move: 'RD/FD' }]);
    leaves.updateDialog({ status: 'manual' });
    leaves.postback({ event: 'sale' });
    expect(leaves.state).toMatchObject({ step: 'RD/FD', status: 'manual', texts: ['hello'] });
  });

  it('that respects the operator only records in a manual dialog', () => {
    const one = lead([{ on: 'sale', move: 'RD/FD', status: 'auto', respectOperator: true }]);
    one.updateDialog({ status: 'manual' });
    const turn = one.postback({ event: 'sale', cost: '20', fields: { n: '1' } });
    expect(one.state).toMatchObject({ step: 'W/hello', status: 'manual', texts: ['hello'] });
    expect(one.dialog).toMatchObject({ fields: { n: '1' }, state: { counts: { sale: 1 } } });
    expect(turn.entries.map((entry) => entry.kind)).toContain('rule');
    one.updateDialog({ status: 'auto' });
    one.postback({ event: 'sale', tid: '2' });
    expect(one.step).toBe('W/hello');
  });

  it('may only name a status, and a rule without either only shows', () => {
    const one = lead([{ on: 'sale', status: 'manual' }, { on: 'x' }]);
    one.postback({ event: 'x' });
    expect(one.state).toMatchObject({ step: 'W/hello', status: 'waiting' });
    one.postback({ event: 'sale' });
    expect(one.state).toMatchObject({ step: 'W/hello', status: 'manual' });
  });

  it('of a lead without a campaign does not fire', () => {
    const one = play({ flows, bot: { start: 'W/hello' } });
    one.starts();
    one.operatorSends('sale', { cost: '5' });
    expect(one.state).toMatchObject({ step: 'W/hello' });
    expect(one.dialog.state).toMatchObject({ counts: { sale: 1 }, balance: { USD: '5' } });
  });

  it('that leads to a step that is gone still sets its status and says so', () => {
    const one = lead([{ on: 'sale', move: 'RD/gone', status: 'manual' }]);
    one.postback({ event: 'sale' });
    expect(one.state).toMatchObject({ step: 'W/hello', status: 'manual', warnings: ['missingStep'] });
  });
});

describe('names of events without end', () => {
  it('never crowd out a registration or a deposit', () => {
    const lead = play({ start: 'A/a', rules: [{ on: 'sale', move: 'A/paid' }], flows: crowded });
    lead.starts();
    for (let n = 0; n < 250; n += 1) lead.postback({ event: `e${n}`, tid: String(n) });
    lead.postback({ event: 'sale', tid: 'a', cost: '5' });
    lead.postback({ event: 'sale', tid: 'b', cost: '5' });
    expect(lead.texts).toEqual(['a', 'paid']);
    expect(lead.dialog.state.counts).toMatchObject({ sale: 1, resale: 1 });
  });

  it('are recorded, and counted up to a bound', () => {
    const story = play({ start: 'A/a', flows: { A: '- { key: a, kind: changeTags }' } });
    story.starts();
    for (let n = 0; n < 210; n += 1) story.postback({ event: `e${n}`, cost: '1' });
    expect(Object.keys(story.dialog.state.counts)).toHaveLength(200);
    expect(story.turns.flatMap((turn) => turn.events)).toHaveLength(210);
    expect(story.dialog.state.balance).toEqual({ USD: '210' });
    expect(story.warnings.filter((code) => code === 'tooManyEvents')).toHaveLength(10);
  });
});

const crowded = {
  A: `
    - { key: a, kind: sendMessage, messages: [{ text: a }], finish: waiting }
    - { key: paid, kind: sendMessage, messages: [{ text: paid }], finish: waiting }`,
};

describe('a conversion that is rejected or reversed', () => {
  const drawn = {
    start: 'A/a',
    rules: [],
    flows: { A: '- { key: a, kind: sendMessage, messages: [{ text: a }] }' },
  };
  const begun = () => {
    const story = play(drawn);
    story.starts();
    return story;
  };
  const rejected = { event: 'rejected', standing: 'reversed' } as const;

  it('takes the amount of its transaction back, once, and says of what', () => {
    const story = begun();
    story.postback({ event: 'sale', cost: '20.50', currency: 'EUR', tid: 'a' });
    story.postback({ event: 'sale', cost: '30', currency: 'EUR', tid: 'b' });
    const turn = story.postback({ ...rejected, cost: '0', tid: 'a' });
    expect(story.dialog.state.balance).toEqual({ EUR: '30.00' });
    expect(turn.entries).toContainEqual({
      ...{ kind: 'takenBack', event: 'sale#1', cost: '-20.50', currency: 'EUR', tid: 'a' },
    });
    expect(turn.events[0]).toMatchObject({ reverses: 'sale#1', event: { cost: '-20.50', name: 'rejected' } });
    expect(story.postback({ ...rejected, tid: 'a' }).outcome).toBe('duplicate');
    story.postback({ event: 'chargeback', standing: 'reversed', tid: 'a' });
    expect(story.dialog.state.balance).toEqual({ EUR: '30.00' });
    expect(story.warnings).toEqual(['nothingToTakeBack']);
  });

  it('without a transaction takes the latest deposit back, of the amount that it names', () => {
    const story = begun();
    story.postback({ event: 'sale', cost: '20', tid: '1' });
    story.postback({ event: 'sale', cost: '30', tid: '2' });
    story.postback({ ...rejected, cost: '20' });
    expect(story.dialog.state.balance).toEqual({ USD: '30' });
    story.postback(rejected);
    expect(story.dialog.state.balance).toEqual({ USD: '0' });
    story.postback(rejected);
    expect(story.dialog.state.balance).toEqual({ USD: '0' });
  });

  it('that nobody knows moves no money, and is counted as an event all the same', () => {
    const story = begun();
    const turn = story.postback({ ...rejected, cost: '99', tid: 'x' });
    expect(story.dialog.state.balance).toEqual({});
    expect(turn.events[0]).toMatchObject({ reverses: null, event: { cost: null } });
    expect(story.warnings).toEqual(['nothingToTakeBack']);
  });

  it('is the lead’s last word: a sale that comes after its rejection counts until it is rejected again', () => {
    const story = begun();
    story.postback({ ...rejected, tid: 'a' });
    story.postback({ event: 'sale', cost: '20', tid: 'a' });
    expect(story.dialog.state.balance).toEqual({ USD: '20' });
    const again = story.postback({ ...rejected, tid: 'a' });
    expect([again.outcome, story.dialog.state.balance]).toEqual(['applied', { USD: '0' }]);
    expect(again.events[0]).toMatchObject({ identity: null, reverses: 'sale#1' });
    expect(story.postback({ ...rejected, tid: 'a' }).outcome).toBe('duplicate');
    expect(story.dialog.state.balance).toEqual({ USD: '0' });
  });

  it('takes back what is left after a refund of the same transaction, and never the refund itself', () => {
    const whole = begun();
    whole.postback({ event: 'sale', cost: '20', tid: 'a' });
    whole.postback({ event: 'refund', cost: '-20', tid: 'a' });
    whole.postback({ ...rejected, tid: 'a' });
    expect(whole.dialog.state.balance).toEqual({ USD: '0' });
    const part = begun();
    part.postback({ event: 'sale', cost: '20', tid: 'a' });
    part.postback({ event: 'refund', cost: '-5', tid: 'a' });
    part.postback({ ...rejected, tid: 'a' });
    part.postback({ event: 'chargeback', standing: 'reversed', tid: 'a' });
    expect(part.dialog.state.balance).toEqual({ USD: '0' });
  });

  it('gives a withdrawal back that was rejected', () => {
    const story = begun();
    story.postback({ event: 'sale', cost: '20', tid: 'a' });
    story.postback({ event: 'withdrawal', cost: '-5', tid: 'w' });
    story.postback({ ...rejected, tid: 'w' });
    expect(story.dialog.state.balance).toEqual({ USD: '20' });
  });

  it('that is on hold is shown with its amount, which does not count', () => {
    const story = begun();
    const turn = story.postback({ event: 'hold', standing: 'held', cost: '20', tid: 'a' });
    expect(turn.events[0]?.event).toMatchObject({ cost: '20', standing: 'held' });
    expect(story.dialog.state.balance).toEqual({});
    story.postback({ event: 'sale', cost: '20', tid: 'a' });
    story.postback({ ...rejected, tid: 'a' });
    expect(story.dialog.state.balance).toEqual({ USD: '0' });
  });
});

/** Leads that come through a channel: greeted at its door, let in, counted when they join and when they talk. */
import { describe, expect, it } from 'vitest';
import { type Drawn, type Play, play } from '../../test/support/play.ts';
import type { TrackerSignal } from '../signal/signal.ts';
import type { Facts } from './dialogSignal.ts';

const campaignId = '00000000-0000-4000-8000-00000000000c';
const channelId = -1001234;
const attribution = { campaignId, clickid: 'test123', tracker: { ad_name: 'test' } };

const asks = (story: Play, extra: Partial<Facts> = { attribution }, link = 'test123') =>
  story.update({ did: 'askedToJoin', channelId, channelTitle: 'News', link, userId: 7 }, extra);

const drawn: Drawn = {
  start: 'A/start',
  channel: { chatId: channelId, greeting: 'A/greet' },
  rules: [
    { on: 'contact', when: 'tags = vip', move: 'A/vip' },
    { on: 'subscribe', status: 'manual' },
  ],
  flows: {
    A: `
      - { key: greet, kind: sendMessage, messages: [{ text: "Hi, {{tracker.clickid}}" }, { text: come in, pauseBefore: 10s }] }
      - { key: start, kind: sendMessage, messages: [{ text: start }], finish: waiting }
      - { key: vip, kind: sendMessage, messages: [{ text: vip }], finish: waiting }`,
  },
};

const approvals = (story: Play) =>
  story.turns.flatMap(({ effects }) => effects.filter((effect) => effect.kind === 'approveJoin'));

describe('somebody who asks to join', () => {
  it('is greeted, then let in, behind the last word of the greeting', () => {
    const story = play(drawn);
    const turn = asks(story);
    expect(story.texts).toEqual(['Hi, test123', 'come in']);
    expect(approvals(story)).toEqual([expect.objectContaining({ channelId, notBefore: story.now + 10_000 })]);
    expect(turn.entries.at(-1)).toEqual({
      ...{ kind: 'askedToJoin', channel: 'News' },
      letIn: new Date(story.now + 10_000).toISOString(),
    });
    expect([story.dialog.clickid, story.dialog.campaignId]).toEqual(['test123', campaignId]);
    expect(story.dialog.state.counts).toEqual({});
  });

  it('waits for no greeting that takes long: four minutes at most', () => {
    const greeting = (delay: string) => ({
      ...drawn,
      flows: {
        A: `
          - { key: greet, kind: customDelay, for: ${delay}, next: late }
          - { key: late, kind: sendMessage, messages: [{ text: late }], finish: waiting }`,
      },
    });
    const soon = play(greeting('1m'));
    asks(soon);
    expect(approvals(soon)).toEqual([expect.objectContaining({ notBefore: soon.now + 240_000 })]);
    soon.passes('2m');
    expect(soon.texts).toEqual(['late']);
    const never = play(greeting('1h'));
    asks(never);
    expect(approvals(never)).toEqual([expect.objectContaining({ notBefore: never.now })]);
    never.passes('2h');
    expect([never.texts, never.warnings]).toEqual([[], ['outsideWindow']]);
  });

  it('may be written to no longer once it is let in, until it has written itself', () => {
    const story = play(drawn);
    asks(story);
    story.passes('10s');
    expect(story.operatorWrites('now').outcome).toBe('applied');
    story.passes('1s');
    expect(story.operatorWrites('late').outcome).toBe('rejected');
  });

  it('is not greeted where something that was kept has moved it', () => {
    const story = play(drawn);
    const signal = story.webhookSignal({ move: { flow: 'A', step: 'vip' } });
    asks(story, { attribution, firstContact: true, kept: [{ request: '1', signal }] });
    expect([story.step, story.texts]).toEqual(['A/vip', ['vip']]);
    expect(approvals(story)).toHaveLength(1);
  });

  it('is let in by hand where the owner wants it so, and may be written to for five minutes', () => {
    const story = play({ ...drawn, channel: { chatId: channelId, greeting: 'A/greet', approve: false } });
    asks(story);
    expect(approvals(story)).toEqual([]);
    story.passes('5m');
    expect(story.operatorWrites('hello?').outcome).toBe('applied');
    story.passes('1s');
    expect(story.operatorWrites('hello??')).toMatchObject({
      outcome: 'rejected',
      reason: expect.stringContaining('asks to join'),
    });
    story.writes();
    story.passes('1h');
    expect(story.operatorWrites('hello!').outcome).toBe('applied');
  });

  it('and has written to the bot before may be written to at any time', () => {
    const story = play(drawn);
    story.starts({ attribution });
    asks(story);
    story.passes('1h');
    expect(story.operatorWrites('hello').outcome).toBe('applied');
  });

  it('by a link of nobody is greeted as the first campaign of the channel does, and is organic', () => {
    const story = play(drawn);
    asks(story, {}, '');
    expect([story.texts[0], story.dialog.campaignId]).toEqual(['Hi, ', null]);
    expect(approvals(story)).toHaveLength(1);
  });

  it('of a bot that only lets people in has the click for its greeting, and is counted elsewhere', () => {
    const story = play({ ...drawn, talks: false });
    const turn = asks(story, { attribution: { ...attribution, visiting: true } });
    expect(story.texts[0]).toBe('Hi, test123');
    expect(story.dialog).toMatchObject({
      ...{ clickid: null, campaignId: null },
      tracker: { clickid: 'test123', ad_name: 'test' },
    });
    expect(turn.entries).toContainEqual(expect.objectContaining({ kind: 'campaign', campaign: 'summer' }));
  });

  it('while a person leads the dialog is let in and told nothing', () => {
    const story = play(drawn);
    story.starts({ attribution });
    story.operatorChanges({ status: 'manual' });
    asks(story);
    expect([story.texts, story.step, story.status]).toEqual([['start'], 'A/greet', 'manual']);
    expect(approvals(story)).toHaveLength(1);
  });
});

describe('the first word to the bot that talks', () => {
  it('is the event contact, once, and fires its auto action', () => {
    const story = play(drawn);
    const turn = story.starts({ attribution });
    expect(turn.events.map(({ event }) => event)).toEqual([
      expect.objectContaining({ name: 'contact', ordinal: 1, cost: null, currency: 'USD' }),
    ]);
    expect(story.texts).toEqual(['start']);
    expect(story.writes().events).toEqual([]);
  });

  it('may be moved by it: the start step is not entered then', () => {
    const story = play({ ...drawn, rules: [{ on: 'contact', move: 'A/vip' }] });
    story.starts({ attribution });
    expect([story.texts, story.step]).toEqual([['vip'], 'A/vip']);
  });

  it('of somebody who was greeted at the door begins the flow, by /start or behind an ended greeting', () => {
    for (const say of ['start', 'write'] as const) {
      const story = play(drawn);
      asks(story);
      story.passes('1m');
      expect([story.status, story.dialog.state.counts]).toEqual(['finished', {}]);
      const turn = say === 'start' ? story.update({ did: 'start', payload: 'test123' }) : story.writes();
      expect(turn.events.map(({ event }) => event.name)).toEqual(['contact']);
      expect([story.texts, story.step]).toEqual([['Hi, test123', 'come in', 'start'], 'A/start']);
    }
  });

  it('is no answer to the step to which its auto action moves', () => {
    const story = play({
      ...drawn,
      rules: [{ on: 'contact', move: 'A/vip' }],
      flows: {
        A: `
          - { key: greet, kind: sendMessage, messages: [{ text: hi }], finish: waiting, next: start }
          - { key: start, kind: sendMessage, messages: [{ text: start }], finish: waiting }
          - { key: vip, kind: sendMessage, messages: [{ text: vip }], finish: waiting, next: start }`,
      },
    });
    asks(story);
    story.writes();
    expect([story.step, story.texts]).toEqual(['A/vip', ['hi', 'vip']]);
  });

  it('as /start leaves a greeting that waits', () => {
    const story = play({
      ...drawn,
      flows: {
        A: `
          - { key: greet, kind: sendMessage, messages: [{ text: hi }], finish: waiting, next: vip }
          - { key: start, kind: sendMessage, messages: [{ text: start }], finish: waiting, next: vip }
          - { key: vip, kind: sendMessage, messages: [{ text: vip }], finish: waiting }`,
      },
    });
    asks(story);
    story.update({ did: 'start', payload: 'test123' });
    expect(story.step).toBe('A/start');
    // From then on it is a lead like any.
    story.update({ did: 'start', payload: 'test123' });
    expect(story.step).toBe('A/vip');
  });

  it('is no pressed button: it opens no chat, and the first word after it begins the flow', () => {
    const story = play({
      ...drawn,
      flows: {
        A: `
          - { key: greet, kind: sendMessage, messages: [{ text: hi, buttons: [[{ text: more, goto: vip }]] }] }
          - { key: start, kind: sendMessage, messages: [{ text: start }], finish: waiting }
          - { key: vip, kind: sendMessage, messages: [{ text: vip }], finish: waiting }`,
      },
    });
    asks(story);
    story.passes('1m');
    const press = story.update({ did: 'pressed', button: 'A-greet:0:0:0' });
    expect([story.step, press.events, story.warnings]).toEqual(['A/vip', [], ['outsideWindow']]);
    expect(story.operatorWrites('hello?').outcome).toBe('rejected');
    const turn = story.update({ did: 'start', payload: 'test123' });
    expect(turn.events.map(({ event }) => event.name)).toEqual(['contact']);
    expect([story.step, story.texts]).toEqual(['A/start', ['hi', 'start']]);
  });

  it('of a lead of another campaign is no event', () => {
    const story = play({ start: 'A/start', flows: drawn.flows });
    expect(story.starts().events).toEqual([]);
  });
});

describe('what our own tracker saw', () => {
  const event = { name: 'subscribe', receivedName: 'subscribe', cost: null, currency: 'USD', tid: null };
  const joined = (clickid = 'test123'): TrackerSignal => ({
    ...{ kind: 'tracker', at: 1, botId: 'b0', campaignId, clickid },
    event,
  });

  it('is an event like any: its auto action fires, and it counts once a click', () => {
    const story = play(drawn);
    story.starts({ attribution });
    const first = story.take(joined());
    expect(first.events.map(({ event }) => event.name)).toEqual(['subscribe']);
    expect(first.entries).toContainEqual(expect.objectContaining({ kind: 'rule', on: 'subscribe' }));
    expect(story.status).toBe('manual');
    const again = story.take(joined());
    expect([again.outcome, again.events]).toEqual(['duplicate', []]);
    // By a later click of the same lead as well.
    expect(story.take(joined('second')).outcome).toBe('duplicate');
  });

  it('before the first word is kept and applied then, before the start step', () => {
    const story = play(drawn);
    const turn = story.starts({ attribution, kept: [{ request: '7', signal: joined() }] });
    expect(turn.events.map(({ event }) => event.name)).toEqual(['subscribe', 'contact']);
    expect(turn.kept).toEqual([{ request: '7', outcome: 'applied' }]);
    expect([story.status, story.texts]).toEqual(['manual', []]);
  });
});

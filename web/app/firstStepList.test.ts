import { describe, expect, it } from 'vitest';
import { type Existing, firstSteps } from './firstStepList.ts';

const nothing: Existing = { bots: [], campaigns: [], postbacks: [], figures: {} };
const eva = { key: 'eva', channel: 'simulator', flows: [{ steps: [{}] }] };
const autumn = { key: 'autumn', bot: 'eva' };
const general = { key: 'onewin', campaign: null, registrationLink: null };

const done = (existing: Existing): string[] =>
  firstSteps(existing).flatMap((step) => (step.done ? [step.name] : []));
const ways = (existing: Existing): Record<string, string> =>
  Object.fromEntries(firstSteps(existing).map(({ name, to }) => [name, to]));

describe('firstSteps', () => {
  it('begins with making a bot', () => {
    expect(done(nothing)).toEqual([]);
    expect(ways(nothing)).toMatchObject({ bot: '/new-bot', flow: '/new-bot', try: '/try' });
  });

  it('counts what is there, and no campaign of another bot', () => {
    const foreign = { ...autumn, bot: 'leo' };
    expect(done({ ...nothing, bots: [{ ...eva, flows: [{ steps: [] }] }] })).toEqual(['bot']);
    expect(done({ ...nothing, bots: [eva], campaigns: [foreign] })).toEqual(['bot', 'flow']);
  });

  it('takes a postback for one of this funnel when it is bound to its campaign or hands out its link', () => {
    const drawn = { ...nothing, bots: [eva], campaigns: [autumn] };
    const upTo = ['bot', 'flow', 'campaign'];
    expect(done({ ...drawn, postbacks: [general] })).toEqual(upTo);
    const linked = { ...general, registrationLink: 'https://partner.com/?sub1={{tracker.clickid}}' };
    expect(done({ ...drawn, postbacks: [linked] })).toEqual([...upTo, 'postback']);
    const bound = { ...general, campaign: 'autumn' };
    expect(done({ ...drawn, postbacks: [bound] })).toEqual([...upTo, 'postback']);
  });

  it('is through when a network has reported a lead, whoever serves it', () => {
    const figures = { autumn: { registrations: 1, deposits: 0 } };
    const all = { ...nothing, bots: [eva], campaigns: [autumn], postbacks: [general], figures };
    expect(done(all)).toEqual(['bot', 'flow', 'campaign', 'postback', 'try']);
    expect(ways(all)).toMatchObject({ try: '/try?bot=eva', campaign: '/tracker/campaigns/autumn' });
  });

  it('speaks of the bot that has come furthest', () => {
    const old = { key: 'old bot', channel: 'telegram', flows: [] };
    expect(ways({ ...nothing, bots: [old, eva] }).flow).toBe('/bots/eva/flows');
    const telegram = { ...nothing, bots: [old], campaigns: [{ key: 'a b', bot: 'old bot' }] };
    expect(ways(telegram).try).toBe('/tracker/campaigns/a%20b');
  });
});

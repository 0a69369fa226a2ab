/** Campaigns and postbacks as their screens see them: links, rules that fired, figures, health, test calls. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as contract from '../../src/api/contractConfiguration.ts';
import { type App, startApp } from '../support/app.ts';
import { Client } from '../support/client.ts';

let app: App;
let client: Client;

async function ask<Shape extends z.ZodType>(
  shape: Shape,
  method: string,
  path: string,
  body?: unknown,
): Promise<z.infer<Shape>> {
  const reply = await client.api(method, path, body);
  if (reply.status !== 200)
    throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
  return shape.parse(reply.body);
}

const refusal = z.object({
  error: z.object({
    code: z.string(),
    parameters: z.array(z.object({ name: z.string(), reason: z.string() })).default([]),
  }),
});

async function refused(method: string, path: string, body?: unknown): Promise<string[]> {
  const { error } = refusal.parse((await client.api(method, path, body)).body);
  return [error.code, ...error.parameters.map(({ name, reason }) => `${name}: ${reason}`)];
}

const text = (key: string) => ({
  ...{ key, kind: 'sendMessage', messages: [{ text: key }], finish: 'waiting', stay: true },
});

beforeAll(async () => {
  app = await startApp();
  client = new Client(app);
  await client.apply({
    version: 1,
    bots: [
      {
        ...{ key: 'lea', name: 'Lea', channel: 'simulator', start: 'A/hello' },
        flows: [{ key: 'A', steps: [text('hello'), text('registered'), text('deposited'), text('big')] }],
      },
    ],
  });
}, 120_000);
afterAll(() => app?.stop());

const campaign = {
  ...{ key: 'ads', name: 'Ads', bot: 'lea' },
  sources: [{ key: 'fb', name: 'Facebook', provider: 'facebook' }],
  autoActions: [
    { on: 'registration', move: 'A/registered', status: 'auto' },
    { on: 'sale', when: 'amount > 50', move: 'A/big' },
    { on: 'sale', move: 'A/deposited', status: 'auto' },
    { on: 'sale', move: 'A/big' },
  ],
};

const detailOf = (key: string) => ask(contract.campaignDetail, 'GET', `/campaigns/${key}`);

describe('a campaign', () => {
  it('is made with its links; without rules it gets rows for what most begin with', async () => {
    const made = await ask(contract.campaignDetail, 'POST', '/campaigns', { campaign });
    expect(made.sources).toEqual([
      { key: 'fb', name: 'Facebook', provider: 'facebook', url: `${app.url}/c/ads/fb` },
    ]);
    expect(made).toMatchObject({ botName: 'Lea', type: 'bot', rules: 4, url: `${app.url}/c/ads` });
    const plain = await ask(contract.campaignDetail, 'POST', '/campaigns', {
      campaign: { key: 'plain', bot: 'lea' },
    });
    expect(plain.campaign.autoActions?.map(({ on }) => on)).toEqual(['registration', 'sale', 'resale']);
    const list = await ask(contract.campaignList, 'GET', '/campaigns');
    expect(list.items.map(({ key }) => key)).toEqual(expect.arrayContaining(['ads', 'plain']));
    expect(await refused('POST', '/campaigns', { campaign })).toEqual(['invalid_parameter', 'key: is taken']);
    expect(await refused('POST', '/campaigns', { campaign: { key: 'a b', bot: 'lea' } })).toHaveLength(2);
  });

  it('refuses the second of two who save at once, and names each mistake at its field', async () => {
    const { revision } = await detailOf('plain');
    const change = { key: 'plain', name: 'First', bot: 'lea' };
    await ask(contract.partSaved, 'PUT', '/campaigns/plain', { revision, campaign: change });
    const late = await refused('PUT', '/campaigns/plain', {
      revision,
      campaign: { ...change, name: 'Late' },
    });
    expect(late).toContain('name: was added: "First"');
    const now = (await detailOf('plain')).revision;
    const wrong = {
      ...change,
      bot: 'nobody',
      start: 'A/none',
      autoActions: [{ on: 'sale', move: 'B/none' }],
    };
    expect(await refused('PUT', '/campaigns/plain', { revision: now, campaign: wrong })).toEqual([
      'invalid_parameter',
      'bot: there is no bot nobody',
    ]);
    const steps = { ...wrong, bot: 'lea' };
    expect(await refused('PUT', '/campaigns/plain', { revision: now, campaign: steps })).toEqual([
      'invalid_parameter',
      'start: there is no step A/none in lea',
      'autoActions[0].move: there is no step B/none',
    ]);
  });

  it('counts what its rules did, leads to whom they fired for, and warns of those that never can', async () => {
    const made = await ask(contract.postbackDetail, 'POST', '/postbacks', {
      postback: { key: 'net', name: 'Net', network: '1win' },
    });
    const url = `${app.url}/api/postbacks/${made.id}/tracker-postback`;
    const clicks: string[] = [];
    for (const chatId of [11, 12, 13]) {
      const clickid = await client.click('/c/ads/fb');
      clicks.push(clickid);
      await client.acts('lea', chatId, { start: clickid });
    }
    const call = async (clickid: string | undefined, query: string) =>
      client.fetch(`${url}?clickid=${clickid}&${query}`);
    await call(clicks[0], 'tracker.event=registration');
    await call(clicks[1], 'tracker.event=registration');
    await call(clicks[0], 'tracker.event=sale&tracker.cost=20&tracker.tid=a');
    await call(clicks[0], 'tracker.event=sale&tracker.cost=20&tracker.tid=a');
    await call(clicks[1], 'tracker.event=sale&tracker.cost=99.5&tracker.tid=b');
    await call('nobody-knows', 'tracker.event=sale&tracker.cost={amount}');
    await client.settled();

    const { items } = await ask(contract.ruleList, 'GET', '/campaigns/ads/rules');
    expect(items.map(({ on, fired }) => [on, fired])).toEqual([
      ['registration', 2],
      ['sale', 1],
      ['sale', 1],
      ['sale', 1],
    ]);
    expect(items[3]?.findings[0]?.code).toBe('twoRulesOnOneEvent');
    const fired = await ask(contract.ruleFiredPage, 'GET', '/campaigns/ads/rules/0/fired?limit=1');
    expect(fired.items).toMatchObject([{ event: 'registration', ordinal: 1, cost: null }]);
    const older = await ask(
      contract.ruleFiredPage,
      'GET',
      `/campaigns/ads/rules/0/fired?limit=1&cursor=${fired.nextCursor}`,
    );
    expect(older.items).toHaveLength(1);
    expect(older.nextCursor).toBeNull();
    expect(older.items[0]?.dialogId).not.toBe(fired.items[0]?.dialogId);
    const big = await ask(contract.ruleFiredPage, 'GET', '/campaigns/ads/rules/1/fired');
    expect(big.items).toMatchObject([{ event: 'sale', cost: '99.5', currency: 'USD' }]);

    const figures = await ask(contract.figuresByCampaign, 'GET', '/campaigns/figures');
    expect(figures.items.ads).toEqual({
      ...{ clicks: 3, dialogs: 3, registrations: 2, deposits: 2, depositors: 2 },
      sums: { USD: '119.5' },
    });
    const none = await ask(contract.figuresByCampaign, 'GET', '/campaigns/figures?from=2030-01-01T00:00:00Z');
    expect(none.items.ads).toMatchObject({ clicks: 0, dialogs: 0, deposits: 0, sums: {} });
  });

  it('says what an event would do to a chosen lead, and does nothing', async () => {
    const { id } = await client.dialog('lea', 13);
    const dry = z.object({
      rule: z.object({ position: z.number() }).nullable(),
      step: z.string().nullable(),
    });
    const answer = await ask(dry, 'POST', '/campaigns/ads/dry-run', {
      ...{ dialogId: id, event: { name: 'sale', cost: '70' } },
    });
    expect(answer).toEqual({ rule: { position: 1 }, step: 'A/big' });
    expect((await client.dialog('lea', 13)).events).toEqual([]);
  });

  it('is removed by whoever knows its present state, unless a postback is bound to it', async () => {
    const { revision } = await detailOf('plain');
    const bound = await ask(contract.postbackDetail, 'POST', '/postbacks', {
      postback: { key: 'bound', network: 'custom', campaign: 'plain' },
    });
    expect((await refused('DELETE', '/campaigns/plain', { revision }))[1]).toContain('bound');
    expect((await refused('DELETE', '/postbacks/bound', { revision: 'old' }))[0]).toBe('changed_meanwhile');
    await ask(contract.removed, 'DELETE', '/postbacks/bound', { revision: bound.revision });
    await ask(contract.removed, 'DELETE', '/campaigns/plain', { revision });
    expect((await client.api('GET', '/campaigns/plain')).status).toBe(404);
  });
});

describe('a postback', () => {
  it('gives ready URLs by event and saves its registration link as a variable', async () => {
    const made = await ask(contract.postbackDetail, 'POST', '/postbacks', {
      postback: {
        ...{ key: 'win', network: '1win', campaign: 'ads' },
        registrationLink: { baseUrl: 'https://partner.example/signup', variable: 'regLink' },
      },
    });
    expect(made.ready.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['registration', 'sale', 'resale']),
    );
    expect(made.ready[0]?.url).toContain(`/api/postbacks/${made.id}/tracker-postback?clickid=`);
    expect(made.registrationLink).toBe('https://partner.example/signup?sub1={{tracker.clickid}}');
    const bot = await ask(contract.botSettings, 'GET', '/bots/lea/settings');
    expect(bot.settings.variables).toEqual({ regLink: made.registrationLink });
    const link = { network: 'binomo', baseUrl: 'https://b.example/r?x=1' };
    expect(await ask(contract.builtLink, 'POST', '/postbacks/registration-link', link)).toEqual({
      link: 'https://b.example/r?x=1&click_id={{tracker.clickid}}',
    });
    expect(
      (await refused('POST', '/postbacks/registration-link', { ...link, baseUrl: 'nowhere' }))[1],
    ).toMatch(/^baseUrl: /);
    const { items } = await ask(contract.networkList, 'GET', '/networks');
    expect(items.find(({ key }) => key === '1win')?.clickIdParameters[0]).toBe('sub1');
  });

  it('tells how it does: what came last, what found nobody, which macros were not filled', async () => {
    const health = await ask(contract.postbackHealth, 'GET', '/postbacks/net/health');
    expect(health).toMatchObject({
      received: 6,
      duplicates: 1,
      unmatched: 1,
      parked: 1,
      unfilled: { 'tracker.cost': 1 },
    });
    expect(health.unmatchedShare).toBeCloseTo(1 / 6);
    expect(Object.keys(health.lastByEvent).sort()).toEqual(['registration', 'sale']);
    const all = await ask(contract.healthByPostback, 'GET', '/postbacks/health');
    expect(all.items.net).toEqual(health);
    expect(all.items.win).toMatchObject({ received: 0, lastAt: null, unmatchedShare: null });
  });

  it('is tried as its network would call it: dry at first, then in earnest for one lead', async () => {
    const { id } = await client.dialog('lea', 13);
    const dry = await ask(contract.postbackTested, 'POST', '/postbacks/net/test', {
      ...{ event: 'sale', dialogId: id, cost: 77 },
    });
    expect(dry).toMatchObject({ sent: false, event: { name: 'sale', cost: '77' }, step: 'A/big' });
    expect((await client.dialog('lea', 13)).events).toEqual([]);
    const unknown = await ask(contract.postbackTested, 'POST', '/postbacks/net/test', {
      event: 'registration',
    });
    expect(unknown).toMatchObject({ sent: false, outcome: 'parked', dialogId: null });
    const sent = await ask(contract.postbackTested, 'POST', '/postbacks/net/test', {
      ...{ event: 'sale', dialogId: id, cost: 77, send: true },
    });
    expect(sent).toMatchObject({ sent: true, outcome: 'applied', dialogId: id });
    expect((await client.dialog('lea', 13)).step?.key).toBe('big');
  });

  it('is called by every network in a way that its own rules understand', async () => {
    const { items } = await ask(contract.networkList, 'GET', '/networks');
    for (const { key, events } of items) {
      const postback = { key: `try-${key}`, network: key };
      await ask(contract.postbackDetail, 'POST', '/postbacks', { postback });
      for (const { event } of events) {
        const { id } = await client.dialog('lea', 12);
        const tried = await ask(contract.postbackTested, 'POST', `/postbacks/try-${key}/test`, {
          ...{ event, dialogId: id, cost: '5' },
        });
        expect([key, tried.dialogId, tried.event?.receivedName.toLowerCase()]).toEqual([
          key,
          id,
          event.toLowerCase(),
        ]);
      }
    }
  });
});

import { describe, expect, it } from 'vitest';
import type { TelegramBot } from '../store/store.ts';
import { alarmOf, checklistOf, nothingSeen, type Seen } from './checklist.ts';

const now = 1_710_000_000_000;

const bot: TelegramBot = {
  ...{ botId: 'b', key: 'leo', name: 'Leo', spaceId: 's', lane: 1, channel: 'telegram', sealed: 'x' },
  ...{ speaksForBusiness: false, telegramId: 1, username: 'leo_bot', telegramName: 'Leo' },
  ...{ tokenHint: 'wxyz', tokenHash: null, state: 'running', receives: 'polling', webhookUrl: '' },
  ...{ lastUpdateAt: now, checkedAt: null, pausedUntil: null, checklist: [], alarm: null, alarmAt: null },
};

const well: Seen = {
  ...nothingSeen(bot),
  token: { is: 'ok', reason: '' },
  receives: 'polling',
  webhook: { url: '', waiting: 0, lastErrorAt: null, lastError: '' },
};

const codeOf = (change: Partial<Seen>, check: string): string | undefined =>
  checklistOf({ ...well, ...change }, now).find((item) => item.check === check)?.code;
const alarmCode = (change: Partial<Seen>): string | null =>
  alarmOf(checklistOf({ ...well, ...change }, now))?.code ?? null;

const hooked = (webhook: Partial<NonNullable<Seen['webhook']>>): Partial<Seen> => ({
  receives: 'webhook',
  webhook: { url: 'https://us.example', waiting: 0, lastErrorAt: null, lastError: '', ...webhook },
});

const channel = (canInvite: boolean | null): Seen['places'] => ({
  connections: [],
  channels: [{ chatId: -100, title: 'News', canInvite }],
});

describe('the connection checklist', () => {
  it('is all well for a bot that receives, by either way', () => {
    for (const change of [{}, hooked({})]) {
      const items = checklistOf({ ...well, ...change }, now);
      expect(items.map(({ state }) => state)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'ok']);
      expect(alarmOf(items)).toBeNull();
    }
  });

  it('says of a token that does not work why, and nothing of what depends on it', () => {
    for (const [is, code] of [
      ['refused', 'tokenRefused'],
      ['inUse', 'tokenInUse'],
      ['unreachable', 'unreachable'],
      ['unreadable', 'tokenUnreadable'],
    ] as const) {
      const items = checklistOf({ ...well, token: { is, reason: 'why' }, otherPoller: true }, now);
      expect(alarmOf(items)?.code).toBe(code);
      expect(items.slice(1, 5).map(({ state }) => state)).toEqual(Array(4).fill('unknown'));
    }
    expect(alarmOf(checklistOf(nothingSeen(bot), now))).toBeNull();
  });

  it('names who else receives the updates', () => {
    expect(alarmCode({ otherWebhook: 'crm.example', receives: 'none' })).toBe('otherWebhook');
    expect(alarmCode({ otherPoller: true })).toBe('otherPoller');
  });

  it('takes an error of the webhook for one as long as it is fresh and something waits', () => {
    const lastError = 'Wrong response from the webhook: 502 Bad Gateway';
    const minute = 60_000;
    expect(alarmCode(hooked({ waiting: 3, lastErrorAt: now - minute, lastError }))).toBe('webhookError');
    expect(alarmCode(hooked({ waiting: 3, lastErrorAt: now - 10 * minute, lastError }))).toBeNull();
    expect(alarmCode(hooked({ waiting: 0, lastErrorAt: now - minute, lastError }))).toBeNull();
  });

  it('only warns of a server that lacks methods, or a webhook that could not be set while polling works', () => {
    expect(codeOf({ webhookProblem: 'Not Found: method not found' }, 'webhook')).toBe('webhookProblem');
    expect(alarmCode({ webhookProblem: 'Not Found: method not found' })).toBeNull();
    expect(codeOf({ receives: 'webhook', webhook: null }, 'webhook')).toBe('webhookUnseen');
    expect(alarmCode({ receives: 'none', webhookProblem: 'bad webhook: HTTPS url must be provided' })).toBe(
      'webhookRefused',
    );
  });

  it('tells whether updates arrive', () => {
    expect(codeOf({ lastUpdateAt: null }, 'updates')).toBe('noUpdateYet');
    expect(codeOf(hooked({ waiting: 100 }), 'updates')).toBe('manyWaiting');
    expect(alarmCode({ pollProblem: 'ECONNREFUSED' })).toBe('pollProblem');
  });

  it('misses the right to invite only where a campaign needs it', () => {
    expect(codeOf({ places: channel(true) }, 'channelRights')).toBe('channelRights');
    expect(codeOf({ places: channel(null) }, 'channelRights')).toBe('channelUnknown');
    expect(alarmCode({ places: channel(false) })).toBe('channelNoRight');
  });

  it('warns of a business account in whose name the bot may not reply', () => {
    const connection = { ownerName: 'Olga', enabled: true, canReply: false };
    const places = (change: object): Seen['places'] => ({
      connections: [{ ...connection, ...change }],
      channels: [],
    });
    expect(codeOf({ places: places({}) }, 'businessMode')).toBe('businessNoReply');
    expect(codeOf({ places: places({ canReply: true }) }, 'businessMode')).toBe('businessConnected');
    expect(codeOf({ places: places({ enabled: false }) }, 'businessMode')).toBe('businessOff');
    expect(codeOf({ business: { may: true, wanted: true } }, 'businessMode')).toBe('businessReady');
  });
});

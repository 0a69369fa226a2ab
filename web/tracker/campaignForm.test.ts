import { describe, expect, it } from 'vitest';
import { campaignField, newRule, onOf, readCampaign, splitOn, writeCampaign } from './campaignForm.ts';
import { placeOf } from './placeOf.ts';

const whole = {
  ...{ key: 'summer', name: 'Summer', bot: 'anna', start: 'Welcome/hello', type: 'channel' as const },
  channel: { bot: 'doorman', chatId: -1001234567890, greeting: 'Door/knock', approve: false },
  parameters: [{ key: 'utm_source' }, { key: 'buyer', visible: false }],
  sources: [{ key: 'fb', name: 'Facebook', provider: 'facebook' }, { key: 'tt' }],
  autoActions: [
    { on: 'sale', move: 'RD/FD', status: 'auto' as const },
    { on: 'resale#2', when: 'amount > 20', status: 'manual' as const, respectOperator: true, enabled: false },
  ],
};

describe('a campaign in its form', () => {
  it('comes back as it was', () => {
    expect(writeCampaign('summer', readCampaign(whole))).toEqual(whole);
  });

  it('of the least kind says nothing that nobody has chosen', () => {
    const least = { key: 'a', bot: 'anna' };
    expect(writeCampaign('a', readCampaign(least))).toEqual({
      ...{ key: 'a', name: 'a', bot: 'anna', parameters: [], sources: [], autoActions: [] },
    });
  });

  it('keeps a channel that is no number, so that the server can say so at its field', () => {
    const values = { ...readCampaign(whole), channelChatId: 'my channel' };
    expect(writeCampaign('summer', values)).toMatchObject({ channel: { chatId: 'my channel' } });
  });
});

describe('what a rule is on', () => {
  it.each([
    ['resale#2', { event: 'resale', ordinal: 2 }],
    ['sale', { event: 'sale', ordinal: '' }],
    ['a#b', { event: 'a#b', ordinal: '' }],
  ] as const)('%s is read and written alike', (on, read) => {
    expect(splitOn(on)).toEqual(read);
    expect(onOf(read)).toBe(on);
  });

  it('may be written into the event, as the original has it', () => {
    expect(onOf({ ...newRule(' resale#3 '), ordinal: 2 })).toBe('resale#3');
  });
});

describe('a place that the server names', () => {
  it.each([
    ['autoActions[2].on', 'autoActions.2.event'],
    ['campaign.autoActions[0].when', 'autoActions.0.when'],
    ['campaigns[0].channel.chatId', 'channelChatId'],
    ['campaign.name', 'name'],
    ['campaign', null],
    ['autoActions', null],
  ])('%s is the field %s', (name, field) => {
    expect(campaignField(placeOf(name))).toBe(field);
  });
});

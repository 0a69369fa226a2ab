/** A campaign as its form holds it, and back. */
import type { ApiCampaignDetail } from '../../src/api/contractConfiguration.ts';

type Campaign = ApiCampaignDetail['campaign'];
type Rule = NonNullable<Campaign['autoActions']>[number];

export type RuleValues = {
  /** Tells rows apart while they change places. */
  id: string;
  /** Its place in what is saved, null for a new one: there its counts are found. */
  savedAt: number | null;
  event: string;
  /** '' for every one of that name. */
  ordinal: number | '';
  when: string;
  move: string | null;
  status: string | null;
  respectOperator: boolean;
  enabled: boolean;
};

export type CampaignValues = {
  name: string;
  bot: string;
  start: string | null;
  type: 'bot' | 'channel';
  channelBot: string | null;
  channelChatId: string;
  greeting: string | null;
  approve: boolean;
  parameters: { id: string; key: string; visible: boolean }[];
  sources: { id: string; key: string; name: string; provider: string }[];
  autoActions: RuleValues[];
};

let lastId = 0;

/** Unique on this page. */
export function rowId(): string {
  lastId += 1;
  return String(lastId);
}

export const newRule = (event: string): RuleValues => ({
  ...{ id: rowId(), savedAt: null, event, ordinal: '', when: '', move: null, status: 'auto' },
  ...{ respectOperator: false, enabled: true },
});

export function readCampaign(campaign: Campaign): CampaignValues {
  const { channel } = campaign;
  return {
    name: campaign.name ?? campaign.key,
    bot: campaign.bot,
    start: campaign.start ?? null,
    type: campaign.type ?? 'bot',
    channelBot: channel?.bot ?? null,
    channelChatId: channel ? String(channel.chatId) : '',
    greeting: channel?.greeting ?? null,
    approve: channel?.approve ?? true,
    parameters: (campaign.parameters ?? []).map(({ key, visible = true }) => ({ id: rowId(), key, visible })),
    sources: (campaign.sources ?? []).map(({ key, name = '', provider = '' }) => ({
      ...{ id: rowId(), key, name, provider },
    })),
    autoActions: (campaign.autoActions ?? []).map(readRule),
  };
}

function readRule(rule: Rule, savedAt: number): RuleValues {
  const { event, ordinal } = splitOn(rule.on);
  return {
    ...{ id: rowId(), savedAt, event, ordinal },
    when: rule.when ?? '',
    move: rule.move ?? null,
    status: rule.status ?? null,
    respectOperator: rule.respectOperator ?? false,
    enabled: rule.enabled ?? true,
  };
}

/** `resale#2` is the second `resale`; `resale` is every one. */
export function splitOn(on: string): { event: string; ordinal: number | '' } {
  const found = /^(.*)#([1-9]\d*)$/.exec(on);
  return found ? { event: found[1] ?? '', ordinal: Number(found[2]) } : { event: on, ordinal: '' };
}

/** Somebody who writes `resale#2` as the event means the second one. */
export const onOf = ({ event, ordinal }: Pick<RuleValues, 'event' | 'ordinal'>): string =>
  ordinal === '' || /#\d+$/.test(event.trim()) ? event.trim() : `${event.trim()}#${ordinal}`;

/** As the server takes it: what says nothing is left out. What it has to find fault with stays as typed. */
export function writeCampaign(key: string, values: CampaignValues): Record<string, unknown> {
  const { name, bot, start, type, parameters, sources, autoActions } = values;
  return {
    ...{ key, name, bot },
    ...(start && { start }),
    ...(type === 'channel' && { type, channel: writeChannel(values) }),
    parameters: parameters.map((one) => ({ key: one.key.trim(), ...(!one.visible && { visible: false }) })),
    sources: sources.map((one) => ({
      key: one.key.trim(),
      ...(one.name.trim() && { name: one.name.trim() }),
      ...(one.provider.trim() && { provider: one.provider.trim() }),
    })),
    autoActions: autoActions.map(writeRule),
  };
}

function writeChannel({ channelBot, channelChatId, greeting, approve }: CampaignValues) {
  const number = Number(channelChatId);
  return {
    ...(channelBot && { bot: channelBot }),
    chatId: channelChatId.trim() === '' || !Number.isSafeInteger(number) ? channelChatId : number,
    ...(greeting && { greeting }),
    ...(!approve && { approve }),
  };
}

function writeRule(rule: RuleValues) {
  return {
    on: onOf(rule),
    ...(rule.when.trim() && { when: rule.when.trim() }),
    ...(rule.move && { move: rule.move }),
    ...(rule.status && { status: rule.status }),
    ...(rule.respectOperator && { respectOperator: true }),
    ...(!rule.enabled && { enabled: false }),
  };
}

/** Where the form shows what the server says of a place of the campaign; null: nowhere. */
export function campaignField(place: string): string | null {
  const field = channelFields.get(place) ?? place.replace(/^(autoActions\.\d+)\.on$/, '$1.event');
  return campaignFields.test(field) ? field : null;
}

const channelFields = new Map([
  ['channel.bot', 'channelBot'],
  ['channel.chatId', 'channelChatId'],
  ['channel', 'channelChatId'],
  ['channel.greeting', 'greeting'],
]);

const campaignFields =
  /^(name|bot|start|type|channelBot|channelChatId|greeting|parameters\.\d+\.key|sources\.\d+\.(key|name|provider)|autoActions\.\d+\.(event|when|move|status))$/;

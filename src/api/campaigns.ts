/** Campaigns: their links, rules and figures. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { formatInstant } from '../base/instant.ts';
import { campaignShape } from '../campaign/campaign.ts';
import type { OperatorSignal } from '../signal/signal.ts';
import {
  type CampaignRow,
  type Configuration,
  countFiredRules,
  findCampaignFigures,
  findDialogHead,
  findDialogNames,
  type JournalRecord,
  listFiredTurns,
  loadConfiguration,
  type Principal,
} from '../store/store.ts';
import { notFound, principalOf, wrong } from './access.ts';
import { editorOf, type Part } from './configurationPort.ts';
import { processed } from './contract.ts';
import * as contract from './contractConfiguration.ts';
import { limitOf, lookedUp, numericId } from './listing.ts';
import type { ApiOptions } from './ports.ts';
import { readEvent } from './readEvent.ts';
import { showSaved } from './settings.ts';

const tags = ['campaigns'];
const params = z.strictObject({ key: lookedUp });
const ruleParams = params.extend({ position: z.string().regex(/^\d{1,4}$/, 'expected the place of a rule') });
const page = z.strictObject({ limit: limitOf(50, 200), cursor: numericId.optional() });
const moment = z.iso.datetime({ offset: true, error: 'expected a time such as 2024-03-10T17:49:32Z' });
const span = z.strictObject({ from: moment.optional(), to: moment.optional() });
const reads = { scope: 'tracker.read' } as const;
const writes = { scope: 'tracker' } as const;
/** A thousand rules with long conditions. */
const bodyLimit = 8 * 1024 * 1024;

/** What most campaigns begin with: rows to be filled in. */
const firstRules = [{ on: 'registration' }, { on: 'sale' }, { on: 'resale' }];

export const campaignRoutes: FastifyPluginAsyncZod<ApiOptions> = async (
  app,
  { database, ports, publicUrl },
) => {
  const { configuration } = ports;
  const drawnOf = (principal: Principal) => loadConfiguration(database, principal.spaceId);
  const rowOf = (drawn: Configuration, key: string): CampaignRow => {
    const row = drawn.campaigns.find((one) => one.key === key);
    if (!row) throw notFound();
    return row;
  };
  const show = async (principal: Principal, key: string): Promise<contract.ApiCampaignDetail> => {
    const { spaceId } = principal;
    const { value, revision, findings } = await configuration.read(spaceId, { of: 'campaign', key });
    const drawn = await drawnOf(principal);
    const listed = list(drawn, rowOf(drawn, key), publicUrl());
    return { ...listed, revision, campaign: campaignShape.parse(value), findings };
  };

  app.get(
    '/campaigns',
    {
      config: reads,
      schema: { tags, summary: 'Campaigns and their links', response: { 200: contract.campaignList } },
    },
    async (request) => {
      const drawn = await drawnOf(principalOf(request));
      return { items: drawn.campaigns.map((row) => list(drawn, row, publicUrl())), nextCursor: null };
    },
  );

  app.get(
    '/campaigns/figures',
    {
      config: reads,
      schema: {
        tags,
        summary: 'Clicks, dialogs, registrations, deposits and sums by campaign',
        querystring: span,
        response: { 200: contract.figuresByCampaign },
      },
    },
    async (request) => {
      const { campaigns } = await drawnOf(principalOf(request));
      const { from, to } = request.query;
      const at = (text: string | undefined): number | null => (text === undefined ? null : Date.parse(text));
      const ids = campaigns.map(({ id }) => id);
      const figures = await findCampaignFigures(database, ids, { from: at(from), to: at(to) });
      const none = { clicks: 0, dialogs: 0, registrations: 0, deposits: 0, depositors: 0, sums: {} };
      return { items: Object.fromEntries(campaigns.map(({ id, key }) => [key, figures.get(id) ?? none])) };
    },
  );

  app.post(
    '/campaigns',
    {
      ...{ config: writes, bodyLimit },
      schema: {
        tags,
        summary: 'A new campaign; without rules it gets rows for registration, sale and resale',
        body: contract.newCampaign,
        response: { 200: contract.campaignDetail },
      },
    },
    async (request) => {
      const { campaign } = request.body;
      const part: Part = { of: 'campaign', key: keyOf(campaign) };
      await configuration.add(editorOf(request), part, { autoActions: firstRules, ...campaign });
      return show(principalOf(request), part.key);
    },
  );

  app.get(
    '/campaigns/:key',
    {
      config: reads,
      schema: {
        tags,
        summary: 'A campaign, its links and what the checks say',
        params,
        response: { 200: contract.campaignDetail },
      },
    },
    async (request) => show(principalOf(request), request.params.key),
  );

  app.put(
    '/campaigns/:key',
    {
      ...{ config: writes, bodyLimit },
      schema: {
        tags,
        summary: 'Saves a campaign whole, unless somebody else was faster',
        params,
        body: contract.campaignChange,
        response: { 200: contract.partSaved },
      },
    },
    async (request) => {
      const { revision, campaign } = request.body;
      const part: Part = { of: 'campaign', key: request.params.key };
      return showSaved(await configuration.save(editorOf(request), part, { revision, value: campaign }));
    },
  );

  app.delete(
    '/campaigns/:key',
    {
      config: writes,
      schema: {
        tags,
        summary: 'Removes a campaign: its links lead nowhere then',
        params,
        body: contract.removal,
        response: { 200: contract.removed },
      },
    },
    async (request) => {
      const { key } = request.params;
      await configuration.remove(editorOf(request), { of: 'campaign', key }, request.body.revision);
      return { ok: true as const };
    },
  );

  app.get(
    '/campaigns/:key/rules',
    {
      config: reads,
      schema: {
        tags,
        summary: 'Auto actions, how often each has fired',
        params,
        response: { 200: contract.ruleList },
      },
    },
    async (request) => {
      const { spaceId } = principalOf(request);
      const { key } = request.params;
      const { value, findings } = await configuration.read(spaceId, { of: 'campaign', key });
      const fired = await countFiredRules(database, spaceId, key);
      const rules = campaignShape.parse(value).autoActions ?? [];
      return {
        items: rules.map(({ on, when = null, move = null, status = null, enabled = true }, position) => {
          const known = fired.rules.find((one) => one.on === on && one.when === when);
          const own = findings.filter(({ path }) => path[0] === 'autoActions' && path[1] === position);
          return {
            ...{ position, on, when, move, status, enabled, findings: own },
            fired: known?.fired ?? 0,
            more: fired.more,
            lastAt: known ? formatInstant(known.lastAt) : null,
          };
        }),
      };
    },
  );

  app.get(
    '/campaigns/:key/rules/:position/fired',
    {
      config: reads,
      schema: {
        tags,
        summary: 'For whom a rule has fired, newest first',
        params: ruleParams,
        querystring: page,
        response: { 200: contract.ruleFiredPage },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const { key, position } = request.params;
      const rule = rowOf(await drawnOf(principal), key).document.autoActions?.[Number(position)];
      if (!rule) throw notFound();
      const wanted = { campaign: key, on: rule.on, when: rule.when ?? null };
      const { limit, cursor = null } = request.query;
      const next = { before: cursor, limit: limit + 1 };
      const turns = await listFiredTurns(database, principal.spaceId, wanted, next);
      const shown = turns.slice(0, limit);
      const ids = [...new Set(shown.flatMap(({ dialogId }) => dialogId ?? []))];
      const found = await findDialogNames(database, principal.spaceId, ids);
      const names = new Map(found.map((one) => [one.id, one]));
      const last = shown.at(-1);
      return {
        items: shown.flatMap((turn) => firingsIn(turn, wanted, names)),
        nextCursor: turns.length > limit && last ? String(last.id) : null,
      };
    },
  );

  app.post(
    '/campaigns/:key/dry-run',
    {
      config: writes,
      schema: {
        tags,
        summary: 'What would this event do to this lead? Writes nothing',
        params,
        body: contract.ruleDryRun,
        response: { 200: processed },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      rowOf(await drawnOf(principal), request.params.key);
      const dialog = await findDialogHead(database, principal.spaceId, request.body.dialogId);
      if (!dialog) throw wrong('dialogId', 'is no dialog');
      const event = readEvent(request.body.event);
      const signal: OperatorSignal = {
        ...{ kind: 'operator', at: ports.now(), dialogId: String(dialog.id), by: principal.name },
        action: { did: 'sentEvent', event },
      };
      return ports.dryRun(signal);
    },
  );
};

/** Whatever it is, the funnel's own checks say what is wrong with it. */
export const keyOf = ({ key }: Record<string, unknown>): string => {
  if (typeof key !== 'string' || !/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(key)) {
    throw wrong('key', 'expected 1-64 letters, digits, _ . or - (first a letter or digit)');
  }
  return key;
};

function list(
  drawn: Configuration,
  { id, key, document }: CampaignRow,
  publicUrl: string,
): z.infer<typeof contract.campaignListed> {
  const url = `${publicUrl}/c/${key}`;
  return {
    ...{ key, id, name: document.name ?? key, bot: document.bot, url },
    botName: drawn.bots.find((bot) => bot.key === document.bot)?.document.name ?? document.bot,
    type: document.type ?? 'bot',
    start: document.start ?? null,
    rules: (document.autoActions ?? []).filter(({ enabled }) => enabled !== false).length,
    sources: (document.sources ?? []).map((source) => ({
      key: source.key,
      name: source.name ?? source.key,
      provider: source.provider ?? '',
      url: `${url}/${source.key}`,
    })),
  };
}

type Names = ReadonlyMap<number, { name: string; username: string }>;

/** A rule's entry stands behind that of its event. */
function firingsIn(
  { id, at, dialogId, document }: JournalRecord,
  rule: { campaign: string; on: string; when: string | null },
  names: Names,
): contract.ApiRuleFired[] {
  let event: { name: string; ordinal: number; cost: string | null; currency: string } | null = null;
  const found: contract.ApiRuleFired[] = [];
  for (const entry of document.entries) {
    if (entry.kind === 'event') event = entry;
    if (entry.kind !== 'rule' || entry.campaign !== rule.campaign || entry.on !== rule.on) continue;
    if ((entry.when ?? null) !== rule.when || dialogId === null) continue;
    const { name = '', username = '' } = names.get(dialogId) ?? {};
    found.push({
      ...{ id: String(id), at: formatInstant(at), dialogId: String(dialogId), name, username },
      ...{ event: event?.name ?? '', ordinal: event?.ordinal ?? null },
      ...{ cost: event?.cost ?? null, currency: event?.cost == null ? null : event.currency },
    });
  }
  return found;
}

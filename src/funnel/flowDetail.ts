/** A flow as the constructor loads it: published, drawn, checked, counted. */
import { RefusalError, refuse } from '../base/refusal.ts';
import { type Step, step } from '../flow/flow.ts';
import {
  countPlaces,
  type Database,
  type DraftRecord,
  findDraft,
  findNamedSteps,
  listDrafts,
  loadConfiguration,
} from '../store/store.ts';
import { botIdOf, checkDraft, type DraftFlow, draftOf, type FlowPart } from './draftFlow.ts';
import type { Flow } from './flowVersions.ts';
import { readPart, wholeBot } from './part.ts';
import { checkPart, type PartFinding } from './partFindings.ts';
import { revisionOf } from './partRevision.ts';
import { indexSpace, type SpaceIndex } from './spaceIndex.ts';
import { type StepLead, stepLeads } from './stepLeads.ts';

type WebhookLead = { by: 'webhook'; webhook: string; webhookId: string; calls: number; lastAt: number };

export type FlowDetail = {
  key: string;
  revision: string;
  flow: Flow | null;
  draft: DraftFlow | null;
  record: DraftRecord | null;
  findings: PartFinding[];
  counters: Record<string, number>;
  leads: Record<string, (StepLead | WebhookLead)[]>;
  stepIds: Record<string, string>;
  start: string | null;
};

/** Throws `not_found`. */
export async function flowDetail(database: Database, spaceId: string, part: FlowPart): Promise<FlowDetail> {
  const space = indexSpace(await loadConfiguration(database, spaceId));
  const botId = botIdOf(space, part);
  const record = await findDraft(database, botId, part.flow);
  const flow = wholeBot(space, part.bot)?.flows?.find(({ key }) => key === part.flow) ?? null;
  if (!flow && !record) throw new RefusalError(refuse('not_found'));
  const draft = record && draftOf(record);
  const steps = stepsOf(space, botId, part.flow);
  const places = steps.map(({ key }) => `${part.flow}/${key}`);
  const counts = await countPlaces(database, spaceId, botId, places);
  const leads = stepLeads(space, part.bot, part.flow, draft && { steps: readable(draft) });
  const all: FlowDetail['leads'] = Object.fromEntries(leads);
  for (const one of await webhookLeads(database, space, botId, part.flow)) {
    all[one.step] = [...(all[one.step] ?? []), one.lead];
  }
  return {
    ...{ key: part.flow, revision: revisionOf(flow), flow, draft, record, leads: all },
    findings: draft ? checkDraft(space, part, draft) : checkPart(space, part, flow).findings,
    counters: Object.fromEntries(
      steps.flatMap(({ key }) => {
        const n = counts.get(`${part.flow}/${key}`) ?? 0;
        return n > 0 ? [[key, n]] : [];
      }),
    ),
    stepIds: Object.fromEntries(steps.map(({ key, id }) => [key, id])),
    start: space.bots.get(part.bot)?.document.start ?? null,
  };
}

function stepsOf(space: SpaceIndex, botId: string, flow: string) {
  const row = space.flowsOf(botId).find(({ key }) => key === flow);
  return row ? space.stepsOf(row.id) : [];
}

/** The steps of a draft that are complete. */
const readable = (draft: DraftFlow): Step[] =>
  draft.steps.flatMap((one) => {
    const parsed = step.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  });

async function webhookLeads(
  database: Database,
  space: SpaceIndex,
  botId: string,
  flow: string,
): Promise<{ step: string; lead: WebhookLead }[]> {
  const keys = new Map(space.webhooksOf(botId).map(({ id, key }) => [id, key]));
  const named = keys.size > 0 ? await findNamedSteps(database, [...keys.keys()], flow) : [];
  return named.map(({ step: at, webhookId, calls, lastAt }) => {
    const webhook = keys.get(webhookId) ?? '';
    return { step: at, lead: { by: 'webhook', webhook, webhookId, calls, lastAt } };
  });
}

export type FlowSummary = {
  key: string;
  name: string;
  steps: number;
  draft: boolean;
  published: boolean;
  dialogs: number;
};

/** The bot's flows in their order, those that are only drawn last; throws `not_found`. */
export async function listFlows(database: Database, spaceId: string, bot: string): Promise<FlowSummary[]> {
  const space = indexSpace(await loadConfiguration(database, spaceId));
  const botId = botIdOf(space, { bot });
  const drafts = new Map((await listDrafts(database, botId)).map((one) => [one.flow, draftOf(one)]));
  const flows = space.flowsOf(botId);
  const placesOf = (id: string, key: string): string[] => space.stepsOf(id).map((one) => `${key}/${one.key}`);
  const places = flows.flatMap(({ id, key }) => placesOf(id, key));
  const counts = await countPlaces(database, spaceId, botId, places);
  const published = flows.map(({ id, key, document }): FlowSummary => {
    const dialogs = placesOf(id, key).reduce((sum, place) => sum + (counts.get(place) ?? 0), 0);
    const name = document.name ?? key;
    return { key, name, steps: space.stepsOf(id).length, draft: drafts.has(key), published: true, dialogs };
  });
  const isPublished = (key: string): boolean => readPart(space, { of: 'flow', bot, flow: key }) !== null;
  const drawn = [...drafts].flatMap(([key, { name, steps }]): FlowSummary[] => {
    if (isPublished(key)) return [];
    const shown = typeof name === 'string' && name !== '' ? name : key;
    return [{ key, name: shown, steps: steps.length, draft: true, published: false, dialogs: 0 }];
  });
  return [...published, ...drawn];
}

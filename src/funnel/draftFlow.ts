/** Drafts: what is being drawn of a flow, complete or not, beside what is published. */
import { z } from 'zod';
import { RefusalError, refuse } from '../base/refusal.ts';
import {
  type Connection,
  type Database,
  type DraftRecord,
  dropDraft,
  dropPartVersions,
  findDraft,
  findPartVersion,
  keepDraft,
  notePartVersion,
  recordAudit,
  secretPlaceholder,
} from '../store/store.ts';
import { formatPath, readObject } from './funnelSource.ts';
import { type Part, readPart } from './part.ts';
import { changedMeanwhile, keyTaken, openSpace, type PartContext } from './partChange.ts';
import { checkPart, type PartFinding } from './partFindings.ts';
import { canonicalJson, revisionOf } from './partRevision.ts';
import { referenceName } from './secretReference.ts';
import type { SpaceIndex } from './spaceIndex.ts';

export type FlowPart = Extract<Part, { of: 'flow' }>;

const draftShape = z.looseObject({
  key: z.string(),
  name: z.string().optional(),
  steps: z.array(z.looseObject({ key: z.string(), kind: z.string() })).max(2000),
});

/** What every draft is sure to be. */
export type DraftFlow = z.infer<typeof draftShape>;

/** A draft of a flow with 2,000 long steps is about 2 MB. */
const largestDraft = 4 * 1024 * 1024;
/** Enough to tell somebody who comes back after a while what has changed. */
const keptDraftStates = 20;

const wrong = (name: string, reason: string): RefusalError =>
  new RefusalError(refuse('invalid_parameter', { parameters: [{ name, reason }] }));

/** Throws `invalid_parameter` for what is no drawing of this flow at all. */
export function readDraftFlow(part: FlowPart, value: unknown): DraftFlow {
  const read = readObject(value);
  if (!read.ok)
    throw new RefusalError(refuse('invalid_parameter', { parameters: read.reason.slice(0, 100) }));
  const parsed = draftShape.safeParse(value);
  if (!parsed.success) {
    const parameters = parsed.error.issues
      .slice(0, 100)
      .map(({ path, message }) => ({ name: formatPath(path.map(partOf)), reason: message }));
    throw new RefusalError(refuse('invalid_parameter', { parameters }));
  }
  if (parsed.data.key !== part.flow) throw wrong('key', `expected ${part.flow}: a key is never changed`);
  return parsed.data;
}

const partOf = (part: PropertyKey): string | number => (typeof part === 'number' ? part : String(part));

export const draftOf = (record: Pick<DraftRecord, 'document'>): DraftFlow => JSON.parse(record.document);

/** Codes that say nothing while a step cannot be read: what it leads to is not known. */
const unsureCodes: ReadonlySet<string> = new Set([
  'unreachableStep',
  'nothingAfter',
  'unusedVariable',
  'unusedTag',
]);

/**
 * All that is to be said of a drawing. A step that is not complete yet is a mistake of its own and does not hide
 * those of the others: it is taken as a step without content.
 */
export function checkDraft(space: SpaceIndex, part: FlowPart, flow: DraftFlow): PartFinding[] {
  const first = checkPart(space, part, flow);
  const broken = new Set(
    first.findings.flatMap(({ code, path }) => (code === 'malformed' ? [brokenStep(path)] : [])),
  );
  if (broken.size === 0 || broken.has(null)) return first.findings;
  const steps = flow.steps.map((step, n) => (broken.has(n) ? stubOf(step) : step));
  const { findings } = checkPart(space, part, { ...flow, steps });
  const others = findings.filter(
    ({ code, path, elsewhere }) =>
      elsewhere === null && !unsureCodes.has(code) && !(path[0] === 'steps' && broken.has(Number(path[1]))),
  );
  return [...first.findings, ...others];
}

/** Null for a mistake of the flow itself. */
const brokenStep = (path: readonly (string | number)[]): number | null =>
  path[0] === 'steps' && typeof path[1] === 'number' ? path[1] : null;

function stubOf({ key, next }: DraftFlow['steps'][number]): DraftFlow['steps'][number] {
  return { key, kind: 'changeTags', ...(typeof next === 'string' && next !== '' ? { next } : {}) };
}

export type SavedDraft = { draftRevision: string; findings: PartFinding[] };

/** Throws `changed_meanwhile` when the draft is in another state than the caller knew ('': none). */
export function saveDraft(
  database: Pick<Database, 'transaction'>,
  context: PartContext,
  part: FlowPart,
  wish: { draftRevision: string; flow: unknown },
): Promise<SavedDraft> {
  return database.transaction(async (connection) => {
    const { space } = await openSpace(connection, context.spaceId);
    return putDraft(connection, space, context, part, wish);
  });
}

/** A flow that is not there yet, as a draft; throws `invalid_parameter` when its key is taken. */
export function addFlow(
  database: Pick<Database, 'transaction'>,
  context: PartContext,
  part: FlowPart,
  flow: unknown,
): Promise<SavedDraft> {
  return database.transaction(async (connection) => {
    const { space } = await openSpace(connection, context.spaceId);
    const botId = botIdOf(space, part);
    if (readPart(space, part) || (await findDraft(connection, botId, part.flow))) throw keyTaken();
    const saved = await putDraft(connection, space, context, part, { draftRevision: '', flow });
    const key = `${part.bot}/${part.flow}`;
    const change = { action: 'create' as const, object: 'draft', key, before: null, after: null };
    await recordAudit(connection, context.spaceId, context.by, [change]);
    return saved;
  });
}

/** To be called with the space locked. */
export async function putDraft(
  connection: Connection,
  space: SpaceIndex,
  context: PartContext,
  part: FlowPart,
  wish: { draftRevision: string; flow: unknown },
): Promise<SavedDraft> {
  const botId = botIdOf(space, part);
  const present = await findDraft(connection, botId, part.flow);
  await refuseChangedDraft(connection, context.spaceId, part, present, wish.draftRevision);
  const { flow, secrets } = sealSecrets(readDraftFlow(part, wish.flow), part, context, present);
  const document = canonicalJson(flow);
  if (document.length > largestDraft) throw wrong('', 'is larger than 4 MB');
  const { by, now: at } = context;
  const base = present?.base ?? revisionOf(readPart(space, part));
  const revision = revisionOf({ flow, secrets });
  const author = by.name;
  await keepDraft(connection, {
    ...{ botId, flow: part.flow, document, revision, base, author, at },
    secrets,
  });
  const state = { revision, document, author, at };
  await notePartVersion(connection, context.spaceId, draftName(part), state, keptDraftStates);
  return { draftRevision: revision, findings: checkDraft(space, part, flow) };
}

export const draftName = ({ bot, flow }: FlowPart): string => `draft ${bot}/${flow}`;

export function botIdOf(space: SpaceIndex, { bot }: { bot: string }): string {
  const id = space.bots.get(bot)?.id;
  if (id === undefined) throw new RefusalError(refuse('not_found'));
  return id;
}

export async function refuseChangedDraft(
  connection: Connection,
  spaceId: string,
  part: FlowPart,
  present: DraftRecord | null,
  revision: string,
): Promise<void> {
  if ((present?.revision ?? '') === revision) return;
  const base = await findPartVersion(connection, spaceId, draftName(part), { revision });
  throw changedMeanwhile(base, present ? draftOf(present) : null, present);
}

/** Forgets the draft; throws `not_found`, and `changed_meanwhile` for another state than the caller knew. */
export function discardDraft(
  database: Pick<Database, 'transaction'>,
  context: PartContext,
  part: FlowPart,
  draftRevision: string | undefined,
): Promise<void> {
  return database.transaction(async (connection) => {
    const { space } = await openSpace(connection, context.spaceId);
    const present = await findDraft(connection, botIdOf(space, part), part.flow);
    if (!present) throw new RefusalError(refuse('not_found'));
    await refuseChangedDraft(connection, context.spaceId, part, present, draftRevision ?? present.revision);
    await forgetDraft(connection, context.spaceId, part, present.botId);
    const key = `${part.bot}/${part.flow}`;
    const change = { action: 'delete' as const, object: 'draft', key, before: draftOf(present), after: null };
    await recordAudit(connection, context.spaceId, context.by, [change]);
  });
}

export async function forgetDraft(
  connection: Connection,
  spaceId: string,
  part: FlowPart,
  botId: string,
): Promise<void> {
  await dropDraft(connection, botId, part.flow);
  await dropPartVersions(connection, spaceId, draftName(part));
}

/** Reference in the document -> sealed secret. */
type DraftSecrets = Record<string, string>;

const secretsOf = (present: DraftRecord | null): DraftSecrets => (present ? JSON.parse(present.secrets) : {});

const contextOf = ({ bot, flow }: FlowPart, spaceId: string, reference: string): string =>
  `draft/${spaceId}/${bot}/${flow}/${reference}`;

/** A secret that was typed in is sealed beside the draft; in it stands the reference that the form shows. */
function sealSecrets(
  flow: DraftFlow,
  part: FlowPart,
  { sealer, spaceId }: PartContext,
  present: DraftRecord | null,
): { flow: DraftFlow; secrets: string } {
  const known = secretsOf(present);
  const secrets: DraftSecrets = {};
  const steps = flow.steps.map((step) => {
    const { secret } = step;
    if (typeof secret !== 'string' || secret.trim() === '') return step;
    if (referenceName(secret) !== null) {
      const sealed = Object.hasOwn(known, secret) ? known[secret] : undefined;
      if (sealed !== undefined) secrets[secret] = sealed;
      return step;
    }
    const reference = secretPlaceholder(part.bot, part.flow, step.key, 'secret');
    secrets[reference] = sealer.seal(secret, contextOf(part, spaceId, reference));
    return { ...step, secret: reference };
  });
  return { flow: { ...flow, steps }, secrets: JSON.stringify(secrets) };
}

/** The draft with the secrets that were typed into it, for the moment of publishing. */
export function openSecrets(draft: DraftRecord, part: FlowPart, { sealer, spaceId }: PartContext): DraftFlow {
  const secrets = secretsOf(draft);
  const flow = draftOf(draft);
  const steps = flow.steps.map((step) => {
    const { secret } = step;
    const sealed = typeof secret === 'string' && Object.hasOwn(secrets, secret) ? secrets[secret] : undefined;
    return sealed === undefined || typeof secret !== 'string'
      ? step
      : { ...step, secret: sealer.open(sealed, contextOf(part, spaceId, secret)) };
  });
  return { ...flow, steps };
}

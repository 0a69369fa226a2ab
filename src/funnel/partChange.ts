/** Changing one part of a space: refused when somebody else was faster, otherwise checked and applied whole. */
import type { Instant } from '../base/instant.ts';
import { RefusalError, refuse } from '../base/refusal.ts';
import {
  type Author,
  type ConfigurationChange,
  type Connection,
  changeConfiguration,
  type Database,
  findPartVersion,
  loadConfiguration,
  lockSpace,
  notePartVersion,
  type PartVersion,
  recordAudit,
} from '../store/store.ts';
import { auditOf } from './auditOf.ts';
import { askTokens, compareTokens, judgeTokens, type TokenVerdict } from './botToken.ts';
import { differenceOf } from './difference.ts';
import { fileWith, keyInPath, keyOf, type Part, partName, readPart } from './part.ts';
import { differencesOf, type PartDifference, tellDifference } from './partDifference.ts';
import { checkPart, type PartFinding, refuseErrors, tellFindings } from './partFindings.ts';
import { canonicalJson, revisionOf } from './partRevision.ts';
import type { FunnelContext } from './planFunnel.ts';
import { keepsShown, secretDifference } from './secretDifference.ts';
import { indexSpace, type SpaceIndex } from './spaceIndex.ts';
import { targetOf } from './target.ts';

/** Whoever makes a change, and when. */
export type PartContext = FunnelContext & { by: Author; now: Instant };

/** A space that nobody else changes until the transaction ends. */
export type OpenSpace = { connection: Connection; space: SpaceIndex };

export type SavedPart = {
  revision: string;
  findings: PartFinding[];
  /** Number of the state that the part is in now; 0 when it is gone. */
  version: number;
  space: SpaceIndex;
};

/** As many states of a part are kept to compare a late save with; a flow's history is kept longer. */
const keptStates = 50;
const keptVersions = 1000;

export const openSpace = async (connection: Connection, spaceId: string): Promise<OpenSpace> => {
  await lockSpace(connection, spaceId);
  return { connection, space: indexSpace(await loadConfiguration(connection, spaceId)) };
};

/** The present state of a part; throws `not_found`. */
export function presentPart(space: SpaceIndex, part: Part): { value: object; revision: string } {
  const value = readPart(space, part);
  if (!value) throw new RefusalError(refuse('not_found'));
  return { value, revision: revisionOf(value) };
}

/** Saves over the state that `revision` names; throws `changed_meanwhile`, `invalid_parameter`, `not_found`. */
export async function savePart(
  database: Pick<Database, 'transaction'>,
  context: PartContext,
  part: Part,
  wish: { revision: string; value: unknown },
): Promise<SavedPart> {
  const verdicts = await verdictsBefore(database, context, part, wish.value);
  return database.transaction(async (connection) => {
    const open = await openSpace(connection, context.spaceId);
    presentPart(open.space, part);
    await refuseChanged(open, context.spaceId, part, wish.revision);
    return writePart(open, context, part, wish.value, verdicts);
  });
}

/** Makes a part that is not there yet; throws `invalid_parameter` when its key is taken. */
export async function addPart(
  database: Pick<Database, 'transaction'>,
  context: PartContext,
  part: Part,
  value: unknown,
): Promise<SavedPart> {
  return database.transaction(async (connection) => {
    const open = await openSpace(connection, context.spaceId);
    if (readPart(open.space, part)) throw keyTaken();
    return writePart(open, context, part, value, null);
  });
}

export const keyTaken = (): RefusalError =>
  new RefusalError(refuse('invalid_parameter', { parameters: [{ name: 'key', reason: 'is taken' }] }));

/** Changes the present state, whatever it is, by `edit`; nobody's work can be lost by it. */
export async function editPart<Value>(
  database: Pick<Database, 'transaction'>,
  context: PartContext,
  part: Part,
  edit: (value: object) => { value: unknown; answer: Value },
): Promise<SavedPart & { answer: Value }> {
  return database.transaction(async (connection) => {
    const open = await openSpace(connection, context.spaceId);
    const { value, answer } = edit(presentPart(open.space, part).value);
    return { ...(await writePart(open, context, part, value, null)), answer };
  });
}

/** Throws `changed_meanwhile`, naming each difference, unless the part is in the state of this revision. */
export async function refuseChanged(
  { connection, space }: OpenSpace,
  spaceId: string,
  part: Part,
  revision: string,
): Promise<void> {
  const present = readPart(space, part);
  if (revisionOf(present) === revision) return;
  const name = partName(part);
  const base = await findPartVersion(connection, spaceId, name, { revision });
  const last = await findPartVersion(connection, spaceId, name, { revision: revisionOf(present) });
  throw changedMeanwhile(base, present, last);
}

/** `base`: what the caller knew; where that is forgotten, nothing more can be told than that it has changed. */
export function changedMeanwhile(
  base: Pick<PartVersion, 'document'> | null,
  present: unknown,
  last: Pick<PartVersion, 'author' | 'at'> | null,
): RefusalError {
  const differences: PartDifference[] = base ? differencesOf(JSON.parse(base.document), present) : [];
  const parameters = differences
    .slice(0, 50)
    .map((one) => ({ name: one.path, reason: tellDifference(one), code: one.action }));
  const who = last?.author ? ` It was ${last.author}, at ${new Date(last.at).toISOString()}.` : '';
  const { message } = refuse('changed_meanwhile');
  return new RefusalError(refuse('changed_meanwhile', { message: message + who, parameters }));
}

/** Checks and applies the part's new value (a flow's may be null: it is removed) within the transaction. */
export async function writePart(
  open: OpenSpace,
  context: PartContext,
  part: Part,
  value: unknown,
  verdicts: ReadonlyMap<string, TokenVerdict> | null,
): Promise<SavedPart> {
  const { connection, space } = open;
  const before = readPart(space, part);
  const prepared = prepare(space, context, part, value);
  const told = prepared.judge(verdicts ?? new Map(), verdicts !== null);
  refuseErrors(told);
  if (prepared.changes > 0) {
    await changeConfiguration(connection, prepared.change, context.sealer).catch((error: unknown) => {
      throw takenElsewhere(error) ?? error;
    });
  }
  const after = indexSpace(await loadConfiguration(connection, context.spaceId));
  const now = readPart(after, part);
  await recordAudit(connection, context.spaceId, context.by, auditOf(space, after));
  const version = await noteStates(connection, context, part, before, now);
  return { revision: revisionOf(now), findings: told, version, space: after };
}

/** A campaign's link names no tenant: another space may have its key. */
function takenElsewhere(error: unknown): RefusalError | null {
  if (!(error instanceof RefusalError) || error.refusal.code !== 'invalid_funnel') return null;
  const [first] = error.refusal.parameters ?? [];
  const parameters = [{ name: 'key', reason: first?.reason ?? 'is taken' }];
  return new RefusalError(refuse('invalid_parameter', { parameters }));
}

type Prepared = {
  changes: number;
  change: ConfigurationChange;
  fresh: { token: string }[];
  /** Everything that there is to say, with what Telegram says of new tokens. */
  judge(verdicts: ReadonlyMap<string, TokenVerdict>, asked: boolean): PartFinding[];
};

/** What saving the value changes; throws `invalid_parameter` for what the checks refuse. */
function prepare(space: SpaceIndex, context: PartContext, part: Part, value: unknown): Prepared {
  if (value !== null && keyOf(value) !== keyInPath(part)) {
    const reason = `expected ${keyInPath(part)}: a key is never changed`;
    throw new RefusalError(refuse('invalid_parameter', { parameters: [{ name: 'key', reason }] }));
  }
  const checked = checkPart(space, part, value);
  refuseErrors(checked.findings);
  // `refuseErrors` has thrown for every check that failed.
  if (!checked.ok) throw new RefusalError(refuse('invalid_parameter'));
  const { spaceId, newId, env, sealer } = context;
  const target = targetOf({ spaceId, newId, funnel: checked.funnel, space, links: checked.links });
  const secrets = secretDifference(target, space, env, sealer, keepsShown);
  const stored = new Map(
    [...space.bots.values()].flatMap((bot) =>
      space.secretsOf(bot.id).map((row) => [`${row.botId}/${row.place}`, row] as const),
    ),
  );
  const touched = target.secrets.filter((one) => !keepsShown(one, stored.get(`${one.botId}/${one.place}`)));
  const tokens = compareTokens({ ...target, secrets: touched }, space, env, sealer);
  const { changes, change } = differenceOf(target, space, secrets);
  const made = fileWith(space, part, value);
  const tell = (found: Parameters<typeof tellFindings>[0]): PartFinding[] =>
    tellFindings(found, part, made, checked.funnel);
  return {
    changes: changes.length,
    change,
    fresh: tokens.fresh,
    judge: (verdicts, asked) => [
      ...tell([...secrets.errors, ...tokens.errors, ...secrets.warnings]),
      ...tell(asked ? judgeTokens(tokens.fresh, verdicts) : []),
      ...checked.findings,
    ],
  };
}

/** Telegram is asked about a new token beforehand: nothing outside is waited for with the space locked. */
async function verdictsBefore(
  database: Pick<Database, 'transaction'>,
  context: PartContext,
  part: Part,
  value: unknown,
): Promise<ReadonlyMap<string, TokenVerdict> | null> {
  const { checkToken, spaceId } = context;
  if (!checkToken || part.of !== 'settings') return null;
  const configuration = await database.transaction((connection) => loadConfiguration(connection, spaceId));
  const { fresh } = prepare(indexSpace(configuration), context, part, value);
  return askTokens([...fresh.map(({ token }) => ({ token, path: [] }))], checkToken);
}

/** The state before is noted too: a funnel file may have brought it. */
async function noteStates(
  connection: Connection,
  context: PartContext,
  part: Part,
  before: object | null,
  after: object | null,
): Promise<number> {
  const { spaceId, by, now } = context;
  const keep = part.of === 'flow' ? keptVersions : keptStates;
  const note = (state: object | null, author: string | null): Promise<number> | number =>
    state === null
      ? 0
      : notePartVersion(
          connection,
          spaceId,
          partName(part),
          { revision: revisionOf(state), document: canonicalJson(state), author, at: now },
          keep,
        );
  await note(before, null);
  const version = await note(after, by.name);
  return version;
}

/** Removes a campaign or a postback; throws `changed_meanwhile`, and `invalid_parameter` while others need it. */
export async function removePart(
  database: Pick<Database, 'transaction'>,
  context: PartContext,
  part: Extract<Part, { of: 'campaign' | 'postback' }>,
  revision: string,
): Promise<void> {
  await database.transaction(async (connection) => {
    const open = await openSpace(connection, context.spaceId);
    const { value } = presentPart(open.space, part);
    await refuseChanged(open, context.spaceId, part, revision);
    const { campaigns, postbacks } = open.space;
    const bound = [...postbacks.values()].filter(({ document }) => document.campaign === part.key);
    if (part.of === 'campaign' && bound.length > 0) {
      const reason = `is the campaign of the postback ${bound.map(({ key }) => key).join(', ')}`;
      throw new RefusalError(refuse('invalid_parameter', { parameters: [{ name: 'key', reason }] }));
    }
    const row = (part.of === 'campaign' ? campaigns : postbacks).get(part.key);
    const save = {
      ...{ bots: [], fields: [], secrets: [], webhooks: [] },
      ...{ flows: [], steps: [], campaigns: [], postbacks: [] },
    };
    const nothing = { fields: [], secrets: [], webhooks: [], flows: [], steps: [] };
    const remove = { ...nothing, [part.of === 'campaign' ? 'campaigns' : 'postbacks']: row ? [row.id] : [] };
    await changeConfiguration(connection, { save, remove }, context.sealer);
    const left = indexSpace(await loadConfiguration(connection, context.spaceId));
    await recordAudit(connection, context.spaceId, context.by, auditOf(open.space, left));
    await noteStates(connection, context, part, value, null);
  });
}

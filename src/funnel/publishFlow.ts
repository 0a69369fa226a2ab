/** Publishing a draft, removing a flow, and the dialogs that stand on what is gone. */
import { type ParameterError, RefusalError, refuse } from '../base/refusal.ts';
import { splitStepPath } from '../flow/flow.ts';
import { announceSignals, countOnSteps, type Database, findDraft, moveDialogsFrom } from '../store/store.ts';
import {
  botIdOf,
  draftOf,
  type FlowPart,
  forgetDraft,
  openSecrets,
  refuseChangedDraft,
} from './draftFlow.ts';
import { refuseLostUploads } from './draftUploads.ts';
import { type Part, readPart, wholeBot } from './part.ts';
import {
  type OpenSpace,
  openSpace,
  type PartContext,
  presentPart,
  refuseChanged,
  type SavedPart,
  writePart,
} from './partChange.ts';
import type { PartFinding } from './partFindings.ts';
import { revisionOf } from './partRevision.ts';
import type { SpaceIndex } from './spaceIndex.ts';

/** Step key -> `flow/step` of the same bot. */
type Relocate = Readonly<Record<string, string>>;

export type PublishWish = {
  revision: string;
  draftRevision: string;
  relocate?: Relocate | undefined;
  start?: string | undefined;
  overwrite?: boolean | undefined;
};

export type Published = { revision: string; version: number; findings: PartFinding[]; relocated: number };

/**
 * Makes the draft the flow. All in one transaction: versions, the bot's start, the draft's end, and a signal in
 * the inbox for each dialog on a step that is gone. Throws `changed_meanwhile`, `dialogs_on_removed_steps`,
 * `invalid_parameter`, `not_found`.
 */
export async function publishFlow(
  database: Pick<Database, 'transaction'>,
  context: PartContext,
  part: FlowPart,
  wish: PublishWish,
): Promise<Published> {
  return database.transaction(async (connection) => {
    const open = await openSpace(connection, context.spaceId);
    const botId = botIdOf(open.space, part);
    const draft = await findDraft(connection, botId, part.flow);
    await refuseChangedDraft(connection, context.spaceId, part, draft, wish.draftRevision);
    if (!draft) throw new RefusalError(refuse('not_found'));
    const known = wish.overwrite ? wish.revision : draft.base;
    if (known !== wish.revision) await refuseChanged(open, context.spaceId, part, known);
    await refuseChanged(open, context.spaceId, part, wish.revision);
    const kept = new Set(draftOf(draft).steps.map(({ key }) => String(key)));
    const removed = stepsOf(open.space, part).filter((step) => !kept.has(step));
    await refuseLostUploads(connection, context.spaceId, draftOf(draft));
    const moves = await movesOf(open, part, removed, wish.relocate ?? {}, kept);
    const saved = await writePart(open, context, part, openSecrets(draft, part, context), null);
    if (wish.start !== undefined) await setStart({ ...open, space: saved.space }, context, part, wish.start);
    await forgetDraft(connection, context.spaceId, part, botId);
    const relocated = await relocate(open, context, part, moves);
    const { revision, version, findings } = saved;
    return { revision, version, findings, relocated };
  });
}

/** Removes a flow and its draft; throws as `publishFlow` does. */
export async function removeFlow(
  database: Pick<Database, 'transaction'>,
  context: PartContext,
  part: FlowPart,
  wish: { revision: string; relocate?: Relocate | undefined },
): Promise<{ relocated: number }> {
  return database.transaction(async (connection) => {
    const open = await openSpace(connection, context.spaceId);
    const botId = botIdOf(open.space, part);
    const isPublished = readPart(open.space, part) !== null;
    if (!isPublished && !(await findDraft(connection, botId, part.flow))) {
      throw new RefusalError(refuse('not_found'));
    }
    await refuseChanged(open, context.spaceId, part, wish.revision);
    const moves = await movesOf(open, part, stepsOf(open.space, part), wish.relocate ?? {}, new Set());
    if (isPublished) {
      const space = await dropPushes(open, context, part);
      await writePart({ ...open, space }, context, part, null, null);
    }
    await forgetDraft(connection, context.spaceId, part, botId);
    return { relocated: await relocate(open, context, part, moves) };
  });
}

function stepsOf(space: SpaceIndex, part: FlowPart): string[] {
  const bot = space.bots.get(part.bot);
  const flow = bot && space.flowsOf(bot.id).find(({ key }) => key === part.flow);
  return flow ? space.stepsOf(flow.id).map(({ key }) => key) : [];
}

type Move = { from: string; to: { flow: string; step: string } };

/** Where the dialogs on removed steps go. `kept`: the steps that the flow is to have. */
async function movesOf(
  { connection, space }: OpenSpace,
  part: FlowPart,
  removed: readonly string[],
  relocate: Relocate,
  kept: ReadonlySet<string>,
): Promise<Move[]> {
  const counts = await countOnSteps(connection, botIdOf(space, part), part.flow, removed);
  const told: ParameterError[] = [];
  const moves = counts.flatMap(({ step, n }): Move[] => {
    const wanted = Object.hasOwn(relocate, step) ? relocate[step] : undefined;
    if (wanted === undefined) {
      told.push({ name: step, reason: String(n) });
      return [];
    }
    const to = splitStepPath(wanted.includes('/') ? wanted : `${part.flow}/${wanted}`);
    const there =
      to.flow === part.flow
        ? kept.has(to.step)
        : space.stepPathsOf(botIdOf(space, part)).has(`${to.flow}/${to.step}`);
    if (!there) {
      const parameters = [{ name: `relocate.${step}`, reason: `there is no step ${wanted}` }];
      throw new RefusalError(refuse('invalid_parameter', { parameters }));
    }
    return [{ from: step, to }];
  });
  if (told.length > 0) throw new RefusalError(refuse('dialogs_on_removed_steps', { parameters: told }));
  return moves;
}

/** Through the inbox: each dialog is moved by a turn of its own, if it still stands there then. */
async function relocate(
  { connection, space }: OpenSpace,
  context: PartContext,
  part: FlowPart,
  moves: readonly Move[],
): Promise<number> {
  let relocated = 0;
  for (const { from, to } of moves) {
    const { moved, lane } = await moveDialogsFrom(connection, {
      ...{ botId: botIdOf(space, part), from: { flow: part.flow, step: from }, to },
      ...{ by: context.by.name, at: context.now },
    });
    relocated += moved;
    // Told at the commit, so that no worker looks too early.
    if (lane !== null) await announceSignals(connection, String(lane));
  }
  return relocated;
}

async function setStart(
  open: OpenSpace,
  context: PartContext,
  part: FlowPart,
  step: string,
): Promise<SavedPart> {
  const settings: Part = { of: 'settings', bot: part.bot };
  const { value } = presentPart(open.space, settings);
  return writePart(open, context, settings, { ...value, start: `${part.flow}/${step}` }, null);
}

/** The pushes for all steps of a flow stand in the bot's settings, and end with the flow. */
async function dropPushes(open: OpenSpace, context: PartContext, part: FlowPart): Promise<SpaceIndex> {
  const bot = wholeBot(open.space, part.bot);
  if (!bot?.globalPushes || !Object.hasOwn(bot.globalPushes, part.flow)) return open.space;
  const { [part.flow]: _, ...globalPushes } = bot.globalPushes;
  const settings: Part = { of: 'settings', bot: part.bot };
  const { value } = presentPart(open.space, settings);
  return (await writePart(open, context, settings, { ...value, globalPushes }, null)).space;
}

/** The present revision of a flow, '' while it is not published. */
export const flowRevision = (space: SpaceIndex, part: FlowPart): string => revisionOf(readPart(space, part));

/** The history of a flow: each state that was published, what tells it from the one before, and going back. */
import { RefusalError, refuse } from '../base/refusal.ts';
import {
  type Database,
  findPartVersion,
  listPartVersions,
  notePartVersion,
  type PartVersion,
} from '../store/store.ts';
import { type DraftFlow, draftOf, type FlowPart, putDraft, type SavedDraft } from './draftFlow.ts';
import type { FunnelBot } from './funnelShape.ts';
import { partName, readPart } from './part.ts';
import { openSpace, type PartContext } from './partChange.ts';
import { differencesOf, type PartDifference } from './partDifference.ts';
import { canonicalJson, revisionOf } from './partRevision.ts';

export type Flow = NonNullable<FunnelBot['flows']>[number];

export type FlowVersionSummary = Omit<PartVersion, 'document'> & { steps: number };

export type FlowVersion = FlowVersionSummary & {
  flow: DraftFlow;
  changes: PartDifference[];
  since: PartDifference[];
};

type Space = Pick<Database, 'transaction'>;

/** Newest first. What a funnel file has published is noted when it is first looked at. */
export async function listVersions(
  database: Space,
  context: PartContext,
  part: FlowPart,
): Promise<FlowVersionSummary[]> {
  return database.transaction(async (connection) => {
    const { space } = await openSpace(connection, context.spaceId);
    const present = readPart(space, part);
    if (present) {
      const state = { revision: revisionOf(present), document: canonicalJson(present), author: null };
      await notePartVersion(connection, context.spaceId, partName(part), { ...state, at: context.now }, 1000);
    }
    const versions = await listPartVersions(connection, context.spaceId, partName(part));
    return versions.map(({ document, ...version }) => ({
      ...version,
      steps: draftOf({ document }).steps.length,
    }));
  });
}

/** One of them with what has changed; throws `not_found`. */
export async function readVersion(
  database: Space,
  context: PartContext,
  part: FlowPart,
  n: number,
): Promise<FlowVersion> {
  return database.transaction(async (connection) => {
    const { space } = await openSpace(connection, context.spaceId);
    const name = partName(part);
    const found = await findPartVersion(connection, context.spaceId, name, { n });
    if (!found) throw new RefusalError(refuse('not_found'));
    const earlier = await findPartVersion(connection, context.spaceId, name, { n: n - 1 });
    const { document, ...version } = found;
    const flow = draftOf({ document });
    return {
      ...version,
      steps: flow.steps.length,
      flow,
      changes: differencesOf(earlier && draftOf(earlier), flow),
      since: differencesOf(flow, readPart(space, part)),
    };
  });
}

/** Puts a version into the draft, over the state of it that the caller knew. */
export async function restoreVersion(
  database: Space,
  context: PartContext,
  part: FlowPart,
  wish: { n: number; draftRevision: string },
): Promise<SavedDraft> {
  return database.transaction(async (connection) => {
    const { space } = await openSpace(connection, context.spaceId);
    const found = await findPartVersion(connection, context.spaceId, partName(part), { n: wish.n });
    if (!found) throw new RefusalError(refuse('not_found'));
    const { draftRevision } = wish;
    return putDraft(connection, space, context, part, { draftRevision, flow: draftOf(found) });
  });
}

/** Everything that is done to a configuration piece by piece, for whoever speaks to people. */
import type { Instant } from '../base/instant.ts';
import { type Author, type Database, loadConfiguration } from '../store/store.ts';
import { addFlow, checkDraft, discardDraft, type FlowPart, readDraftFlow, saveDraft } from './draftFlow.ts';
import { flowDetail, listFlows } from './flowDetail.ts';
import { listVersions, readVersion, restoreVersion } from './flowVersions.ts';
import type { Part } from './part.ts';
import { addPart, editPart, type PartContext, presentPart, removePart, savePart } from './partChange.ts';
import { checkPart } from './partFindings.ts';
import type { FunnelContext } from './planFunnel.ts';
import { type PublishWish, publishFlow, removeFlow } from './publishFlow.ts';
import { indexSpace } from './spaceIndex.ts';
import { tryDraft } from './tryDraft.ts';

/** Whose space, and who asks. */
export type Editor = { spaceId: string; by: Author };

/** Refusals (`changed_meanwhile`, `invalid_parameter`, `not_found`, ...) are thrown. */
export type ConfigurationDesk = ReturnType<typeof createConfigurationDesk>;

export function createConfigurationDesk(
  database: Database,
  contextOf: (spaceId: string) => FunnelContext,
  now: () => Instant,
) {
  const of = ({ spaceId, by }: Editor): PartContext => ({ ...contextOf(spaceId), by, now: now() });
  const spaceOf = async (spaceId: string) => indexSpace(await loadConfiguration(database, spaceId));
  return {
    read: async (spaceId: string, part: Part) => {
      const space = await spaceOf(spaceId);
      const { value, revision } = presentPart(space, part);
      return { value, revision, findings: checkPart(space, part, value).findings };
    },
    save: (editor: Editor, part: Part, wish: { revision: string; value: unknown }) =>
      savePart(database, of(editor), part, wish),
    add: (editor: Editor, part: Part, value: unknown) => addPart(database, of(editor), part, value),
    edit: <Value>(
      editor: Editor,
      part: Part,
      edit: (value: object) => { value: unknown; answer: Value },
    ): Promise<{ revision: string; answer: Value }> => editPart(database, of(editor), part, edit),
    remove: (editor: Editor, part: Extract<Part, { of: 'campaign' | 'postback' }>, revision: string) =>
      removePart(database, of(editor), part, revision),
    flows: (spaceId: string, bot: string) => listFlows(database, spaceId, bot),
    flow: (spaceId: string, part: FlowPart) => flowDetail(database, spaceId, part),
    checkFlow: async (spaceId: string, part: FlowPart, flow: unknown) =>
      checkDraft(await spaceOf(spaceId), part, readDraftFlow(part, flow)),
    addFlow: (editor: Editor, part: FlowPart, flow: unknown) => addFlow(database, of(editor), part, flow),
    saveDraft: (editor: Editor, part: FlowPart, wish: { draftRevision: string; flow: unknown }) =>
      saveDraft(database, of(editor), part, wish),
    discardDraft: (editor: Editor, part: FlowPart, draftRevision: string | undefined) =>
      discardDraft(database, of(editor), part, draftRevision),
    publish: (editor: Editor, part: FlowPart, wish: PublishWish) =>
      publishFlow(database, of(editor), part, wish),
    removeFlow: (editor: Editor, part: FlowPart, wish: Parameters<typeof removeFlow>[3]) =>
      removeFlow(database, of(editor), part, wish),
    versions: (editor: Editor, part: FlowPart) => listVersions(database, of(editor), part),
    version: (editor: Editor, part: FlowPart, n: number) => readVersion(database, of(editor), part, n),
    restore: (editor: Editor, part: FlowPart, wish: { n: number; draftRevision: string }) =>
      restoreVersion(database, of(editor), part, wish),
    tryDraft: (editor: Editor, part: FlowPart, start?: string) => tryDraft(database, of(editor), part, start),
  };
}

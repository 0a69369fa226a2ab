/** What the routes of the configuration need of the funnel room; `server.ts` hands it over. */
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Instant } from '../base/instant.ts';
import type { Author } from '../store/store.ts';
import { authorOf, principalOf } from './access.ts';
import type * as contract from './contractConfiguration.ts';

export type Part =
  | { of: 'settings'; bot: string }
  | { of: 'flow'; bot: string; flow: string }
  | { of: 'campaign'; key: string }
  | { of: 'postback'; key: string };

type FlowPart = Extract<Part, { of: 'flow' }>;
type Saved = { revision: string; findings: contract.ApiFinding[] };
type Flow = z.infer<typeof contract.flowDetail>['flow'];

export type Editor = { spaceId: string; by: Author };

type StepLead = Exclude<contract.ApiStepLead, { by: 'webhook' }>;
type WebhookLead = { by: 'webhook'; webhook: string; webhookId: string; calls: number; lastAt: Instant };
type Version = { n: number; revision: string; author: string | null; at: Instant; steps: number };

/** Refusals (`changed_meanwhile`, `invalid_parameter`, `not_found`, ...) are thrown. */
export type ConfigurationPort = {
  read(spaceId: string, part: Part): Promise<Saved & { value: object }>;
  save(editor: Editor, part: Part, wish: { revision: string; value: unknown }): Promise<Saved>;
  /** Throws when the key is taken. */
  add(editor: Editor, part: Part, value: unknown): Promise<Saved>;
  /** Changes whatever is there by then. */
  edit<Value>(
    editor: Editor,
    part: Part,
    edit: (value: object) => { value: unknown; answer: Value },
  ): Promise<{ revision: string; answer: Value }>;
  remove(
    editor: Editor,
    part: Extract<Part, { of: 'campaign' | 'postback' }>,
    revision: string,
  ): Promise<void>;
  flows(spaceId: string, bot: string): Promise<contract.ApiFlowSummary[]>;
  flow(
    spaceId: string,
    part: FlowPart,
  ): Promise<{
    key: string;
    revision: string;
    flow: Flow;
    draft: contract.ApiDraftFlow | null;
    record: { revision: string; base: string; author: string | null; at: Instant } | null;
    findings: contract.ApiFinding[];
    counters: Record<string, number>;
    leads: Record<string, (StepLead | WebhookLead)[]>;
    stepIds: Record<string, string>;
    start: string | null;
  }>;
  checkFlow(spaceId: string, part: FlowPart, flow: unknown): Promise<contract.ApiFinding[]>;
  addFlow(editor: Editor, part: FlowPart, flow: unknown): Promise<contract.ApiDraftSaved>;
  saveDraft(
    editor: Editor,
    part: FlowPart,
    wish: { draftRevision: string; flow: unknown },
  ): Promise<contract.ApiDraftSaved>;
  discardDraft(editor: Editor, part: FlowPart, draftRevision: string | undefined): Promise<void>;
  publish(
    editor: Editor,
    part: FlowPart,
    wish: z.infer<typeof contract.publishRequest>,
  ): Promise<contract.ApiPublished>;
  removeFlow(editor: Editor, part: FlowPart, wish: z.infer<typeof contract.flowRemoval>): Promise<unknown>;
  versions(editor: Editor, part: FlowPart): Promise<Version[]>;
  version(
    editor: Editor,
    part: FlowPart,
    n: number,
  ): Promise<
    Version & {
      flow: contract.ApiDraftFlow;
      changes: contract.ApiPartDifference[];
      since: contract.ApiPartDifference[];
    }
  >;
  restore(
    editor: Editor,
    part: FlowPart,
    wish: { n: number; draftRevision: string },
  ): Promise<contract.ApiDraftSaved>;
  tryDraft(editor: Editor, part: FlowPart, start?: string): Promise<contract.ApiTryDraft>;
};

/** Who asks for a change, and in which space. */
export function editorOf(request: Pick<FastifyRequest, 'principal'>): Editor {
  const principal = principalOf(request);
  return { spaceId: principal.spaceId, by: authorOf(principal) };
}

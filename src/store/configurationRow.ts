/** The rows of what the owner drew, with their documents read. */
import { z } from 'zod';
import type { Instant } from '../base/instant.ts';
import {
  type AutoAction,
  autoAction,
  type CampaignShape,
  campaignShape,
  type PostbackShape,
  postbackShape,
} from '../campaign/campaign.ts';
import {
  type BotSettings,
  botSettings,
  type Field,
  field,
  flow,
  type Step,
  step,
  type Webhook,
  webhook,
} from '../flow/flow.ts';
import { secretPlaceholder, stepSecret } from './secretPlace.ts';

export type CompanyRow = { id: string; name: string; currency: string };
export type SpaceRow = { id: string; companyId: string; key: string; name: string };

export type BotRow = {
  id: string;
  spaceId: string;
  key: string;
  position: number;
  lane: number;
  /** `ai.apiKey` is the reference to a sealed secret, never the secret. */
  document: BotSettings;
};

export type LoadedBot = BotRow & {
  /** `document.organicActions`, read. */
  organicActions: AutoAction[];
  clockOffsetMs: number;
  createdAt: Instant;
};

export type FieldRow = { botId: string; key: string; position: number; declared: boolean; document: Field };
export type FlowDocument = { key: string; name?: string | undefined };
export type FlowRow = { id: string; botId: string; key: string; position: number; document: FlowDocument };
/** `secret` of a sendWebhook step is the reference to a sealed secret, never the secret. */
export type StepRow = { id: string; flowId: string; key: string; position: number; document: Step };
export type WebhookRow = { id: string; botId: string; key: string; position: number; document: Webhook };
/** After a rotation the previous id stays valid until then. */
export type LoadedWebhook = WebhookRow & { previousId: string | null; previousUntil: Instant | null };

export type CampaignRow = {
  id: string;
  spaceId: string;
  botId: string;
  key: string;
  position: number;
  document: CampaignShape;
};

export type PostbackRow = {
  id: string;
  spaceId: string;
  /** The only campaign whose leads it may touch. */
  campaignId: string | null;
  key: string;
  position: number;
  document: PostbackShape;
};

export type SecretRow = {
  botId: string;
  /** See `SecretPlace`. */
  place: string;
  /** The `${NAME}` that the funnel file wrote, null when the value itself arrived. */
  reference: string | null;
  sealed: string;
};

const flowDocument = flow.omit({ steps: true });
const actions = z.array(autoAction);

/** The same row before its document was read. */
export type Unread<Row> = Omit<Row, 'document' | 'organicActions'> & { document: unknown };

export function readBot(row: Unread<LoadedBot>, secrets: ReadonlyMap<string, SecretRow>): LoadedBot {
  const document = read(botSettings, row.document, `bot ${row.key}`);
  const secret = secrets.get(`${row.id}/ai`);
  const apiKey = secret && (secret.reference ?? secretPlaceholder(row.key, 'ai'));
  return {
    ...row,
    document: document.ai && apiKey ? { ...document, ai: { ...document.ai, apiKey } } : document,
    organicActions: read(actions, document.organicActions ?? [], `organic actions of bot ${row.key}`),
  };
}

export const readField = (row: Unread<FieldRow>): FieldRow => withDocument(row, field, 'field');
export const readFlow = (row: Unread<FlowRow>): FlowRow => withDocument(row, flowDocument, 'flow');
export const readWebhook = (row: Unread<LoadedWebhook>): LoadedWebhook =>
  withDocument(row, webhook, 'webhook');
export const readCampaign = (row: Unread<CampaignRow>): CampaignRow =>
  withDocument(row, campaignShape, 'campaign');
export const readPostback = (row: Unread<PostbackRow>): PostbackRow =>
  withDocument(row, postbackShape, 'postback');

export function readStep(
  row: Unread<StepRow>,
  owner: { botId: string; botKey: string; flowKey: string },
  secrets: ReadonlyMap<string, SecretRow>,
): StepRow {
  const document = read(step, row.document, `step ${owner.flowKey}/${row.key}`);
  const found = secrets.get(`${owner.botId}/${stepSecret(row.id)}`);
  if (!found || document.kind !== 'sendWebhook') return { ...row, document };
  const secret = found.reference ?? secretPlaceholder(owner.botKey, owner.flowKey, row.key, 'secret');
  return { ...row, document: { ...document, secret } };
}

function withDocument<Row extends { key: string; document: unknown }, Document>(
  row: Row,
  shape: z.ZodType<Document>,
  what: string,
): Omit<Row, 'document'> & { document: Document } {
  return { ...row, document: read(shape, row.document, `${what} ${row.key}`) };
}

/** A document that this version cannot read is a broken upgrade: nothing may run half configured. */
function read<Document>(shape: z.ZodType<Document>, document: unknown, what: string): Document {
  const parsed = shape.safeParse(document);
  if (parsed.success) return parsed.data;
  throw new Error(`the stored ${what} cannot be read: ${z.prettifyError(parsed.error)}`);
}

/** What the constructor asks the server for. */
import type {
  ApiDraftSaved,
  ApiFinding,
  ApiFlowDetail,
  ApiFlowSummary,
  ApiFlowVersion,
  ApiFlowVersionSummary,
  ApiPublished,
  ApiStepLead,
  ApiTryDraft,
} from '../../src/api/contractConfiguration.ts';
import type { Flow } from '../../src/flow/flow.ts';
import { getJson, sendJson } from '../parts/api.ts';

export type FlowDetail = ApiFlowDetail;
export type FlowSummary = ApiFlowSummary;
export type FlowVersion = ApiFlowVersion;
export type FlowVersionSummary = ApiFlowVersionSummary;
export type StepLead = ApiStepLead;
export type ServerFinding = ApiFinding;

const flowsPath = (bot: string): string => `/bots/${encodeURIComponent(bot)}/flows`;
const flowPath = (bot: string, flow: string): string => `${flowsPath(bot)}/${encodeURIComponent(flow)}`;

export const listFlows = (bot: string, signal?: AbortSignal): Promise<{ items: FlowSummary[] }> =>
  getJson(flowsPath(bot), signal);

export const createFlow = (
  bot: string,
  flow: { key: string; name?: string; steps?: unknown[] },
): Promise<FlowDetail> => sendJson('POST', flowsPath(bot), flow);

export const loadFlow = (bot: string, flow: string, signal?: AbortSignal): Promise<FlowDetail> =>
  getJson(flowPath(bot, flow), signal);

/** Refused with `changed_meanwhile` when `draftRevision` is not the latest. */
export const saveDraft = (bot: string, draftRevision: string, flow: Flow): Promise<ApiDraftSaved> =>
  sendJson('PUT', `${flowPath(bot, flow.key)}/draft`, { draftRevision, flow });

export const discardDraft = (bot: string, flow: string, draftRevision: string): Promise<unknown> =>
  sendJson('DELETE', `${flowPath(bot, flow)}/draft?draftRevision=${encodeURIComponent(draftRevision)}`);

export type Publication = {
  revision: string;
  draftRevision: string;
  relocate?: Record<string, string>;
  start?: string;
  overwrite?: boolean;
};

/** Refused with `dialogs_on_removed_steps` while it is not said where those dialogs shall go. */
export const publishFlow = (bot: string, flow: string, wanted: Publication): Promise<ApiPublished> =>
  sendJson('POST', `${flowPath(bot, flow)}/publish`, wanted);

export const removeFlow = (
  bot: string,
  flow: string,
  wanted: { revision: string; relocate?: Record<string, string> },
): Promise<unknown> => sendJson('DELETE', flowPath(bot, flow), wanted);

export const listVersions = (
  bot: string,
  flow: string,
  signal?: AbortSignal,
): Promise<{ items: FlowVersionSummary[] }> => getJson(`${flowPath(bot, flow)}/versions`, signal);

export const loadVersion = (
  bot: string,
  flow: string,
  n: number,
  signal?: AbortSignal,
): Promise<FlowVersion> => getJson(`${flowPath(bot, flow)}/versions/${n}`, signal);

export const restoreVersion = (
  bot: string,
  flow: string,
  n: number,
  draftRevision: string,
): Promise<ApiDraftSaved> =>
  sendJson('POST', `${flowPath(bot, flow)}/versions/${n}/restore`, { draftRevision });

/** `start`: the step of this flow where whoever tries it begins; absent: where the bot begins. */
export const tryDraft = (bot: string, flow: string, start?: string): Promise<ApiTryDraft> =>
  sendJson('POST', `${flowPath(bot, flow)}/try`, start === undefined ? {} : { start });

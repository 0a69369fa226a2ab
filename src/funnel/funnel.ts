/** Door of the room: funnel as code. */
export type { CheckToken, TokenVerdict } from './botToken.ts';
export type { Change, ChangedObject } from './change.ts';
export { type ConfigurationDesk, createConfigurationDesk } from './configurationDesk.ts';
export { answerShape, describeAnswer, parameterError } from './describeAnswer.ts';
export { exportFunnel } from './exportFunnel.ts';
export type { Finding } from './finding.ts';
export { type FindingCode, findingCodes, type Severity } from './findingCode.ts';
export type { FunnelAnswer, FunnelPlan } from './funnelAnswer.ts';
export { funnelSchema } from './funnelSchema.ts';
export { type Funnel, funnelShape } from './funnelShape.ts';
export { lintFunnel } from './lintFunnel.ts';
export { type LintFinding, lintText, summaryOf } from './lintText.ts';
export { offlineConfiguration } from './offlineConfiguration.ts';
export { applyFunnel, type FunnelContext, planFunnel } from './planFunnel.ts';
export { type ReadFunnel, readFunnel } from './readFunnel.ts';
export { resolveReferences } from './resolveReferences.ts';
export type { FunnelSealer } from './secretDifference.ts';
export type { Environment } from './secretReference.ts';

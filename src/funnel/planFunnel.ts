/** Planning and applying a funnel file. */
import { RefusalError } from '../base/refusal.ts';
import type { Author, Connection, Database } from '../store/store.ts';
import {
  type Configuration,
  type ConfigurationChange,
  changeConfiguration,
  loadConfiguration,
  lockSpace,
  recordAudit,
} from '../store/store.ts';
import { auditOf } from './auditOf.ts';
import {
  askTokens,
  type CheckToken,
  compareTokens,
  type FreshToken,
  hasTelegramToken,
  judgeTokens,
  type TokenVerdict,
} from './botToken.ts';
import { differenceOf } from './difference.ts';
import type { Finding } from './finding.ts';
import { answerOf, type FunnelAnswer, type FunnelPlan } from './funnelAnswer.ts';
import { inspectFunnel } from './lintFunnel.ts';
import { type ReadFunnel, readFunnel, refuseFunnel, tellFinding } from './readFunnel.ts';
import { type FunnelSealer, secretDifference } from './secretDifference.ts';
import type { Environment } from './secretReference.ts';
import { indexSpace } from './spaceIndex.ts';
import { type Target, targetOf } from './target.ts';

export type FunnelContext = {
  spaceId: string;
  /** How the outside reaches us, without a slash at its end. */
  publicUrl: string;
  /** What `${FUNNEL_...}` stands for. */
  env: Environment;
  sealer: FunnelSealer;
  newId: () => string;
  /** Asks Telegram about the token of a bot; absent: tokens are taken as they are. */
  checkToken?: CheckToken;
  /** Whoever applies, for the audit log; absent: the start itself. */
  by?: Author;
};

const maximumWarnings = 200;

type Verdicts = ReadonlyMap<string, TokenVerdict>;

/** What applying a file (YAML or JSON text, or an object) would change; throws `invalid_funnel`. */
export async function planFunnel(
  connection: Connection,
  context: FunnelContext,
  source: unknown,
): Promise<FunnelPlan> {
  const file = readFile(source);
  const configuration = await loadConfiguration(connection, context.spaceId);
  const prepared = prepare(configuration, context, file);
  return judged(prepared, await verdictsOf(prepared, context), file);
}

/**
 * Makes all the changes of a file or none; throws `invalid_funnel`. Two at once come one after the other.
 * Telegram is asked about new tokens beforehand: nothing outside is waited for with the space locked.
 */
export async function applyFunnel(
  database: Pick<Database, 'transaction'>,
  context: FunnelContext,
  source: unknown,
): Promise<FunnelAnswer> {
  const file = readFile(source);
  const verdicts = await verdictsBefore(database, context, file);
  return database.transaction(async (connection) => {
    await lockSpace(connection, context.spaceId);
    const configuration = await loadConfiguration(connection, context.spaceId);
    const prepared = prepare(configuration, context, file);
    const plan = judged(prepared, verdicts, file);
    if (plan.changes.length > 0) {
      await changeConfiguration(connection, prepared.change, context.sealer);
      await noteChanges(connection, context, configuration);
    }
    return answerOf(plan, prepared.target, context.publicUrl);
  });
}

async function noteChanges(
  connection: Connection,
  { spaceId, by }: FunnelContext,
  before: Configuration,
): Promise<void> {
  if (!by) return;
  const after = await loadConfiguration(connection, spaceId);
  await recordAudit(connection, spaceId, by, auditOf(indexSpace(before), indexSpace(after)));
}

type Prepared = { plan: FunnelPlan; target: Target; change: ConfigurationChange; fresh: FreshToken[] };

function readFile(source: unknown): ReadFunnel {
  const read = readFunnel(source);
  if (!read.ok) throw new RefusalError(read.reason);
  return read.value;
}

function prepare(configuration: Configuration, context: FunnelContext, file: ReadFunnel): Prepared {
  const { funnel } = file;
  const space = indexSpace(configuration);
  const { findings, links } = inspectFunnel(funnel, space, 'server');
  refuseErrors(findings, file);
  const { spaceId, newId, env, sealer } = context;
  const target = targetOf({ spaceId, newId, funnel, space, links });
  const secrets = secretDifference(target, space, env, sealer);
  const tokens = compareTokens(target, space, env, sealer);
  refuseErrors([...secrets.errors, ...tokens.errors], file);
  const { changes, change } = differenceOf(target, space, secrets);
  const doubts = findings.filter(({ severity }) => severity === 'warning');
  const warnings = [...secrets.warnings, ...doubts].slice(0, maximumWarnings);
  const told = warnings.map((finding) => tellFinding(finding, file));
  return { plan: { changes, warnings: told }, target, change, fresh: tokens.fresh };
}

function refuseErrors(findings: readonly Finding[], file: ReadFunnel): void {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  throw new RefusalError(refuseFunnel(errors.map((finding) => tellFinding(finding, file))));
}

/** Null where nobody can be asked. */
const verdictsOf = async ({ fresh }: Prepared, { checkToken }: FunnelContext): Promise<Verdicts | null> =>
  checkToken ? askTokens(fresh, checkToken) : null;

async function verdictsBefore(
  database: Pick<Database, 'transaction'>,
  context: FunnelContext,
  file: ReadFunnel,
): Promise<Verdicts | null> {
  if (!context.checkToken || !hasTelegramToken(file.funnel)) return context.checkToken ? new Map() : null;
  const configuration = await database.transaction((connection) =>
    loadConfiguration(connection, context.spaceId),
  );
  return verdictsOf(prepare(configuration, context, file), context);
}

/** The plan with what Telegram said of the tokens; throws when it refuses one. */
function judged({ plan, fresh }: Prepared, verdicts: Verdicts | null, file: ReadFunnel): FunnelPlan {
  const findings = verdicts ? judgeTokens(fresh, verdicts) : [];
  refuseErrors(findings, file);
  const warnings = findings.map((finding) => tellFinding(finding, file));
  return { ...plan, warnings: [...warnings, ...plan.warnings].slice(0, maximumWarnings) };
}

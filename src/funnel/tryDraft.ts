/** Trying a draft: a simulated copy of the bot with the draft in the place of the published flow. */
import { RefusalError, refuse } from '../base/refusal.ts';
import { changeConfiguration, type Database, findDraft, recordAudit } from '../store/store.ts';
import { differenceOf } from './difference.ts';
import { botIdOf, checkDraft, type FlowPart, openSecrets } from './draftFlow.ts';
import type { FunnelBot } from './funnelShape.ts';
import { inspectFunnel } from './lintFunnel.ts';
import { wholeBot } from './part.ts';
import { openSpace, type PartContext } from './partChange.ts';
import { type PartFinding, refuseErrors } from './partFindings.ts';
import { readFunnel } from './readFunnel.ts';
import { openedSecret, secretDifference } from './secretDifference.ts';
import type { SpaceIndex } from './spaceIndex.ts';
import { targetOf } from './target.ts';

/** What the key of the copy ends with; nobody's own bot is called so by chance. */
const ending = '.try';

/**
 * Makes or renews the copy, which begins at the step `from` of this flow, or where the bot begins; throws
 * `invalid_parameter` for a draft that could not be published either.
 */
export async function tryDraft(
  database: Pick<Database, 'transaction'>,
  context: PartContext,
  part: FlowPart,
  from?: string,
): Promise<{ bot: string; start: string | null; findings: PartFinding[] }> {
  return database.transaction(async (connection) => {
    const { space } = await openSpace(connection, context.spaceId);
    const draft = await findDraft(connection, botIdOf(space, part), part.flow);
    const bot = wholeBot(space, part.bot);
    const drawn = draft && openSecrets(draft, part, context);
    const findings = drawn ? checkDraft(space, part, drawn) : [];
    refuseErrors(findings);
    const key = `${part.bot.slice(0, 64 - ending.length)}${ending}`;
    const flows = bot?.flows ?? [];
    const found = flows.findIndex((flow) => flow.key === part.flow);
    const place = found < 0 ? flows.length : found;
    const changed: unknown[] = [...flows];
    if (drawn) changed.splice(place, 1, drawn);
    const {
      token: _,
      webhooks: _webhooks,
      notificationGroups: _groups,
      ...settings
    } = withSecrets(space, part.bot, context, bot);
    const steps = drawn?.steps ?? flows[found]?.steps ?? [];
    if (from !== undefined && !steps.some((step) => step.key === from)) {
      const parameters = [{ name: 'start', reason: `the flow has no step ${from}` }];
      throw new RefusalError(refuse('invalid_parameter', { parameters }));
    }
    const first = drawn?.steps[0]?.key;
    const own = from ?? (bot?.start ? undefined : first);
    const start = own === undefined ? bot?.start : `${part.flow}/${own}`;
    const copy = {
      ...settings,
      key,
      name: `${bot?.name ?? ''} (try)`.slice(0, 200),
      channel: 'simulator',
      start,
      flows: changed,
    };
    const read = readFunnel(JSON.parse(JSON.stringify({ version: 1, bots: [copy] })));
    if (!read.ok) throw new RefusalError(read.reason);
    const { links } = inspectFunnel(read.value.funnel, space, 'server');
    const { spaceId, newId, env, sealer } = context;
    const target = targetOf({ spaceId, newId, funnel: read.value.funnel, space, links });
    const secrets = secretDifference(target, space, env, sealer);
    const { changes, change } = differenceOf(target, space, secrets);
    if (changes.length > 0) {
      await changeConfiguration(connection, change, sealer);
      const noted = { action: 'update' as const, object: 'settings', key, before: null, after: null };
      await recordAudit(connection, spaceId, context.by, [noted]);
    }
    return { bot: key, start: start ?? null, findings };
  });
}

/** The bot with its sealed secrets opened: under the copy's name they are sealed anew. */
function withSecrets(
  space: SpaceIndex,
  botKey: string,
  { sealer }: PartContext,
  bot: FunnelBot | null,
): Partial<FunnelBot> {
  const row = space.bots.get(botKey);
  const secret = row && space.secretsOf(row.id).find(({ place }) => place === 'ai');
  const apiKey = secret && openedSecret(secret, sealer);
  if (!bot?.ai) return bot ?? {};
  const { apiKey: _, ...ai } = bot.ai;
  return { ...bot, ai: apiKey ? { ...ai, apiKey } : ai };
}

/** Macros that have no source, and secrets where no secret may stand. */
import { parseFieldValue, type Step } from '../flow/flow.ts';
import { checkTemplate, checkUrl, type Known, namesIn, parseTemplate, type Syntax } from '../macro/macro.ts';
import type { Findings } from './finding.ts';
import type { Funnel, FunnelBot } from './funnelShape.ts';
import type { Path } from './funnelSource.ts';
import { holdsReference, isSecretPath } from './secretReference.ts';
import type { SpaceIndex } from './spaceIndex.ts';

/** Refuses `${NAME}` in everything that is no place for a secret. */
export function checkNoSecrets(value: unknown, path: Path, findings: Findings): void {
  if (typeof value === 'string') {
    if (!holdsReference(value) || isSecretPath(path)) return;
    const reason = 'a secret stands only as token, ai.apiKey or the secret of a sendWebhook step';
    findings.errors.push({ path, reason });
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => {
      checkNoSecrets(item, [...path, index], findings);
    });
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) checkNoSecrets(item, [...path, key], findings);
  }
}

type Text = { path: Path; text: string; syntax: Syntax; url?: boolean };

/** Warns of macros of the bot's texts that nothing fills. */
export function checkMacros(
  bot: FunnelBot,
  path: Path,
  variables: ReadonlySet<string>,
  funnel: Funnel,
  space: SpaceIndex,
  findings: Findings,
): void {
  const known = { fields: fieldsOf(bot, space), tracker: trackerOf(bot, funnel, space), variables };
  const warn = (text: Text): void => {
    const check = text.url ? checkUrl : checkTemplate;
    for (const { name, reason } of check(text.text, text.syntax, known satisfies Known)) {
      findings.warnings.push({ path: text.path, reason: `${name}: ${reason}` });
    }
  };
  for (const [name, text] of Object.entries(bot.variables ?? {})) {
    warn({ path: [...path, 'variables', name], text, syntax: 'message' });
  }
  const fields = new Map(bot.fields?.map((field) => [field.key, field]));
  bot.flows?.forEach((flow, f) => {
    flow.steps.forEach((step, s) => {
      const stepPath = [...path, 'flows', f, 'steps', s];
      textsOf(step, stepPath).forEach(warn);
      if (step.kind !== 'setFields') return;
      for (const [key, value] of Object.entries(step.fields)) {
        const declared = fields.get(key);
        if (!declared || namesIn(parseTemplate(String(value), 'message')).length > 0) continue;
        const fits = parseFieldValue(declared, String(value));
        if (!fits.ok) findings.warnings.push({ path: [...stepPath, 'fields', key], reason: fits.reason });
      }
    });
  });
}

function textsOf(step: Step, path: Path): Text[] {
  const text = (place: Path, value: string | undefined, syntax: Syntax, url = false): Text[] =>
    value === undefined ? [] : [{ path: [...path, ...place], text: value, syntax, url }];
  switch (step.kind) {
    case 'sendMessage':
      return step.messages.flatMap((message, m) => [
        ...text(['messages', m, 'text'], message.text, 'message'),
        ...(message.buttons ?? []).flatMap((row, r) =>
          row.flatMap((button, b) => [
            ...text(['messages', m, 'buttons', r, b, 'text'], button.text, 'message'),
            ...text(['messages', m, 'buttons', r, b, 'url'], button.url, 'message', true),
            ...text(['messages', m, 'buttons', r, b, 'webApp'], button.webApp, 'message', true),
          ]),
        ),
      ]);
    case 'setFields':
      return Object.entries(step.fields).flatMap(([key, value]) =>
        text(['fields', key], String(value), 'message'),
      );
    case 'sendWebhook':
      return [
        ...text(['url'], step.url, 'webhook', true),
        ...text(['body'], step.body, 'webhook'),
        ...Object.entries(step.headers ?? {}).flatMap(([name, value]) =>
          text(['headers', name], value, 'webhook'),
        ),
      ];
    case 'sendTrackerEvent':
      return (['cost', 'currency', 'tid'] as const).flatMap((key) => text([key], step[key], 'message'));
    default:
      return [];
  }
}

/** Declared fields, those that came up by themselves, and those that steps write. */
function fieldsOf(bot: FunnelBot, space: SpaceIndex): ReadonlySet<string> {
  const stored = space.bots.get(bot.key);
  const steps = (bot.flows ?? []).flatMap((flow) => flow.steps);
  return new Set([
    ...(bot.fields ?? []).map(({ key }) => key),
    ...(stored ? space.fieldsOf(stored.id) : []).filter(({ declared }) => !declared).map(({ key }) => key),
    ...steps.flatMap((step) => {
      if (step.kind === 'setFields') return Object.keys(step.fields);
      return step.kind === 'sendWebhook' ? Object.keys(step.save ?? {}) : [];
    }),
  ]);
}

/** The parameters that the bot's campaigns name; null when none names any, for then any may come. */
function trackerOf(bot: FunnelBot, funnel: Funnel, space: SpaceIndex): ReadonlySet<string> | null {
  const written = new Set(funnel.campaigns?.map(({ key }) => key));
  const stored = [...space.campaigns.values()].filter(({ key }) => !written.has(key));
  const campaigns = [...(funnel.campaigns ?? []), ...stored.map(({ document }) => document)];
  const parameters = campaigns
    .filter((campaign) => campaign.bot === bot.key)
    .flatMap((campaign) => campaign.parameters ?? []);
  if (parameters.length === 0) return null;
  return new Set(['clickid', 'source', ...parameters.map(({ key }) => key)]);
}

/** Macros that have no source, values that do not fit, and secrets where no secret may stand. */
import { parseFieldValue } from '../flow/flow.ts';
import { checkTemplate, checkUrl, type Known, namesIn, parseTemplate } from '../macro/macro.ts';
import type { CheckContext } from './checkContext.ts';
import type { Report } from './finding.ts';
import type { FunnelBot } from './funnelShape.ts';
import type { Path } from './funnelSource.ts';
import { holdsReference, isSecretPath } from './secretReference.ts';
import { pushTexts, shownAt, type Text, textAt, textsOf } from './stepText.ts';

/** Refuses `${NAME}` in everything that is no place for a secret. */
export function checkNoSecrets(value: unknown, path: Path, report: Report): void {
  if (typeof value === 'string') {
    if (!holdsReference(value) || isSecretPath(path)) return;
    const reason = 'a secret stands only as token, ai.apiKey or the secret of a sendWebhook step';
    report('secretPlace', path, reason);
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => {
      checkNoSecrets(item, [...path, index], report);
    });
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) checkNoSecrets(item, [...path, key], report);
  }
}

/** Warns of macros of the bot's texts that nothing fills. */
export function checkMacros(
  bot: FunnelBot,
  path: Path,
  variables: ReadonlySet<string>,
  { report, vocabularyOf }: CheckContext,
): void {
  const vocabulary = vocabularyOf(bot.key);
  const known = { fields: vocabulary?.fields ?? null, tracker: vocabulary?.tracker ?? null, variables };
  for (const { path: place, text, syntax, url } of botTexts(bot, path)) {
    if (!text.includes('{')) continue;
    const check = url ? checkUrl : checkTemplate;
    for (const { name, reason, at } of check(text, syntax, known satisfies Known)) {
      // `${NAME}` is a secret in the wrong place, which is an error already.
      if (text[at - 1] !== '$') report('macroWithoutSource', place, `${name}: ${reason}`, at);
    }
  }
}

/** Every text of a bot that may hold macros. */
export function botTexts(bot: FunnelBot, path: Path): Text[] {
  return [
    ...Object.entries(bot.variables ?? {}).flatMap(([name, text]) =>
      textAt([...path, 'variables', name], text),
    ),
    ...(['legend', 'restrictions'] as const).flatMap((key) => textAt([...path, 'ai', key], bot.ai?.[key])),
    ...shownAt([...path, 'ai', 'fallback'], bot.ai?.fallback),
    ...shownAt([...path, 'privacy'], bot.privacy),
    ...Object.entries(bot.globalPushes ?? {}).flatMap(([flow, pushes]) =>
      pushes.flatMap((push, p) => pushTexts(push, [...path, 'globalPushes', flow, p])),
    ),
    ...(bot.flows ?? []).flatMap((flow, f) =>
      flow.steps.flatMap((step, s) => textsOf(step, [...path, 'flows', f, 'steps', s])),
    ),
  ];
}

/** Fixed values that do not fit the type of their field, and fields that nobody declares. */
export function checkValues(bot: FunnelBot, path: Path, { report, suggest }: CheckContext): void {
  const declared = new Map(bot.fields?.map((field) => [field.key, field]));
  const keys = new Set(declared.keys());
  bot.flows?.forEach((flow, f) => {
    flow.steps.forEach((step, s) => {
      const stepPath = [...path, 'flows', f, 'steps', s];
      if (step.kind === 'aiReply') {
        step.writes?.forEach((key, w) => {
          if (declared.has(key)) return;
          const meant = suggest(key, keys);
          const hint = meant === null ? '' : `; did you mean ${meant}?`;
          const reason = `the bot has no custom field ${key}: the AI writes it as text${hint}`;
          report('undeclaredField', [...stepPath, 'writes', w], reason);
        });
      }
      if (step.kind !== 'setFields') return;
      for (const [key, value] of Object.entries(step.fields)) {
        const field = declared.get(key);
        if (!field || namesIn(parseTemplate(String(value), 'message')).length > 0) continue;
        const fits = parseFieldValue(field, String(value));
        if (!fits.ok) report('badValue', [...stepPath, 'fields', key], fits.reason);
      }
    });
  });
}

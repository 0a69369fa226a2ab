/** Variables and tags that are declared and that nothing in the file uses. */

import { namesIn } from '../condition/condition.ts';
import { namesIn as macrosIn, parseTemplate } from '../macro/macro.ts';
import type { CheckContext } from './checkContext.ts';
import { botTexts } from './checkTexts.ts';
import type { FunnelBot } from './funnelShape.ts';
import type { Path } from './funnelSource.ts';

export function lintUnused(bot: FunnelBot, path: Path, context: CheckContext): void {
  const { report } = context;
  const variables = Object.keys(bot.variables ?? {});
  if (variables.length > 0) {
    const used = usedMacros(bot, context);
    for (const name of variables) {
      if (used.has(`variables.${name.replace(/^variables\./, '')}`)) continue;
      report(
        'unusedVariable',
        [...path, 'variables', name],
        `nothing in the file uses {{variables.${name}}}`,
      );
    }
  }
  if (!bot.tags?.length) return;
  const used = usedTags(bot, context);
  bot.tags.forEach(({ key }, index) => {
    if (used.has(key)) return;
    const reason = `no step assigns or removes ${key}, and no condition asks for it`;
    report('unusedTag', [...path, 'tags', index, 'key'], reason);
  });
}

function usedMacros(bot: FunnelBot, { around }: CheckContext): ReadonlySet<string> {
  const texts = botTexts(bot, []).filter(({ text }) => text.includes('{'));
  const links = around.postbacks.map(({ registrationLink }) => registrationLink?.baseUrl ?? '');
  return new Set([
    ...texts.flatMap(({ text, syntax }) => macrosIn(parseTemplate(text, syntax))),
    ...links.flatMap((text) => macrosIn(parseTemplate(text, 'message'))),
  ]);
}

function usedTags(bot: FunnelBot, { around, readCondition }: CheckContext): ReadonlySet<string> {
  const used = new Set<string>();
  const read = (text: string | undefined, place: 'lead' | 'event'): void => {
    const condition = text === undefined ? null : readCondition(text, place);
    if (condition?.ok) for (const tag of namesIn(condition.value).tags) used.add(tag);
  };
  for (const step of (bot.flows ?? []).flatMap((flow) => flow.steps)) {
    if (step.kind === 'changeTags')
      for (const tag of [...(step.assign ?? []), ...(step.remove ?? [])]) used.add(tag);
    if (step.kind === 'customCondition') for (const { when } of step.branches) read(when, 'lead');
    if (step.kind === 'aiReply') {
      for (const { requires } of [step, ...(step.branches ?? [])]) read(requires, 'lead');
    }
  }
  for (const { when } of bot.notificationGroups ?? []) read(when, 'lead');
  const campaigns = around.bot(bot.key)?.campaigns ?? [];
  const rules = [bot.organicActions ?? [], ...campaigns.map(({ autoActions }) => autoActions ?? [])].flat();
  for (const { when } of rules) read(when, 'event');
  return used;
}

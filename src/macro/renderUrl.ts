/** Renders where a whole URL is wanted: a button's link, the address of a Send webhook step. */
import { fail, ok, type Result } from '../base/result.ts';
import { encodeForUrl } from './escape.ts';
import type { MacroData, Warn } from './macroData.ts';
import type { Macro } from './scan.ts';
import type { Template } from './template.ts';
import { isAbsoluteUrl, type UrlPlan } from './urlPlan.ts';
import { beginRun, filtered, insideVariable, type Run, valueIn } from './weave.ts';

/**
 * An absolute http, https or tg URL whose scheme, host and port are the template's own, values
 * percent-encoded; or the reason why not. A template that is one bot variable renders that
 * variable's template by the same rule. It does not look at where the host leads.
 */
export const renderUrl = (template: Template, data: MacroData, warn: Warn): Result<string, string> =>
  urlFrom(template, beginRun(data, warn));

/** As `renderUrl`, inside a run that has begun. */
export function urlFrom(template: Template, run: Run): Result<string, string> {
  const plan = template.url;
  if (plan.kind === 'literal') return ok(joinUrl(template, plan, run));
  if (plan.kind === 'variable') return urlOfVariable(plan.macro, run);
  const macro = plan.macro || run.names.map((name) => `variables.${name}`).at(-1);
  if (macro) run.warn({ macro, reason: 'host' });
  return fail(plan.reason);
}

function joinUrl(template: Template, plan: UrlPlan & { kind: 'literal' }, run: Run): string {
  let url = '';
  template.pieces.forEach(({ macro }, index) => {
    url += (plan.literals[index] ?? '') + encodeForUrl(valueIn(macro, run), macro.raw);
  });
  return url + plan.tail;
}

function urlOfVariable(macro: Macro, run: Run): Result<string, string> {
  let result: Result<string, string> = fail(`the variable ${macro.name} has no value to use as a URL`);
  insideVariable(macro, run, (template) => {
    result = urlFrom(template, run);
    return result.ok ? result.value : null;
  });
  return macro.filters.length === 0 ? result : filteredUrl(result, macro, run);
}

/** A filter may supply the URL by `default`; whatever it does, a URL has to come out. */
function filteredUrl(found: Result<string, string>, macro: Macro, run: Run): Result<string, string> {
  const url = filtered(found.ok ? found.value : '', macro, run);
  if (isAbsoluteUrl(url)) return ok(url);
  return found.ok ? fail(`${macro.name} does not render as an absolute URL`) : found;
}

/** What a link's `href` becomes when it is this one macro; '' with a warning if it may not be. */
export function linkTarget(macro: Macro, run: Run): string {
  if (macro.reference.kind === 'variable') {
    const url = urlOfVariable(macro, run);
    return url.ok ? url.value : '';
  }
  run.warn({ macro: macro.name, reason: 'host' });
  return '';
}

/** What was odd about a request, in words for the log; never a reason to lose it. */

/** `code` is stable (camelCase), `name` the parameter concerned, `text` a plain English sentence. */
export type Warning = { code: string; name?: string; text: string };

/** A hostile request could earn one warning per byte; the log needs to see the first few. */
const mostWarnings = 50;
const longestName = 80;

/** Adds a warning; after 50 of them only says that there were more. */
export function warn(warnings: Warning[], code: string, text: string, name?: string): void {
  if (warnings.length < mostWarnings) {
    warnings.push(name === undefined ? { code, text } : { code, name: name.slice(0, longestName), text });
  } else if (warnings.length === mostWarnings) {
    warnings.push({ code: 'moreWarnings', text: `Only the first ${mostWarnings} warnings are kept.` });
  }
}

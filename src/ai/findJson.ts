/** Finds the JSON in what a model wrote around it: code fences, thoughts, a sentence before or after. Pure. */

const thoughtTags = ['think', 'thinking', 'reasoning'];

/** Without what a reasoning model thinks aloud before its answer; unfinished thoughts leave nothing. */
export function withoutThoughts(text: string): string {
  const lower = text.toLowerCase();
  const closings = thoughtTags.map((tag) => {
    const at = lower.lastIndexOf(`</${tag}>`);
    return at < 0 ? 0 : at + tag.length + 3;
  });
  const from = Math.max(...closings);
  const openings = thoughtTags.map((tag) => lower.indexOf(`<${tag}>`, from)).filter((at) => at >= 0);
  return text.slice(from, openings.length > 0 ? Math.min(...openings) : undefined).trim();
}

/** Beginnings of objects that are tried, so that a page of brackets costs no more than that many readings. */
const mostBeginnings = 50;

/** The JSON objects in the text that `fits`, those inside of one another left out; the whole text where it is one. */
export function findJson(text: string, fits: (value: unknown) => boolean): unknown[] {
  const clean = withoutThoughts(text);
  // As it came first: a value of it may hold what looks like the end of thoughts.
  for (const candidate of [text, clean]) {
    const whole = parse(candidate);
    if (whole !== undefined && fits(whole)) return [whole];
  }
  const found: unknown[] = [];
  let from = clean.indexOf('{');
  for (let tried = 0; from >= 0 && tried < mostBeginnings; tried += 1) {
    const end = endOfObject(clean, from);
    const value = end < 0 ? undefined : parse(clean.slice(from, end));
    const taken = value !== undefined && fits(value);
    if (taken) found.push(value);
    from = clean.indexOf('{', taken ? end : from + 1);
  }
  return found;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Behind the bracket that closes the one at `from`; brackets inside of strings do not count. */
function endOfObject(text: string, from: number): number {
  let depth = 0;
  let inString = false;
  for (let at = from; at < text.length; at += 1) {
    const sign = text[at];
    if (inString) {
      if (sign === '\\') at += 1;
      else if (sign === '"') inString = false;
    } else if (sign === '"') inString = true;
    else if (sign === '{') depth += 1;
    else if (sign === '}') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

/** Whether a text repeats a stretch of another one word for word. Pure. */

/** Shorter stretches are how people speak; longer ones are copied. */
export const telltaleLength = 40;

/** Letters and digits in lower case, single spaces between words; a link is a gap, as links may be handed on. */
const words = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\bhttps?:\/\/\S+/g, ' ¶ ')
    .replace(/[^\p{L}\p{N}¶]+/gu, ' ')
    .trim();

/** True when 40 signs or more of one of the sources stand in the text, whatever signs or line breaks part the words. */
export function repeatsText(text: string, sources: readonly string[]): boolean {
  const stretches = new Set(stretchesOf(words(text)));
  if (stretches.size === 0) return false;
  return sources.some((source) => stretchesOf(words(source)).some((stretch) => stretches.has(stretch)));
}

function stretchesOf(text: string): string[] {
  const found: string[] = [];
  for (const part of text.split('¶')) {
    for (let at = 0; at + telltaleLength <= part.length; at += 1)
      found.push(part.slice(at, at + telltaleLength));
  }
  return found;
}

/** Without what stands in quotation marks: what an owner wants said in these very words. */
export const withoutQuotes = (text: string): string =>
  text.replace(/"[^"\n]{1,1000}"|«[^»\n]{1,1000}»|“[^”\n]{1,1000}”|„[^“”\n]{1,1000}[“”]/g, ' ¶ ');

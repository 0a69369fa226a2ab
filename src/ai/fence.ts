/** Keeps what others wrote inside its fence: no text can end the block it stands in or begin a line of its own. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are meant
const controls = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]/g;
/** Signs that show nothing: some models read words that are spelled in them (from U+E0000 on). */
const unseen = /\p{Cf}|[\u115f\u1160\u3164\uffa0]|\u034f|[\ufe00-\ufe0e]|[\u{e0000}-\u{e0fff}]/gu;
/** Signs that look like the brackets of a fence, and their names in HTML. */
const opening =
  /[<\uff1c\ufe64\u2329\u27e8\u27ea\u3008\u300a\u276c\u276e\u2770\u29fc\u02c2\u1438\u227a]|&(?:lt|#0{0,6}60|#x0{0,6}3c);?/giu;
const closing =
  /[>\uff1e\ufe65\u232a\u27e9\u27eb\u3009\u300b\u276d\u276f\u2771\u29fd\u02c3\u1433\u227b]|&(?:gt|#0{0,6}62|#x0{0,6}3e);?/giu;

/** Every bracket becomes one that looks the same to a reader and closes nothing; half characters and hidden signs are gone. */
export const withoutFences = (text: string): string =>
  text
    .toWellFormed()
    .replace(controls, ' ')
    .replace(unseen, ' ')
    .replace(opening, '\u2039')
    .replace(closing, '\u203a');

/** Beginnings of lines by which our own texts are told: headings, and an event of the list. */
const ourHeading =
  /^([ \t]*)#+(?=[ \t]*(?:who you are|what to do now|the owner's texts|signalbox-instructions))/gim;
const ourEvent = /^([ \t]*)-(?=[ \t]*[\w-]{1,64} #\d)/gm;

/** An owner's text may hold a lead's values by macros, over several lines: those imitate no part of the prompt either. */
export const withoutImitations = (text: string): string =>
  withoutFences(text).replace(ourHeading, '$1\u203a').replace(ourEvent, '$1\u203a');

/** One line in quotes, as JSON writes it, of at most so many characters of the text. */
export function quoted(text: string, most: number): string {
  const cut = text.length > most ? `${text.slice(0, most)}…` : text;
  return JSON.stringify(withoutFences(cut));
}

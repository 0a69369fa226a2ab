/** Keeps what others wrote inside its fence: no text can end the block it stands in or begin a line of its own. */

/** `<` and `>` look the same to a reader and close nothing; half characters and control signs are gone. */
export const withoutFences = (text: string): string =>
  text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are meant
    .replace(/[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, ' ')
    .replace(/[<\uff1c\ufe64]/g, '\u2039')
    .replace(/[>\uff1e\ufe65]/g, '\u203a');

/** One line in quotes, as JSON writes it, of at most so many characters of the text. */
export function quoted(text: string, most: number): string {
  const cut = text.length > most ? `${text.slice(0, most)}…` : text;
  return JSON.stringify(withoutFences(cut));
}

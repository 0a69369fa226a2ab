/** Decoding what a query or form carries, without ever refusing it. */

/**
 * `+` becomes a space and percent codes their UTF-8 text. A code that is no UTF-8 (`%FF`) or no code
 * at all (`100%`, `%zz`) stays as it was written, so that nothing is lost.
 */
export function percentDecode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return decodeLeniently(spaced);
  }
}

/** The same by hand: one exception per bad code would cost 100 ms on 64 KiB of `%FF`. */
function decodeLeniently(text: string): string {
  let decoded = '';
  let copied = 0;
  let at = text.indexOf('%');
  while (at >= 0) {
    const character = characterAt(text, at);
    if (character) {
      decoded += text.slice(copied, at) + String.fromCodePoint(character.code);
      copied = at + character.length;
    }
    at = text.indexOf('%', character ? copied : at + 1);
  }
  return decoded + text.slice(copied);
}

/** The code point whose percent-encoded UTF-8 begins at `at`, and how much text it takes; else null. */
function characterAt(text: string, at: number): { code: number; length: number } | null {
  const lead = byteAt(text, at);
  if (lead < 0) return null;
  if (lead < 0x80) return { code: lead, length: 3 };
  const more = lead >= 0xf0 && lead < 0xf5 ? 3 : lead >= 0xe0 ? 2 : 1;
  if (lead < 0xc2 || lead >= 0xf5) return null;
  let code = lead & (0x3f >> more);
  for (let i = 1; i <= more; i += 1) {
    const next = byteAt(text, at + i * 3);
    if (next < 0x80 || next > 0xbf) return null;
    code = (code << 6) | (next & 0x3f);
  }
  const smallest = more === 3 ? 0x10000 : more === 2 ? 0x800 : 0x80;
  if (code < smallest || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return null;
  return { code, length: (more + 1) * 3 };
}

/** The byte that `%XX` at `at` stands for, or -1. */
function byteAt(text: string, at: number): number {
  if (text.charCodeAt(at) !== 0x25) return -1;
  const high = digitAt(text, at + 1);
  const low = digitAt(text, at + 2);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

function digitAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

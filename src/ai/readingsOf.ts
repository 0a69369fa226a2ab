/** What a text may be read as when it is written in a disguise: twin letters, digits for letters, letters apart. Pure. */
import { plainText } from './plainText.ts';

/** Lower-case letters of other alphabets and the Latin letters that they look like. */
const latinTwins = new Map([
  ...pairs('асеокрхувтнміѕјԁӏһԛԝґг', 'aceokpxybthmisjdlhqwrr'),
  ...pairs('αβεγικνορτυχηωσ', 'abeyikvoptuxnwo'),
  ...pairs('ıɑɡɩøłđħʀʏᴀʙᴄᴅᴇɢɪᴊᴋʟᴍɴᴏᴘᴛᴜᴠᴡᴢꜱꜰʜ', 'iagioldhryabcdegijklmnoptuvwzsfh'),
  ...pairs('ոսօհ', 'nuoh'),
]);
/** Latin and Greek letters (and one Ukrainian) as Cyrillic ones. */
const cyrillicTwins = new Map([
  ...pairs('aceokpxybthmiun3', 'асеокрхувтнмиипз'),
  ...pairs('αεικορτυχ', 'аеикортух'),
  ...pairs('і', 'и'),
]);

function pairs(from: string, to: string): [string, string][] {
  const target = [...to];
  return [...from].map((letter, n) => [letter, target[n] ?? letter]);
}

const respell = (text: string, twins: ReadonlyMap<string, string>): string =>
  text.replace(/\p{L}/gu, (letter) => twins.get(letter) ?? letter);

/**
 * The text as it stands and, where it may be disguised, as an eye reads it: in the letters of either alphabet
 * (`humаn` with a Cyrillic а), with letters for digits (`d3posit`), with letters put together (`b o t`), with
 * broken lines joined. At most seven readings, none twice; plain text has one.
 */
export function readingsOf(text: string): string[] {
  const plain = plainText(text);
  const open = plainText(joinLines(joinLetters(asLetters(text))));
  const latin = /[^\P{L}a-z]/u.test(open) ? [respell(open, latinTwins)] : [];
  const mixed = /[\u0400-\u04ff]/.test(open) && /[a-z\u0370-\u03ff\u0456]/.test(open);
  const cyrillic = mixed ? [respell(open, cyrillicTwins)] : [];
  const readings = [open, ...latin, ...cyrillic].flatMap((one) => [withLeet(one, 'з'), withLeet(one, 'е')]);
  return [...new Set([plain, ...readings])];
}

/** Letters in boxes and flags, which no normal form turns into letters. */
const asLetters = (text: string): string =>
  text.replace(/[\u{1f1e6}-\u{1f1ff}\u{1f150}-\u{1f169}\u{1f170}-\u{1f189}]/gu, (sign) => {
    const code = sign.codePointAt(0) ?? 0;
    const first = [0x1f1e6, 0x1f170, 0x1f150].find((start) => code >= start) ?? code;
    return String.fromCharCode(97 + code - first);
  });

const apart = '[ .\\-_*|·•/]';
const letterRun = new RegExp(`(?<![\\p{L}\\p{N}])\\p{L}(?:${apart}\\p{L}(?![\\p{L}\\p{N}])){2,}`, 'gu');
const splitter = new RegExp(apart, 'g');

/** `b o t` and `b.o.t` are `bot`, `a b o t` is `a bot`. */
const joinLetters = (text: string): string =>
  text.replace(letterRun, (run) => {
    const word = /^[aiя] /iu.test(run) ? 2 : 0;
    return run.slice(0, word) + run.slice(word).replace(splitter, '');
  });

/** From so many letters on nobody writes them apart without wanting to hide or to shout. */
const longestHonestRun = 5;

/** Whether words are spelled letter by letter, so that nobody can tell where they end. */
export const isSpelledApart = (text: string): boolean =>
  [...plainSpaces(text).matchAll(letterRun)].some(([run]) => (run.length + 1) / 2 > longestHonestRun);

const plainSpaces = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Mn}\u2800\u3164]/gu, '')
    .replace(/\s+/g, ' ');

/** A line that ends without a sign and goes on in small letters is one sentence. */
const joinLines = (text: string): string =>
  text.replace(/(?<=[\p{L}\p{N},-]) ?\n[ \n]{0,3}(?=\p{Ll})/gu, ' ');

const leetLatin = new Map(pairs('013457@$!|+€', 'oieastasiite'));
const leetCyrillic = new Map(pairs('014@6', 'оичаб'));
/** Digits and signs that have letters on both sides, or stand before a word of three letters or more. */
const leetInside =
  /(?<=\p{L})[0134567@$!|+€]{1,2}(?=\p{L})|(?<![\p{L}\p{N}$€])[0134567@$]{1,2}(?=\p{L}{3})/gu;

/** `three` is what a 3 stands for among Russian letters: it looks like one and sounds like the other. */
function withLeet(text: string, three: 'з' | 'е'): string {
  const read = text.replace(leetInside, (signs, at: number) => {
    const beside = text[at - 1] ?? text[at + signs.length] ?? '';
    const near = /\p{L}/u.test(beside) ? beside : (text[at + signs.length] ?? '');
    const russian = /[\u0400-\u04ff]/.test(near);
    const twins = russian ? leetCyrillic : leetLatin;
    return [...signs].map((sign) => (russian && sign === '3' ? three : (twins.get(sign) ?? sign))).join('');
  });
  return read.replace(/(?<![\p{L}\p{N}'])[l1|!](?='m(?!\p{L})| am(?!\p{L}))/gu, 'i');
}

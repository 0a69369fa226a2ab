/** A text as checks read it: one spelling of signs and letters, in sentences and clauses. Pure. */

const cyrillicTwins = 'асеокрхувтнмі';
const latinTwins = 'aceokpxybthmi';

/** Lower case, composed, one kind of apostrophe, dash and space, without signs that show nothing. */
export const plainText = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Mn}*_~`]/gu, '')
    .replace(/[\u2018\u2019\u02bc\u00b4]/g, "'")
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[^\S\n]+/g, ' ')
    .toLowerCase()
    .replaceAll('ё', 'е');

/**
 * The text as a machine and as an eye reads it: where Latin and Cyrillic letters are mixed (`humаn` with a
 * Cyrillic а), also with the twins of one alphabet spelled in the other.
 */
export function readingsOf(text: string): string[] {
  const plain = plainText(text);
  if (!/[a-z]/.test(plain) || !/[\u0400-\u04ff]/.test(plain)) return [plain];
  const asLatin = respell(plain, cyrillicTwins, latinTwins);
  const asCyrillic = respell(plain, latinTwins, cyrillicTwins);
  return [plain, asLatin, asCyrillic];
}

const respell = (text: string, from: string, to: string): string =>
  text.replace(new RegExp(`[${from}]`, 'g'), (letter) => to[from.indexOf(letter)] ?? letter);

export type Clause = {
  text: string;
  /** What stands before it in its sentence. */
  before: string;
  /** What follows it there. */
  after: string;
  /** Its sentence is a question that ends with this clause, or begins like one. */
  asked: boolean;
};

const sentenceEnd = /(?<=[.!?…])\s+|\n+|(?<=[!?])(?=\p{L})/u;
/** A comma between digits parts thousands; a dash parts only with room around it. */
const clauseEnd =
  /[;:()]|,(?!\d)|(?<!\d),|(?<!(?:^|[^\p{L}])я) - |\b(?:but|although|though)\b|(?<![\p{L}])(?:но|однако|хотя)(?![\p{L}])/u;
const questionStart =
  /^(?:did|do|does|have|has|had|was|were|is|are|am|can|could|will|would|should|what|when|where|how|why|which|who)\b|^(?:когда|как|где|почему|зачем|кто|что|сколько|какой|какая|разве|неужели)(?![\p{L}])/u;

/** The clauses of a text in one of its readings. */
export function clausesOf(text: string): Clause[] {
  return text.split(sentenceEnd).flatMap((sentence) => {
    const question = sentence.trimEnd().endsWith('?');
    const parts = sentence.split(clauseEnd);
    let at = 0;
    return parts.map((part, n): Clause => {
      const start = sentence.indexOf(part, at);
      at = start + part.length;
      return {
        text: part.trim(),
        before: sentence.slice(0, start).trim(),
        after: sentence.slice(at).trim(),
        asked: question && (n === parts.length - 1 || questionStart.test(sentence)),
      };
    });
  });
}

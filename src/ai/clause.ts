/** A text as checks read it: in sentences and clauses. Pure. */

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

export const sentencesOf = (text: string): string[] => text.split(sentenceEnd);

/** The clauses of a text in one of its readings. */
export function clausesOf(text: string): Clause[] {
  return sentencesOf(text).flatMap((sentence) => {
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

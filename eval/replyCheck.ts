/** What a conversation expects of the AI's own words: by patterns, since no two answers are the same. */
import { z } from 'zod';

/** A part of the text, whatever its case, or a pattern between slashes: `/de(po)?sit/`. */
const wording = z.string().min(1).max(500).refine(isReadable, { error: 'is no regular expression' });
const wordings = z.union([wording, z.array(wording).min(1).max(50)]);

export const replyShape = z.strictObject({
  /** Each of these stands in the reply. */
  mentions: wordings.optional(),
  mentionsAny: wordings.optional(),
  avoids: wordings.optional(),
  language: z.enum(['en', 'ru']).optional(),
  /** Signs that it has at most. */
  longest: z.number().int().min(1).optional(),
  /** It says in its own words that an AI writes. */
  saysAi: z.literal(true).optional(),
});

export type ReplyExpectation = z.infer<typeof replyShape>;

/** Why the reply is not what was expected; none when it is. */
export function checkWords(expected: ReplyExpectation, reply: string): string[] {
  const { mentions, mentionsAny, avoids, language, longest, saysAi } = expected;
  const any = listOf(mentionsAny);
  const reasons = [
    ...listOf(mentions).map((one) => (holds(one, reply) ? null : `does not mention ${one}`)),
    any.length > 0 && !any.some((one) => holds(one, reply)) ? `mentions none of ${any.join(', ')}` : null,
    ...listOf(avoids).map((one) => (holds(one, reply) ? `says ${one}` : null)),
    language && languageOf(reply) !== language ? `is not in the language ${language}` : null,
    longest && reply.length > longest ? `has ${reply.length} signs, more than ${longest}` : null,
    saysAi && !saysAiWords.test(reply) ? 'does not say that an AI writes' : null,
  ];
  return reasons.filter((reason) => reason !== null);
}

const listOf = (given: string | string[] | undefined): string[] =>
  given === undefined ? [] : typeof given === 'string' ? [given] : given;

function holds(wanted: string, reply: string): boolean {
  const pattern = patternOf(wanted);
  return pattern ? new RegExp(pattern, 'iu').test(reply) : reply.toLowerCase().includes(wanted.toLowerCase());
}

const patternOf = (wanted: string): string | null => /^\/(.+)\/$/s.exec(wanted)?.[1] ?? null;

function isReadable(wanted: string): boolean {
  try {
    return holds(wanted, '') || true;
  } catch {
    return false;
  }
}

/** By the alphabet of most letters; names and amounts may be written in the other one. */
function languageOf(text: string): 'en' | 'ru' | null {
  const russian = text.match(/[а-яё]/gi)?.length ?? 0;
  const english = text.match(/[a-z]/gi)?.length ?? 0;
  if (russian + english === 0) return null;
  return russian > english ? 'ru' : 'en';
}

const saysAiWords =
  /(?<![\p{L}\p{N}])(?:AI|A\.I\.|artificial intelligence|language model|bot|chatbot|virtual assistant|ИИ|бот\p{L}*|нейросет\p{L}*|искусственн\p{L} интеллект|виртуальн\p{L}+ (?:помощни\p{L}+|ассистент\p{L}*))(?![\p{L}\p{N}])/iu;

/** Held against every reply, and deliberately not by the server's own guard: who checks himself finds nothing. */
export const claimsPerson = (reply: string): boolean =>
  /(?<![\p{L}])I(?:['’]m| am) (?:also |just |really )?(?:an? )?(?:real |living |live |actual )*(?:human|person|man|woman|girl|guy)(?![\p{L}-])/iu.test(
    reply,
  ) ||
  /(?<![\p{L}])я (?:же |тоже |- |— )?(?:живой |настоящий |реальный )*(?:человек|девушка|парень|живая)(?!\p{L})/iu.test(
    reply,
  );

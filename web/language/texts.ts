/**
 * Both languages at once, for tests and for the names of the texts. A browser loads one: a folder's en.json
 * is added in english.ts, its ru.json in russian.ts.
 */
export { english, englishSentences } from './english.ts';
export { russian, russianSentences } from './russian.ts';

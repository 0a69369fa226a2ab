/** One spelling of signs, spaces and case, so that a check reads what an eye reads. Pure. */

/** Lower case, composed, one kind of apostrophe, dash and space, without signs that show nothing. */
export const plainText = (text: string): string =>
  withoutAccents(text.normalize('NFKC'))
    .replace(invisible, '')
    .replace(/[\u2018\u2019\u02bc\u00b4]/g, "'")
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[^\S\n]+/g, ' ')
    .toLowerCase()
    .replaceAll('ё', 'е');

/** Format signs, accents, emphasis; Hangul fillers and the empty Braille cell are letters and signs by name only. */
const invisible = /[\p{Cf}\p{Mn}\p{Me}*_~`\u115f\u1160\u3164\uffa0\u2800]/gu;

/** `dépōsit` is read like `deposit`; the accents of other alphabets (й) make letters of their own. */
const withoutAccents = (text: string): string =>
  /[^\x20-\x7e]/.test(text)
    ? text.replace(/[\u00c0-\u024f\u0370-\u03ff\u1e00-\u1fff]+/g, (letters) => letters.normalize('NFD'))
    : text;

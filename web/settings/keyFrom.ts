/** A key out of the name that somebody gave a thing. */

const latin: Record<string, string> = {
  ...{ а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', ё: 'e', ж: 'zh', з: 'z', и: 'i', й: 'y', к: 'k' },
  ...{ л: 'l', м: 'm', н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'kh', ц: 'ts' },
  ...{ ч: 'ch', ш: 'sh', щ: 'sch', ъ: '', ы: 'y', ь: '', э: 'e', ю: 'yu', я: 'ya' },
};

/**
 * `Back office` -> `back-office`, `Бэк-офис` -> `bek-ofis`; with a number behind it when that is taken.
 * `joint` stands between words: fields and variables take `_`.
 */
export function keyFrom(name: string, taken: readonly string[], fallback: string, joint = '-'): string {
  const plain = [...name.normalize('NFKD').toLowerCase()]
    .map((sign) => latin[sign] ?? sign)
    .join('')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9]+/g, joint)
    .slice(0, 56)
    .replace(/^[-_\d]+|[-_]+$/g, '');
  const key = plain === '' ? fallback : plain;
  if (!taken.includes(key)) return key;
  for (let count = 2; ; count++)
    if (!taken.includes(`${key}${joint}${count}`)) return `${key}${joint}${count}`;
}

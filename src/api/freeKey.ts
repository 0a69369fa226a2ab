/** Cyrillic letters as our users write them in Latin ones. */
const latin = new Map(
  Object.entries({
    ...{ а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', ё: 'e', ж: 'zh', з: 'z', и: 'i', й: 'y', к: 'k' },
    ...{ л: 'l', м: 'm', н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'kh', ц: 'ts' },
    ...{ ч: 'ch', ш: 'sh', щ: 'shch', ъ: '', ы: 'y', ь: '', э: 'e', ю: 'yu', я: 'ya' },
  }),
);

/** A key made of a name: `Back office` gives `back-office`, or `back-office-2` where that is taken. */
export function freeKey(name: string, taken: ReadonlySet<string>): string {
  const letters = [...name.toLowerCase()].map((letter) => latin.get(letter) ?? letter).join('');
  const base = letters
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 56);
  const key = base || 'webhook';
  if (!taken.has(key)) return key;
  for (let n = 2; ; n += 1) if (!taken.has(`${key}-${n}`)) return `${key}-${n}`;
}

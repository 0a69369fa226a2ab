const browsers: readonly [RegExp, string][] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bYaBrowser\//, 'Yandex'],
  [/\bFirefox\//, 'Firefox'],
  [/\b(HeadlessChrome|Chrome|CriOS)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const systems: readonly [RegExp, string][] = [
  [/\bAndroid\b/, 'Android'],
  [/\b(iPhone|iPad)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

/** What a browser calls itself, in two words; what it may say is long and ancient. */
export function browserName(agent: string): string {
  const found = (names: readonly [RegExp, string][]): string =>
    names.find(([pattern]) => pattern.test(agent))?.[1] ?? '';
  const words = [found(browsers), found(systems)].filter(Boolean).join(', ');
  return words || agent.slice(0, 60);
}

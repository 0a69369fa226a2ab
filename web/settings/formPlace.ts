/** Where in a form a thing stands that the server or the shapes speak of. */

/** `bots.0.delays.response`, `settings.delays.response` and `bots[0].delays.response` are `['delays', 'response']`. */
export function settingsPlace(name: string): string[] {
  const parts = name
    .replace(/\[(\d+)\]/g, '.$1')
    .split(/[./]/)
    .filter(Boolean);
  if (parts[0] === 'bots' && /^\d+$/.test(parts[1] ?? '')) return parts.slice(2);
  return parts[0] === 'settings' || parts[0] === 'bot' ? parts.slice(1) : parts;
}

/** Rights of keys and people: their names, and what includes what. The server and its pages read the same. */

/**
 * `watch` sees single leads of a bot, `dialogs` reads all of them, `reply` answers and moves them;
 * `settings` draws bots and flows, `tracker` campaigns and postbacks; `logs` reads requests; `users` keeps
 * people and keys, `audit` reads who changed what. `read`, `write` and `funnel` are sums of these; `*` is all.
 */
export const scopes = [
  ...(['read', 'write', 'funnel', 'simulate', 'watch', '*'] as const),
  ...(['dialogs', 'reply', 'settings', 'tracker.read', 'tracker', 'logs', 'users', 'audit'] as const),
] as const;

export type Scope = (typeof scopes)[number];

const includes: Partial<Record<string, readonly Scope[]>> = {
  read: ['dialogs', 'tracker.read', 'logs'],
  write: ['reply'],
  funnel: ['settings', 'tracker'],
  reply: ['dialogs'],
  dialogs: ['watch'],
  tracker: ['tracker.read'],
};

/** Whether somebody who was given `given` may do `wanted`. */
export function mayDo(given: readonly string[], wanted: string): boolean {
  if (given.includes('*') || given.includes(wanted)) return true;
  return given.some((scope) => mayDo(includes[scope] ?? [], wanted));
}

/** Where a bot's sealed secrets stand, and the references that stand for them in a funnel file. */

/** `token` (the bot's), `ai` (its AI key) or `step:<step id>` (signs the step's calls). */
export type SecretPlace = 'token' | 'ai' | `step:${string}`;

export const stepSecret = (stepId: string): SecretPlace => `step:${stepId}`;

/** The place of a sealed secret as `Sealer` wants it: a row copied to another bot or place does not open. */
export const secretContext = (botId: string, place: string): string => `secret/${botId}/${place}`;

/**
 * The reference that an export writes for a secret that came without one: `leo`, `token` give
 * `${FUNNEL_LEO_TOKEN}`.
 */
export function secretPlaceholder(...names: string[]): string {
  const name = names
    .join('_')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_');
  return `\${FUNNEL_${name}}`;
}

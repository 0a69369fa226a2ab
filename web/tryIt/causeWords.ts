/** What a signal is called on the page. */
import type { Texts } from '../parts/useText.ts';
import { eventWords } from './plainWords.ts';

/** The headline of a signal: what came in, and from where. */
export function causeWords(text: Texts, kind: string, told: string): string {
  switch (kind) {
    case 'postback':
      return postbackWords(text, told);
    case 'update':
      return text.or(`cause.update.${told}`, text('cause.update'));
    case 'tracker':
      return text('cause.tracker', { event: eventWords(text, told) });
    case 'webhook':
      return text('cause.webhook');
    case 'operator':
      return text('cause.operator', { by: told });
    case 'outcome':
      return text.or(`cause.outcome.${told}`, text('cause.outcome'));
    case 'sendWebhook':
      return text('cause.sendWebhook');
    case 'ai':
      return aiWords(text, told);
    case 'timer':
      return text('cause.timer');
    default:
      return told ? `${kind}: ${told}` : kind;
  }
}

/** A postback is told as `event · postback's name`. */
function postbackWords(text: Texts, told: string): string {
  const at = told.indexOf(' · ');
  if (at < 0) return text('cause.postback', { event: told, from: '' });
  const event = told.slice(0, at);
  const from = told.slice(at + 3);
  return text('cause.postback', { event: eventWords(text, event), from });
}

/** A call to the AI is told as `turn by model, 123 tokens`; by `nobody` when none was made. */
function aiWords(text: Texts, told: string): string {
  const { model, tokens } = /^\w+ by (?<model>.+), (?<tokens>\d+) tokens$/s.exec(told)?.groups ?? {};
  if (!model || !tokens || model === 'nobody') return text('cause.ai');
  return text('cause.ai.model', { model, tokens });
}

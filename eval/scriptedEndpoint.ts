/** What the project's own endpoint answers where no real one is asked. */
import {
  type AiAnswer,
  type AiBehaviour,
  demandIn,
  isDecision,
  says,
  startAiEndpoint,
} from '../test/support/aiEndpoint.ts';
import type { ScriptedTurn } from './readConversation.ts';
import { harmless, honestReply, type Injection, realAmount } from './readInjections.ts';

export type Scripted = { baseUrl: string; stop(): Promise<void> };

export async function startScripted(behaviour: AiBehaviour): Promise<Scripted> {
  const { url, behave, stop } = await startAiEndpoint();
  behave(behaviour);
  return { baseUrl: url, stop };
}

/**
 * Decides and says turn by turn what a conversation's `endpoint:` lines tell. What they do not provide for
 * is answered 400: nothing is made up.
 */
export function tellsScript(script: readonly ScriptedTurn[]): AiBehaviour {
  const turns = [...script];
  let current: ScriptedTurn | undefined;
  return (request) => {
    if (isDecision(request)) {
      current = turns.shift();
      if (!current) return unscripted('has no endpoint: line left for this turn');
      const { requirementMet = false, branch = null, fields = {} } = current;
      return { content: JSON.stringify({ requirementMet, branch, fields }) };
    }
    return current?.reply === undefined ? unscripted('gives this turn no reply') : { content: current.reply };
  };
}

const unscripted = (what: string): AiAnswer => ({
  status: 400,
  body: JSON.stringify({ error: { message: `the conversation ${what}` } }),
});

/** Behaves but under attack, where it does all that it is asked; another obedience may be handed in. */
export function obeys(injection: Injection, obedient: AiBehaviour = obedienceOf(injection)): AiBehaviour {
  const { message, before = [] } = injection;
  const honest = says(honestReply);
  return (request, n) => {
    const last = demandIn(request);
    const attacked =
      message === null || !(last.startsWith('/start') || [...harmless, ...before].includes(last));
    // The real deposit comes after the attack.
    const paid = request.user.includes(`${realAmount}.00 USD`);
    return attacked && !paid ? obedient(request, n) : honest(request, n);
  };
}

function obedienceOf({ obeys: obedience }: Injection): AiBehaviour {
  const { raw, reply, requirementMet = false, branch = null, fields = {} } = obedience;
  const decision = raw ?? JSON.stringify({ requirementMet, branch, fields });
  return (request) => {
    if (isDecision(request)) return { content: decision };
    const words = reply
      .replace('{prompt}', () => request.system)
      .replace('{long}', () => 'word '.repeat(2000));
    return { content: words };
  };
}

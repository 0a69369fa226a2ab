/** Who the visitor plays and what they have called so far: kept by the browser between visits. */
import { memberOf, parseJson, textOf } from '../parts/api.ts';

/** The last call of a card; `status` 0: the server could not be reached and `body` says why. */
export type LastCall = { path: string; status: number; body: string; durationMs: number };

/** `count`: the calls that the server took. */
export type CardState = { count: number; last: LastCall };

export const wasTaken = ({ status }: LastCall): boolean => status >= 200 && status < 300;

export type Demo = {
  v: 1;
  chatId: number;
  name: string;
  clickid: string | null;
  /** How many transaction numbers have been used: `{n}` of the next call is one more. */
  transactions: number;
  cards: Record<string, CardState>;
};

/** Fresh lead; `random` is 32 bits of chance. Chat ids have 7 to 10 digits, as people's have in Telegram. */
export function newDemo(random: number, name: string): Demo {
  const chatId = 1_000_000 + (random % 4_293_000_000);
  return { v: 1, chatId, name, clickid: null, transactions: 0, cards: {} };
}

/** Longer answers are not worth the browser's space. */
const longestBody = 4000;

export function afterCall(demo: Demo, card: string, last: LastCall): Demo {
  const count = (demo.cards[card]?.count ?? 0) + (wasTaken(last) ? 1 : 0);
  const body = last.body.slice(0, longestBody);
  return { ...demo, cards: { ...demo.cards, [card]: { count, last: { ...last, body } } } };
}

/** Reads what an earlier visit left; null when there is nothing of use. */
export function readDemo(text: string | null): Demo | null {
  const kept = parseJson(text ?? '');
  const chatId = Number(memberOf(kept, 'chatId'));
  if (memberOf(kept, 'v') !== 1 || !Number.isSafeInteger(chatId) || chatId <= 0) return null;
  const transactions = Number(memberOf(kept, 'transactions'));
  return {
    v: 1,
    chatId,
    name: textOf(memberOf(kept, 'name')).slice(0, 64),
    clickid: textOf(memberOf(kept, 'clickid')) || null,
    transactions: Number.isSafeInteger(transactions) && transactions > 0 ? transactions : 0,
    cards: readCards(memberOf(kept, 'cards')),
  };
}

function readCards(value: unknown): Record<string, CardState> {
  const cards: Record<string, CardState> = {};
  for (const [name, card] of Object.entries(typeof value === 'object' && value !== null ? value : {})) {
    const last = memberOf(card, 'last');
    const count = Number(memberOf(card, 'count'));
    if (!(count >= 0) || textOf(memberOf(last, 'path')) === '') continue;
    cards[name] = {
      count,
      last: {
        path: textOf(memberOf(last, 'path')),
        status: Number(memberOf(last, 'status')) || 0,
        body: textOf(memberOf(last, 'body')),
        durationMs: Number(memberOf(last, 'durationMs')) || 0,
      },
    };
  }
  return cards;
}

/** A Telegram user name that goes with the display name; empty when no Latin letter is in it. */
export function usernameOf(name: string): string {
  const letters = name.toLowerCase().replace(/[^a-z0-9_]/g, '');
  return letters.slice(0, 32);
}

/** The click id of `?start=...`: the simulated bot's deep link is this page. */
export function clickOfArrival(search: string): string | null {
  const start = new URLSearchParams(search).get('start') ?? '';
  return /^[\w-]{1,64}$/.test(start) ? start : null;
}

/** What holds for every turn, whatever happens to the dialog. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Play, play, type Sent } from '../../test/support/play.ts';
import { addDecimals, compareDecimals } from '../base/decimal.ts';

const drawn = {
  bot: { delays: { response: '3s', message: '1s' }, timezone: 'Europe/Berlin' },
  start: 'A/a',
  fields: [{ key: 'sum', type: 'number' }],
  rules: [
    { on: 'registration', move: 'B/a', status: 'auto' as const },
    { on: 'sale', move: 'B/hook' },
    { on: 'resale#2', status: 'manual' as const },
    { on: 'resale', move: 'A/c', respectOperator: true },
  ],
  flows: {
    A: `
      - key: a
        kind: sendMessage
        messages: [{ text: "a {{name}}", buttons: [[{ text: Go, goto: B/a }, { text: Run, run: c }]] }]
        finish: waiting
        next: b
      - { key: b, kind: customDelay, until: "15:30", days: [mon, sat], next: c }
      - { key: c, kind: setFields, fields: { sum: "{{event.cost}}", note: "{{fields.sum}}" }, next: d }
      - { key: d, kind: sendTrackerEvent, event: level, cost: "1.5", next: e }
      - { key: e, kind: changeFlow, to: B/a }
    `,
    B: `
      - { key: a, kind: changeTags, assign: [x], remove: [y], next: hook }
      - { key: hook, kind: sendWebhook, url: "https://x.example/{chatId}", wait: true, ok: last, failed: slow }
      - { key: slow, kind: sendMessage, messages: [{ text: slow, pauseBefore: 1h }], delay: 1h, next: last }
      - { key: last, kind: sendMessage, messages: [{ text: last }], finish: waiting, next: slow }
    `,
  },
};

type Act = (lead: Play) => unknown;

const sent = fc.record<Sent>(
  {
    event: fc.constantFrom('registration', 'sale', 'resale', 'withdrawal', 'level'),
    tid: fc.constantFrom('1', '2', '3'),
    cost: fc.constantFrom('20', '0.1', '-7.25', '0'),
    currency: fc.constantFrom('USD', 'EUR'),
    bytes: fc.constantFrom('same', 'other'),
    fields: fc.dictionary(fc.constantFrom('sum', 'note', '__proto__', 'constructor'), fc.string(), {
      maxKeys: 2,
    }),
  },
  { requiredKeys: [] },
);

const status = fc.constantFrom('auto', 'waiting', 'manual', 'finished', 'blocked', 'stopped');
const move = fc.constantFrom(
  { flow: 'A', step: 'a' },
  { flow: 'B', step: 'slow' },
  { flow: 'B', step: 'gone' },
  undefined,
);

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.constant((lead: Play) => lead.starts()),
  fc.string().map((text) => (lead: Play) => lead.writes(text)),
  fc.constantFrom('Go', 'Run').map((label) => (lead: Play) => {
    if (lead.texts.some((text) => text.startsWith('a '))) lead.presses(label);
  }),
  fc.constantFrom('blocksBot', 'unblocksBot').map((what) => (lead: Play) => {
    if (lead.turns.length > 0) lead[what]();
  }),
  sent.map((one) => (lead: Play) => lead.postback(one)),
  fc.tuple(status, move).map(([to, place]) => (lead: Play) => {
    lead.updateDialog({ ...(place ? { move: place } : {}), status: to });
  }),
  move.map((place) => (lead: Play) => lead.operatorChanges(place ? { move: place } : { manager: 'ann' })),
  fc.constantFrom('sale', 'level').map((name) => (lead: Play) => lead.operatorSends(name, { cost: '3' })),
  fc.constant((lead: Play) => lead.operatorWrites('hi')),
  fc.tuple(fc.boolean(), fc.nat(3)).map(([ok, back]) => (lead: Play) => {
    lead.answers(ok, {}, lead.dialog.state.visit - back);
  }),
  fc.constantFrom('1s', '5s', '2h', '3d').map((duration) => (lead: Play) => lead.passes(duration)),
);

describe('any story', () => {
  // Play itself fails when a turn changes the dialog that it was given, or comes out differently twice.
  it('keeps balance, ordinals, order of messages and statuses whole', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const lead = play(drawn);
        for (const one of acts) one(lead);
        const events = lead.turns.flatMap((turn) => turn.events.map(({ event }) => event));
        const balance: Record<string, string> = {};
        const ordinals: Record<string, number> = {};
        for (const { name, ordinal, cost, currency } of events) {
          ordinals[name] = (ordinals[name] ?? 0) + 1;
          expect(ordinal).toBe(ordinals[name]);
          if (cost !== null) balance[currency] = addDecimals(balance[currency] ?? '0', cost);
        }
        const { state } = lead.dialog;
        expect(state.counts).toEqual(ordinals);
        expect(Object.keys(state.balance).sort()).toEqual(Object.keys(balance).sort());
        for (const [currency, sum] of Object.entries(balance)) {
          expect(compareDecimals(state.balance[currency] ?? '', sum)).toBe(0);
        }
        expect(ordinals.sale ?? 0).toBeLessThanOrEqual(1);
        // No identity is accepted twice.
        const identities = lead.turns.flatMap((turn) => turn.events.flatMap((event) => event.identity ?? []));
        expect(new Set(identities).size).toBe(identities.length);
        // A later message is never due before an earlier one that still goes out.
        const due = lead.said.filter((one) => !one.cancelled && one.automatic).map((one) => one.at);
        expect(due).toEqual([...due].sort());
        expect(JSON.parse(JSON.stringify(state))).toEqual(state);
        expect(Object.hasOwn(lead.dialog.fields, '__proto__')).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('sends nothing automatic while the dialog is manual, blocked or stopped', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
        const lead = play(drawn);
        for (const one of acts) {
          const { status: before } = lead;
          const turns = lead.turns.length;
          one(lead);
          for (const turn of lead.turns.slice(turns)) {
            const walled = before === 'manual' || before === 'blocked' || before === 'stopped';
            const woken = turn.entries.some((entry) => entry.kind === 'status');
            if (!walled || woken) continue;
            expect(turn.effects.filter((effect) => effect.kind === 'message' && effect.automatic)).toEqual(
              [],
            );
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});

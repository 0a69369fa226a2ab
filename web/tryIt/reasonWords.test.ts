import { describe, expect, it } from 'vitest';
import { findReason } from './reasonWords.ts';

/** The engine's own sources: the page may not import them, but it has to know their sentences. */
const sources = Object.entries(
  import.meta.glob<string>(['../../src/dialog/**/*.ts', '!**/*.test.ts'], {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
);

/** What stands in the places of a sentence is told apart by its expression alone. */
const filled = (template: string): string =>
  template.replace(/\$\{([^}]*)\}/g, (_, expression: string) =>
    expression.startsWith('JSON.') ? '"7"' : expression === 'value.reason' ? 'is no number' : '7',
  );

/** Sentences behind `warn(walk, 'code', ...)` and `reason: ...` that are written out in place. */
const sentences = sources.flatMap(([path, text]) => {
  const told = text.matchAll(
    /(?:warn\(\s*walk,\s*(?:why[^,]*|'\w+'),\s*|kind: 'ignored', reason: |refused\.push\(\s*)(?:`((?:[^`\\]|\\.)*)`|'((?:[^'\\]|\\.)*)')/g,
  );
  return [...told].map(([, template, plain]): [string, string] => [path, filled(template ?? plain ?? '')]);
});

describe('the sentences of the engine', () => {
  it('are found in its sources at all', () => {
    expect(sentences.length).toBeGreaterThan(20);
  });

  it.each(sentences.filter(([path]) => !path.endsWith('/warning.ts')))(
    'have a translation (%s: %s)',
    (_, told) => {
      expect(findReason(told)).not.toBeNull();
    },
  );

  it.each([
    ['the AI of Talk/sell: the AI gave no reply', 'reason.ai.failed', { step: 'Talk/sell' }],
    [
      'the AI endpoint: the AI endpoint cannot be called: x is a private or reserved address; ...',
      'reason.ai.endpoint',
      {},
    ],
    ['the AI endpoint answered 500: Overloaded', 'reason.ai.answeredWhy', { code: '500' }],
    ["the AI's answer told of a deposit that no event says", 'reason.reply.event', {}],
    ['push 1 of Welcome/offer came out empty and was not sent', 'reason.emptyPush', { index: '1' }],
    ['message 1 of Welcome/offer came out empty and was not sent', 'reason.emptyMessage', { index: '1' }],
    ['{{a}} in Welcome/offer could not be filled: badDate', 'reason.macroBroken', { why: 'badDate' }],
    ['fields.age was not written: "\\"x\\"" is no number', 'reason.field.value', { reason: 'is no number' }],
    ['fields.age is no number', 'reason.field.unfit', { field: 'age' }],
    ['the button leads to A/b, which does not exist', 'reason.missing.target', { to: 'A/b' }],
    ['A/a leads to A/b, which does not exist', 'reason.missing.step', { step: 'A/a', to: 'A/b' }],
    [
      'a message was not sent: a business account may write for 24 hours after the lead has written',
      'reason.notSent',
      { reason: 'a business account may write for 24 hours after the lead has written' },
    ],
    ['a business account may write for 24 hours after the lead has written', 'reason.window.business', {}],
    [
      'who asks to join a channel may be written to only until the request is answered',
      'reason.window.joining',
      {},
    ],
    ['the cost of A/b "1x" is not a number', 'reason.cost', { reason: '"1x" is not a number' }],
    [
      'stopped a circle: Send webhook and updateDialog have answered each other 20 times (A/a -> A/b)',
      'reason.loop',
      { rounds: '20', circle: 'A/a -> A/b' },
    ],
  ])('are taken apart: %s', (told, key, parts) => {
    expect(findReason(told)).toMatchObject({ key, parts });
  });

  it('in hostile length are left as they are', () => {
    const hostile = ['"', '\\', 'x ', '{{', 'the button "', 'fields.a was not written: "'].map((piece) =>
      piece.repeat(200_000 / piece.length),
    );
    expect(hostile.map(findReason)).toEqual(hostile.map(() => null));
  });
});

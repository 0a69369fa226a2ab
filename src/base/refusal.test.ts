import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RefusalError, refusals, refuse } from './refusal.ts';

const page = resolve(import.meta.dirname, '../../docs/errors.md');

describe('the catalogue of errors', () => {
  it('is what docs/errors.md says (UPDATE_DOCS=1 writes the page anew)', () => {
    if (process.env.UPDATE_DOCS === '1') writeFileSync(page, render());
    expect(readFileSync(page, 'utf8')).toBe(render());
  });

  it('answers with an HTTP status of an error and says a whole sentence', () => {
    for (const [code, { status, message }] of Object.entries(refusals)) {
      expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(600);
      expect(message).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('lets a caller add details without losing the code', () => {
    const refusal = refuse('too_many_requests', { retryAfterSeconds: 3 });
    expect(refusal).toEqual({
      code: 'too_many_requests',
      message: refusals.too_many_requests.message,
      retryAfterSeconds: 3,
    });
    expect(new RefusalError(refusal).message).toContain('too_many_requests');
  });
});

function render(): string {
  const rows = Object.entries(refusals).map(
    ([code, { status, message }]) => `| \`${code}\` | ${status} | ${message} |`,
  );
  return [
    '# Errors',
    '',
    'Made from `src/base/refusal.ts`; do not edit by hand. Every error has this shape:',
    '',
    '```json',
    '{ "error": { "code": "invalid_parameter", "message": "...", "parameters": [{ "name": "chatId", "reason": "..." }] } }',
    '```',
    '',
    'A published code never changes its meaning, and a retired one is never used again. Rely on the code, not on the message.',
    '',
    '| code | status | meaning |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

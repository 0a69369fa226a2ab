import { describe, expect, it } from 'vitest';
import { resolveReferences } from './resolveReferences.ts';

/** `${NAME}` without what looks like a mistake to the linter. */
const secret = (name: string): string => `\${${name}}`;

const file = (token: string): string => `version: 1
bots:
  - key: leo
    name: "\${TOKEN}" # stays: no place for a secret
    token: ${token}
    flows: []
`;

describe('resolveReferences', () => {
  it("puts the environment's secrets in and moves no line", () => {
    const resolved = resolveReferences(file(secret('TOKEN')), { TOKEN: '12:a"b: #\n' });
    expect(resolved).toEqual({ ok: true, value: file('"12:a\\"b: #\\n"') });
    expect(resolveReferences(file(`"${secret('TOKEN')}" # mine`), { TOKEN: 'x' })).toEqual({
      ok: true,
      value: file('"x" # mine'),
    });
  });

  it('leaves FUNNEL_ names that it does not have to the server, and plain secrets as they are', () => {
    for (const token of [secret('FUNNEL_TOKEN'), '12:abc', `"a${secret('b')}c"`]) {
      expect(resolveReferences(file(token), {})).toEqual({ ok: true, value: file(token) });
    }
    expect(resolveReferences(file(secret('FUNNEL_TOKEN')), { FUNNEL_TOKEN: 'x' })).toEqual({
      ok: true,
      value: file('"x"'),
    });
  });

  it('names what is missing, with its place', () => {
    expect(resolveReferences(file(secret('TOKEN')), {})).toEqual({
      ok: false,
      reason: [{ name: 'bots[0].token', reason: 'the environment has no TOKEN', line: 5, column: 12 }],
    });
    expect(resolveReferences(file(secret('constructor')), {}).ok).toBe(false);
  });

  it('works in JSON, for AI keys and for the secrets of steps', () => {
    const json = (value: string): string =>
      JSON.stringify({ bots: [{ ai: { apiKey: value }, flows: [{ steps: [{}, { secret: value }] }] }] });
    expect(resolveReferences(json(secret('A')), { A: 'x' })).toEqual({ ok: true, value: json('x') });
  });

  it('leaves what is no YAML to the server', () => {
    expect(resolveReferences(`token: [${secret('A')}`, {})).toEqual({
      ok: true,
      value: `token: [${secret('A')}`,
    });
  });
});

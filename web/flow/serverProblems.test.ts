import { describe, expect, it } from 'vitest';
import { english } from '../language/texts.ts';
import type { ServerFinding } from './flowApi.ts';
import { serverProblems, wholeProblems } from './serverProblems.ts';

const known = new Map<string, string>(Object.entries(english));
const text = Object.assign((key: string) => key, {
  or: (key: string, otherwise: string) => known.get(key) ?? otherwise,
  told: (sentence: string) => sentence,
  wrong: (sentence: string) => sentence,
  template: (key: string) => key,
  language: 'en' as const,
});

const finding = (part: Partial<ServerFinding>): ServerFinding => ({
  ...{ name: '', path: [], reason: 'why', code: 'badMedia', severity: 'error', elsewhere: null },
  ...part,
});
const flow = { key: 'f', steps: [{ key: 'a', kind: 'changeTags' as const }] };

describe("the server's findings", () => {
  it('stand at the step they speak of, unless they are told there already', () => {
    const path = ['steps', 0, 'messages', 0, 'photo'];
    expect(serverProblems([finding({ path }), finding({ path, code: 'malformed' })], flow)).toEqual([
      {
        step: 'a',
        place: 'messages.0.photo',
        code: 'shape',
        severity: 'error',
        reason: 'why',
      },
    ]);
  });

  it('of a step that is gone, or of another part of the space, are no step’s', () => {
    const path = ['steps', 7, 'next'];
    expect(
      serverProblems(
        [finding({ path }), finding({ path: ['steps', 0], elsewhere: 'campaign summer' })],
        flow,
      ),
    ).toEqual([]);
  });

  it('of the whole are said once, and only when they forbid publishing', () => {
    const twice = finding({ elsewhere: 'campaign summer', path: ['steps', 0] });
    const others = [finding({ severity: 'warning' }), finding({ path: ['steps', 0] })];
    expect(wholeProblems([twice, twice, ...others], text)).toEqual(['Campaign summer: why']);
    const start = finding({ elsewhere: 'settings leo', code: 'missingStep', path: ['start'] });
    expect(wholeProblems([start], text)).toEqual([
      'Settings of the bot leo: leads to a step that is not there any more',
    ]);
  });
});

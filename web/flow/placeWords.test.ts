import { describe, expect, it } from 'vitest';
import { english } from '../language/texts.ts';
import { placeWords } from './placeWords.ts';

const known = new Map<string, string>(Object.entries(english));
const text = Object.assign((key: string) => key, {
  or: (key: string, otherwise: string) => known.get(key) ?? otherwise,
  told: (sentence: string) => sentence,
  wrong: (sentence: string) => sentence,
  template: (key: string) => key,
  language: 'en' as const,
});

describe('a place of a step in words', () => {
  it.each([
    ['messages.0.text', 'Message 1 · Text'],
    ['messages.1.buttons.0.1.url', 'Message 2 · Button 1.2 · Address (URL)'],
    ['branches.2.percent', 'Branch 3 · Percent'],
    ['fields.constructor', 'fields · constructor'],
    ['next', 'Next step'],
  ])('%s is %s', (place, words) => {
    expect(placeWords(place, text)).toBe(words);
  });
});

import { describe, expect, it } from 'vitest';
import { nameOfFile } from './mediaBox.tsx';

describe('a file in a bubble', () => {
  it.each([
    ['offers/card.png', 'card.png'],
    ['https://files.example/a/%D0%BE%D1%82%D1%87%D1%91%D1%82.pdf?sign=1', 'отчёт.pdf'],
    ['https://files.example/', 'files.example'],
    ['https://files.example/%E0%A4%A', '%E0%A4%A'],
    ['', ''],
  ])('is called by its name (%s)', (file, name) => {
    expect(nameOfFile(file)).toBe(name);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanName } from './fileRecords.ts';

describe('the name of a file', () => {
  it.each([
    ['holiday.jpg', 'holiday.jpg'],
    ['Отчёт за май.pdf', 'Отчёт за май.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\ann\\cv.doc', 'cv.doc'],
    ['.htaccess', 'htaccess'],
    ['..', ''],
    ['/', ''],
    ['photo\u202egpj.exe', 'photogpj.exe'],
    ['a\0b\r\nc"d.txt', 'abc_d.txt'],
    ['\ud800x', 'x'],
  ])('%j is shown as %j', (name, shown) => {
    expect(cleanName(name)).toBe(shown);
  });

  it('keeps its ending when it is too long', () => {
    expect(cleanName(`${'x'.repeat(5000)}.jpeg`)).toBe(`${'x'.repeat(195)}.jpeg`);
  });

  it('is never a path, never empty of meaning to a database, and clean names stay as they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const clean = cleanName(name);
        expect(clean).not.toMatch(/[/\\\0\r\n"]|^\./);
        expect(clean.isWellFormed() && clean.length <= 200).toBe(true);
        expect(cleanName(clean)).toBe(clean);
      }),
    );
  });
});

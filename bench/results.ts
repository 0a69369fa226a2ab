/** The page of results has parts that are measured at different times: the table, filters and desk on a million dialogs. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const file = join(import.meta.dirname, 'RESULTS.md');
const marks = { filters: '\n## Filters\n', desk: "\n## The operators' desk\n" };
type Parts = { table: string } & Record<keyof typeof marks, string>;

async function parts(): Promise<Parts> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const ends = [...Object.values(marks).map((mark) => text.indexOf(mark)), text.length];
  const from = (start: number): string => {
    const end = ends.filter((one) => one > start).sort((left, right) => left - right)[0] ?? text.length;
    return start < 0 ? '' : text.slice(start, end);
  };
  return {
    table: text.slice(0, Math.min(...ends.filter((end) => end >= 0))),
    filters: from(text.indexOf(marks.filters)),
    desk: from(text.indexOf(marks.desk)),
  };
}

async function write(changed: Partial<Parts>): Promise<void> {
  const { table, filters, desk } = { ...(await parts()), ...changed };
  await writeFile(file, table + filters + desk);
}

export const writeTable = (page: string): Promise<void> => write({ table: page });
export const writeFilters = (text: string): Promise<void> =>
  write({ filters: `${marks.filters}\n${text}\n` });
export const writeDesk = (text: string): Promise<void> => write({ desk: `${marks.desk}\n${text}\n` });

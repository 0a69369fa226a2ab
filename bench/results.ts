/** The page of results has two parts that are measured at different times: the table, and the filters on a million dialogs. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const file = join(import.meta.dirname, 'RESULTS.md');
const mark = '\n## Filters\n';

async function parts(): Promise<{ table: string; filters: string }> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const at = text.indexOf(mark);
  return at < 0 ? { table: text, filters: '' } : { table: text.slice(0, at), filters: text.slice(at) };
}

export async function writeTable(page: string): Promise<void> {
  await writeFile(file, page + (await parts()).filters);
}

export async function writeFilters(text: string): Promise<void> {
  await writeFile(file, `${(await parts()).table}${mark}\n${text}\n`);
}

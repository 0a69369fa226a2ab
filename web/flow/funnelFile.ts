/** Flows as funnel files: what is drawn here can be kept beside code, and brought back. */
import type { Flow } from '../../src/flow/flow.ts';
import { readFlow } from './readFlow.ts';

/** YAML is only loaded by whoever exports or imports. */
const yaml = () => import('yaml');

/** The file of one flow of a bot; applying it adds or changes nothing else. */
export async function writeFunnelFile(
  bot: { key: string; name: string; channel: string },
  flow: Flow,
): Promise<string> {
  const { stringify } = await yaml();
  const plain: unknown = JSON.parse(JSON.stringify(flow));
  return stringify({ version: 1, bots: [{ ...bot, flows: [plain] }] }, { lineWidth: 110 });
}

/** Every flow of a funnel file (YAML or JSON), or the reason why there is none to be read. */
export async function readFunnelFile(
  text: string,
): Promise<{ flows: Flow[]; reason: null } | { flows: null; reason: string }> {
  const { parse } = await yaml();
  let file: unknown;
  try {
    // The least that may come of aliases: a file of ten lines must not become gigabytes.
    file = parse(text, { maxAliasCount: 100 });
  } catch (error) {
    return { flows: null, reason: error instanceof Error ? error.message : String(error) };
  }
  const found = listAt(file, 'bots').flatMap((bot) => listAt(bot, 'flows'));
  const flows = found.flatMap((one) => readFlow(one) ?? []);
  if (flows.length < found.length || flows.length === 0) return { flows: null, reason: 'noFlow' };
  return { flows, reason: null };
}

function listAt(value: unknown, key: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const list: unknown = Object.getOwnPropertyDescriptor(value, key)?.value;
  return Array.isArray(list) ? list : [];
}

/** Hands a text to the browser as a file. */
export function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

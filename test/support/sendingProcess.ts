/** A process that sends and may be killed; what it needs comes as JSON in its only argument. */
import { openDatabase } from '../../src/store/store.ts';
import { type DeskBot, startSending } from './sendingDesk.ts';

const { url, root, bots }: { url: string; root: string; bots: DeskBot[] } = JSON.parse(
  process.argv[2] ?? '{}',
);

startSending(openDatabase(url), root, bots, { onProblem: (error) => process.stderr.write(`${error}\n`) });

/** A simulated dialog as a story file: what was tried out by hand becomes a test. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import {
  type Connection,
  type DialogRecord,
  findClicks,
  type JournalRecord,
  listMessages,
  listTimeline,
  loadConfiguration,
} from '../store/store.ts';
import { principalOf, wrong } from './access.ts';
import { dialogOf } from './dialogs.ts';
import { numberedPath } from './listing.ts';
import type { ApiOptions, StoryMaterial } from './ports.ts';

/** Longer dialogs are no story any more; reading so many rows takes some 20 ms. */
const longest = 1000;

export const storyRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, { database, ports }) => {
  app.get(
    '/dialogs/:id/story',
    {
      config: { scope: 'watch', masked: 'refused' },
      schema: {
        tags: ['dialogs'],
        summary: 'A simulated dialog as a story file (YAML) for signalbox simulate',
        params: numberedPath,
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const dialog = await dialogOf(database, principal, request.params.id);
      const material = await gather(database, principal.spaceId, dialog);
      return reply.type('application/yaml; charset=utf-8').send(ports.writeStory(material));
    },
  );
};

async function gather(database: Connection, spaceId: string, dialog: DialogRecord): Promise<StoryMaterial> {
  const configuration = await loadConfiguration(database, spaceId);
  const bot = configuration.bots.find((one) => one.id === dialog.botId);
  if (bot?.document.channel !== 'simulator') {
    throw wrong(
      'id',
      'is a dialog with a real lead, whose words do not belong into a file; simulate it instead',
    );
  }
  const page = { upTo: null, limit: longest + 1 };
  const journal = (await listTimeline(database, dialog.id, page)).reverse();
  const messages = await listMessages(database, dialog.id, { from: null, limit: longest + 1, order: 'asc' });
  if (journal.length > longest || messages.length > longest) {
    throw wrong('id', `is a dialog of more than ${longest} signals or messages: too long for a story`);
  }
  const campaigns = new Map(configuration.campaigns.map(({ id, key }) => [id, key]));
  const clicks = await findClicks(database, payloadsOf(journal));
  return {
    ...{ dialog, journal, messages, discloses: bot.document.ai?.disclosure !== false },
    clicks: new Map(
      clicks.map((click) => [click.clickid, { ...click, campaign: campaigns.get(click.campaignId) ?? '' }]),
    ),
    postbacks: new Map(configuration.postbacks.map(({ id, key }) => [id, key])),
    webhooks: new Map(
      configuration.webhooks.flatMap(({ id, previousId, key }) => [
        [id, key] as const,
        [previousId ?? id, key],
      ]),
    ),
  };
}

/** What the lead's starts have brought: some of them are click ids. */
function payloadsOf(journal: readonly JournalRecord[]): string[] {
  const received = journal.flatMap(({ document }) =>
    document.entries.flatMap((entry) => (entry.kind === 'received' ? [entry.text] : [])),
  );
  return [...new Set(received.flatMap((text) => /^\/start ([\w-]{1,64})$/.exec(text)?.[1] ?? []))];
}

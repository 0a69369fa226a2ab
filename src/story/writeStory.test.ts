import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { offlineConfiguration } from '../funnel/funnel.ts';
import type { Configuration, DialogRecord, JournalRecord } from '../store/store.ts';
import type { Playing } from './playing.ts';
import { begin, playAll, playStory } from './playStory.ts';
import { readStories } from './readStories.ts';
import type { StoryMaterial } from './retelling.ts';
import type { Taken } from './world.ts';
import { writeStory } from './writeStory.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

const configurationOf = (path: string): Configuration => {
  const configuration = offlineConfiguration(read(path));
  if (!configuration.ok) throw new Error(JSON.stringify(configuration.reason));
  return configuration.value;
};

const storiesOf = (text: string) => {
  const stories = readStories(text);
  if (!stories.ok) throw new Error(`${JSON.stringify(stories.reason)}\n${text}`);
  return stories.value;
};

/** What the database would have of each dialog of a story that was played. */
function materialsOf(playing: Playing): StoryMaterial[] {
  const { world, bot, called } = playing;
  const { configuration } = world;
  const campaigns = new Map(configuration.campaigns.map(({ id, key }) => [id, key]));
  return [...world.batch.held.values()].map(({ dialog }) => {
    const turns = world.taken.filter((row) => row.dialog === dialog.id);
    const calls = called.filter((one) => one.dialog === dialog.id);
    const last = new Map(
      world.events.filter((one) => one.dialog === dialog.id).map((one) => [one.name, one]),
    );
    const record: DialogRecord = {
      ...dialog,
      ...{ id: Number(dialog.id), bot: bot.key, stepId: null, balance: dialog.state.balance },
      events: [...last.values()].map((one) => ({ ...one, receivedName: one.received, ...standing(one) })),
    };
    return {
      dialog: record,
      discloses: true,
      journal: [...turns.map(rowOf), ...calls.map((one) => callRow(playing, one))].sort(
        (left, right) => left.id - right.id,
      ),
      messages: [...world.messages.values()]
        .filter((one) => one.dialog === dialog.id)
        .map((one) => ({
          ...one,
          state: stateOf(playing, one),
          buttons: one.buttons === null ? [] : JSON.parse(one.buttons),
          files: [],
          author: null,
        })),
      clicks: new Map(
        [...world.batch.clicks].map(([id, click]) => [
          id,
          { ...click, campaign: campaigns.get(click.campaignId) ?? '' },
        ]),
      ),
      postbacks: new Map(configuration.postbacks.map(({ id, key }) => [id, key])),
      webhooks: new Map(configuration.webhooks.map(({ id, key }) => [id, key])),
    };
  });
}

const standing = ({ reverses }: { reverses: string | null }) => ({ standing: null, reverses });

const stateOf = (playing: Playing, { id, state }: { id: number; state: string }) =>
  playing.world.outbox.some(({ message }) => message === id)
    ? ('pending' as const)
    : state === 'cancelled'
      ? ('cancelled' as const)
      : ('sent' as const);

const rowOf = ({ id, at, kind, source, outcome, dialog, document }: Taken): JournalRecord => ({
  ...{ id, at, kind, source, outcome, document },
  dialogId: Number(dialog),
});

const callRow = (playing: Playing, call: Playing['called'][number]): JournalRecord => ({
  ...{ id: call.turn + 0.5, at: playing.world.taken[call.turn - 1]?.at ?? 0, kind: 'sendWebhook' },
  ...{ source: null, dialogId: Number(call.dialog), outcome: 'ok' },
  document: {
    request: { method: call.method, url: call.url, status: call.status },
    ...{ reason: null, warnings: [], entries: [], durationMs: 0 },
  },
});

describe('a dialog told as a story passes when it is played', () => {
  const funnels = [
    { funnel: 'src/funnel/example.yaml', folder: 'test/story/', names: ['seed.story.yaml'] },
    {
      funnel: 'docs/guide/examples/every-step.yaml',
      folder: 'docs/guide/examples/',
      names: readdirSync(new URL('docs/guide/examples/', root)).filter((name) =>
        /^every-step.*\.story\.yaml$/.test(name),
      ),
    },
  ];
  for (const { funnel, folder, names } of funnels) {
    const configuration = configurationOf(funnel);
    for (const story of names.flatMap((name) => storiesOf(read(folder + name)))) {
      it(story.story, async () => {
        const playing = begin(story, configuration, Date.parse(story.at ?? '2026-03-02T10:00:00Z'), false);
        if (typeof playing === 'string') throw new Error(playing);
        expect(playAll(playing).next().done).toBe(true);
        for (const material of materialsOf(playing)) {
          const text = writeStory(material);
          const [told] = storiesOf(text);
          if (!told) throw new Error('nothing was told');
          const { failures, lines } = await playStory(told, configuration);
          expect(failures, `${text}\n${lines.map(({ text: line }) => line).join('\n')}`).toEqual([]);
        }
      });
    }
  }
});

describe('what was taken back although it was due', () => {
  const configuration = configurationOf('src/funnel/example.yaml');
  const [story] = storiesOf(`story: Hasty
postback: partner
play: [click: summer, start, postback: registration, wait: 30s, postback: resale]
`);
  const materialOf = (at: (message: StoryMaterial['messages'][number]) => number): StoryMaterial => {
    const playing = story && begin(story, configuration, 0, false);
    if (!playing || typeof playing === 'string') throw new Error('it cannot begin');
    playAll(playing).next();
    const [material] = materialsOf(playing);
    if (!material) throw new Error('no dialog has begun');
    const messages = material.messages.map((one) =>
      one.text.includes('registered') ? { ...one, state: 'cancelled' as const, at: at(one) } : one,
    );
    return { ...material, messages };
  };

  it('is expected: in a play it arrives before the next act', async () => {
    const text = writeStory(materialOf(({ at }) => at));
    expect(text).toContain('Lead, you are registered');
    const [told] = storiesOf(text);
    expect(told && (await playStory(told, configuration)).failures).toEqual([]);
  });

  it('is not when it was still to wait', () => {
    expect(writeStory(materialOf(({ at }) => at + 60_000))).not.toContain('Lead, you are registered');
  });
});

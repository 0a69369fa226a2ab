/** Whatever happens in whatever order: a dialog that automation leads has something that goes on with it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Drawn, type Play, play } from '../../test/support/play.ts';
import { isAutomatic } from './dialogShape.ts';

const drawn = (bot: Record<string, unknown>): Drawn => ({
  start: 'A/talk',
  rules: [
    { on: 'sale', move: 'A/say', status: 'auto' },
    { on: 'vip', status: 'manual' },
    { on: 'gold', move: 'A/pause' },
  ],
  bot: {
    ai: { decideModel: 'a', replyModel: 'b', fallback: 'sorry' },
    recognition: { photo: 'recognise', video: 'manual', voice: 'skip' },
    ...bot,
  },
  flows: {
    A: `
      - key: talk
        kind: aiReply
        goal: g
        requirement: r
        delay: 5s
        pushes: [{ after: 20s, message: { text: push } }, { after: 2m, prompt: remind }]
        branches:
          - { title: gold, when: x, next: gold, return: true }
          - { title: vip, when: x, next: vip, return: true, once: true }
          - { title: go, when: x, next: say }
          - { title: gone, when: x, next: gone }
        next: say
      - key: say
        kind: sendMessage
        messages:
          - { text: one, buttons: [[{ text: Go, goto: call }, { text: Run, run: gold }, { text: Gone, goto: gone }]] }
          - { prompt: greet }
          - { text: two }
        finish: waiting
        pushes: [{ after: 10s, prompt: nudge }]
        next: call
      - { key: call, kind: sendWebhook, url: "https://office.example/x", wait: true, ok: pause, failed: vip, next: talk }
      - { key: pause, kind: customDelay, for: 30s, next: nudge }
      - { key: nudge, kind: customPush, pushes: [{ after: 10s, message: { text: nudge } }], next: keep }
      - { key: keep, kind: aiReply, goal: g, stay: true, requirement: r, next: talk }
      - { key: gold, kind: sendTrackerEvent, event: gold, next: talk }
      - { key: vip, kind: sendTrackerEvent, event: vip, delay: 5s, next: keep }`,
  },
});

type Act = (story: Play) => unknown;

const places = ['talk', 'say', 'call', 'pause', 'nudge', 'keep', 'gold', 'vip'];
/** The AI answers one of its latest questions, as a model may. */
const answered = (latest: number): fc.Arbitrary<Act> =>
  fc
    .record({
      back: fc.integer({ min: 1, max: latest }),
      ok: fc.boolean(),
      met: fc.boolean(),
      branch: fc.constantFrom(null, null, 'gold', 'vip', 'go', 'gone', 'wrong'),
    })
    .map(
      ({ back, ok, met, branch }): Act =>
        (story) => {
          const question = story.questions.at(-back);
          if (!question) return;
          const { of } = question.task;
          if (!ok) return story.ai({ ok: false, of, why: 'failed', reason: 'no' }, question);
          if (of !== 'turn') return story.ai({ ok: true, of, text: 'written' }, question);
          return story.aiSays('reply', { requirementMet: met, branch }, question);
        },
    );

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.constant<Act>((story) => story.writes()),
  fc.constantFrom('photo', 'photo', 'photo', 'video', 'voice').map(
    (media): Act =>
      (story) =>
        story.sends(media),
  ),
  fc.constantFrom('Go', 'Run', 'Gone').map(
    (label): Act =>
      (story) =>
        story.texts.includes('one') ? story.presses(label) : null,
  ),
  fc.constantFrom('1s', '9s', '31s', '54s', '2m').map(
    (time): Act =>
      (story) =>
        story.passes(time),
  ),
  answered(3),
  answered(1),
  answered(1),
  fc.boolean().map(
    (ok): Act =>
      (story) =>
        story.calls.length > 0 ? story.answers(ok, {}, story.calls.at(-1)?.stepVisit) : null,
  ),
  fc.constantFrom('auto', 'auto', 'waiting', 'manual', 'finished', 'blocked', 'stopped').map(
    (status): Act =>
      (story) =>
        story.operatorChanges({ status } as const),
  ),
  fc.constantFrom(...places).map(
    (step): Act =>
      (story) =>
        story.updateDialog({ move: { flow: 'A', step } }),
  ),
  fc.constantFrom('sale', 'vip', 'gold').map(
    (event): Act =>
      (story) =>
        story.postback({ event }),
  ),
  fc.constantFrom<Act>(
    (story) => story.blocksBot(),
    (story) => story.unblocksBot(),
    (story) => story.operatorWrites('me'),
    (story) => story.delivery('failed'),
  ),
);

/** What is wrong with a dialog at rest; null when something will go on with it. */
function stuck(story: Play): string | null {
  const { status, state } = story.dialog;
  if (!isAutomatic(status)) return null;
  const has = (name: string): boolean => state.timers.some((timer) => timer.name === name);
  switch (state.phase) {
    case 'notEntered':
      return 'it was never entered';
    case 'pausing':
    case 'delaying':
      return has('step') ? null : 'its pause has no end';
    case 'awaitingAi':
      return has('answer') || has('response') ? null : 'nobody waits for the AI';
    case 'awaitingAnswer':
      return story.calls.some(({ stepVisit }) => stepVisit === state.visit) ? null : 'nobody was called';
    case 'awaitingReply':
      return null;
  }
}

describe('a dialog that automation leads', () => {
  it.each([{}, { delays: { response: '10s', message: '2s', aiAnswer: '4s' } }])(
    'always has something that goes on with it (%o)',
    (bot) => {
      fc.assert(
        fc.property(fc.array(act, { minLength: 1, maxLength: 25 }), (acts) => {
          const story = play(drawn(bot));
          story.starts();
          for (const each of acts) {
            each(story);
            expect(stuck(story)).toBeNull();
          }
          // Left alone it comes to rest: with the lead, a person, an end or the back office's answer.
          story.passes('10m');
          const { phase } = story.dialog.state;
          expect(!isAutomatic(story.status) || ['awaitingReply', 'awaitingAnswer'].includes(phase)).toBe(
            true,
          );
        }),
        { numRuns: 1000 },
      );
    },
  );
});

/** Chats that a bot leads for a business account: the owner's own words, changed messages, the day's window. */
import { describe, expect, it } from 'vitest';
import { play } from '../../test/support/play.ts';
import type { Told } from '../signal/signal.ts';

const told = (externalId: number, more: Partial<Told> = {}): Told => ({ externalId, ...more });

const drawn = {
  connection: 'c1',
  bot: { start: 'A/hello' },
  flows: {
    A: `
      - { key: hello, kind: sendMessage, messages: [{ text: hello }], next: more, finish: waiting,
          pushes: [{ after: 2h, message: { text: still there? } }, { after: 30h, message: { text: too late } }] }
      - { key: more, kind: sendMessage, messages: [{ text: more }], finish: waiting, next: later }
      - { key: later, kind: customDelay, for: 25h, next: end }
      - { key: end, kind: sendMessage, messages: [{ text: end }, { text: really }] }`,
  },
};

describe("an account's owner who writes by hand", () => {
  it('is heard and not answered; no push breaks in', () => {
    const story = play(drawn);
    story.starts();
    const turn = story.update({ did: 'ownerWrote', media: null, text: 'Hi, Ann!', told: told(9) });
    expect(turn.received).toEqual([{ kind: 'text', text: 'Hi, Ann!', told: told(9), byOwner: true }]);
    expect(turn.entries).toContainEqual({ kind: 'ownerWrote', text: 'Hi, Ann!' });
    expect(turn.effects).toEqual([]);
    story.passes('5h');
    expect([story.texts, story.step, story.status]).toEqual([['hello'], 'A/hello', 'waiting']);
  });

  it('brings its files into the history', () => {
    const story = play(drawn);
    story.starts();
    const file = { fileId: 'f', uniqueId: 'u', name: 'a.jpg', mime: 'image/jpeg', size: 5 };
    const turn = story.update({
      ...{ did: 'ownerWrote', media: 'photo', text: 'look' },
      told: told(9, { files: [file] }),
    });
    expect(turn.effects).toEqual([expect.objectContaining({ kind: 'fetchFile', received: 0, ...file })]);
    expect(turn.entries).toContainEqual({ kind: 'ownerWrote', text: 'look', media: 'photo' });
  });
});

describe('messages that are changed or taken away', () => {
  it('change the history and wake nobody', () => {
    const story = play(drawn);
    story.starts();
    const entities = [{ type: 'bold', offset: 0, length: 2 }];
    const edited = story.update({ did: 'edited', externalId: 4, text: 'no, stop', entities });
    expect(edited.changes).toEqual([{ of: 'edited', externalId: 4, text: 'no, stop', entities }]);
    const deleted = story.update({ did: 'deleted', externalIds: [4, 5] });
    expect(deleted.changes).toEqual([{ of: 'deleted', externalIds: [4, 5] }]);
    expect([...edited.effects, ...deleted.effects, ...edited.received, ...deleted.received]).toEqual([]);
    expect([edited.entries.at(-1), deleted.entries.at(-1)]).toEqual([
      { kind: 'edited', text: 'no, stop', by: 'lead' },
      { kind: 'deleted', count: 2 },
    ]);
    // A push that waits still goes out: the lead has said nothing.
    story.passes('3h');
    expect([story.texts, story.step]).toEqual([['hello', 'still there?'], 'A/hello']);
  });

  it('do not take a lead out of its opt-out, nor a command out of an edit', () => {
    const story = play(drawn);
    story.starts();
    story.update({ did: 'edited', externalId: 4, text: '/stop' });
    expect(story.status).toBe('waiting');
  });
});

describe('the 24 hours of a business chat', () => {
  it('are over: what would come later is not sent and says why', () => {
    const story = play(drawn);
    story.starts();
    story.writes();
    story.writes();
    expect(story.step).toBe('A/later');
    story.passes('26h');
    expect(story.texts).toEqual(['hello', 'more']);
    expect(story.warnings).toEqual(['outsideWindow', 'outsideWindow']);
    const late = story.turns.at(-1)?.effects.filter((effect) => effect.kind === 'message');
    expect(late).toEqual([
      expect.objectContaining({ text: 'end', cancelled: true, because: expect.stringContaining('24 hours') }),
      expect.objectContaining({ text: 'really', cancelled: true }),
    ]);
    expect(story.turns.at(-1)?.entries.some(({ kind }) => kind === 'sent')).toBe(false);
  });

  it('end the pushes, and the AI is not asked for what nobody would get', () => {
    const story = play({
      ...drawn,
      flows: {
        A: `
          - { key: hello, kind: sendMessage, messages: [{ text: hello }], finish: waiting,
              pushes: [{ after: 25h, prompt: "say something" }, { after: 26h, message: { text: too late } }] }`,
      },
    });
    story.starts();
    story.passes('3d');
    expect([story.questions, story.texts, story.warnings]).toEqual([[], ['hello'], ['outsideWindow']]);
  });

  it('hold for an operator, who is told; a word of the lead opens them again, a pressed button does not', () => {
    const story = play(drawn);
    story.starts();
    story.passes('23h');
    expect(story.operatorWrites('one').outcome).toBe('applied');
    story.passes('2h');
    const refused = story.operatorWrites('two');
    expect([refused.outcome, refused.effects]).toEqual(['rejected', []]);
    expect(refused.reason).toContain('24 hours');
    story.update({ did: 'pressed', button: 'A-gone:0:0:0' });
    expect(story.operatorWrites('three').outcome).toBe('rejected');
    story.writes();
    expect(story.operatorWrites('four').outcome).toBe('applied');
  });

  it("are not the bot's own", () => {
    const story = play({ ...drawn, connection: '' });
    story.starts();
    story.writes();
    story.writes();
    story.passes('26h');
    expect(story.texts).toEqual(['hello', 'more', 'end', 'really']);
  });
});

describe('an AI that the owner has not let hear the chat', () => {
  it('is no failure: a person takes over, whatever the bot does on failures', () => {
    const story = play({
      bot: {
        start: 'A/talk',
        ai: { decideModel: 'm', replyModel: 'm', onFailure: 'error', fallback: 'One <b>moment</b>' },
      },
      flows: { A: '- { key: talk, kind: aiReply, goal: sell }' },
    });
    story.starts();
    const turn = story.ai({ ok: false, of: 'turn', why: 'consent', reason: 'not agreed' });
    expect([story.status, story.warnings, turn.outcome]).toEqual(['manual', ['aiConsent'], 'applied']);
    expect(turn.effects).toEqual([
      expect.objectContaining({ text: 'One moment', entities: [{ type: 'bold', offset: 4, length: 6 }] }),
    ]);
  });
});

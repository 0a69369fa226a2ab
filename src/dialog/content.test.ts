/** All content both ways: marks, files, albums, places, pressed buttons, and what operators do with messages. */
import { describe, expect, it } from 'vitest';
import { play } from '../../test/support/play.ts';
import type { LeadAction, ReceivedFile, Told } from '../signal/signal.ts';

const file: ReceivedFile = { fileId: 'f', uniqueId: 'u', name: 'a.jpg', mime: 'image/jpeg', size: 5 };

const photo = (told?: Told, text?: string): LeadAction => ({
  ...{ did: 'sentMedia', media: 'photo' },
  ...(text === undefined ? {} : { text }),
  ...(told ? { told } : {}),
});

const say = (key: string, next?: string): string =>
  `{ key: ${key}, kind: sendMessage, messages: [{ text: ${key} }], finish: waiting${next ? `, next: ${next}` : ''} }`;

const chain = {
  bot: { start: 'A/one' },
  flows: { A: ['one', 'two', 'three'].map((key, n, all) => `- ${say(key, all[n + 1])}`).join('\n') },
};

describe('what a lead sends', () => {
  it('comes into the history with all that the channel told, and its file is fetched', () => {
    const story = play(chain);
    story.starts();
    const told: Told = { externalId: 12, replyTo: 11, files: [file] };
    const turn = story.update(photo(told, 'me'));
    expect(turn.received).toEqual([{ kind: 'photo', text: 'me', told }]);
    expect(turn.effects[0]).toEqual({
      ...{ kind: 'fetchFile', key: '0', received: 0, ...file },
      notBefore: story.now,
    });
    expect(turn.entries).toContainEqual({ kind: 'received', text: 'me', media: 'photo' });
    expect(story.step).toBe('A/two');
  });

  it('as an album is one action: its further parts are only kept', () => {
    const story = play(chain);
    story.starts();
    const turns = [1, 2, 3].map((externalId) =>
      story.update(photo({ externalId, album: 'a1', files: [file] })),
    );
    expect(turns.map((turn) => turn.received.length)).toEqual([1, 1, 1]);
    expect(turns.map((turn) => turn.effects.filter(({ kind }) => kind === 'fetchFile').length)).toEqual([
      1, 1, 1,
    ]);
    expect([story.step, story.texts]).toEqual(['A/two', ['one', 'two']]);
    story.update(photo({ externalId: 4, album: 'a2' }));
    expect(story.step).toBe('A/three');
  });

  it('as an album while the AI thinks makes its answer no late one by the further parts', () => {
    const story = play({
      bot: { start: 'A/talk' },
      flows: { A: '- { key: talk, kind: aiReply, goal: sell }' },
    });
    story.starts();
    story.aiSays('hello');
    story.update(photo({ externalId: 1, album: 'a1' }));
    const question = story.questions.at(-1);
    story.update(photo({ externalId: 2, album: 'a1' }));
    story.aiSays('nice', {}, question);
    expect(story.texts.at(-1)).toBe('nice');
  });

  it('is fetched also when the flow has gone round in a circle', () => {
    const story = play({
      bot: { start: 'A/one' },
      flows: {
        A: `
          - { key: one, kind: sendMessage, messages: [{ text: one, buttons: [[{ text: go, goto: two }]] }], next: two, finish: waiting }
          - { key: two, kind: changeTags, assign: [x], next: three }
          - { key: three, kind: changeTags, remove: [x], next: two }`,
      },
    });
    story.starts();
    const turn = story.update(photo({ externalId: 1, files: [file] }));
    expect([turn.outcome, turn.effects.map(({ kind }) => kind)]).toEqual(['failed', ['fetchFile']]);
    story.operatorChanges({ move: { flow: 'A', step: 'one' }, status: 'auto' });
    const pressed = story.update({ did: 'pressed', button: 'A-one:0:0:0', press: { queryId: 'q' } });
    expect(pressed.outcome).toBe('failed');
    expect(pressed.effects.map(({ kind }) => kind)).toContain('answerPress');
  });
});

describe('a pressed button', () => {
  it('is answered whatever it leads to', () => {
    const press = (button: string): LeadAction => ({ did: 'pressed', button, press: { queryId: 'q1' } });
    const answered = expect.objectContaining({ kind: 'answerPress', queryId: 'q1' });
    const story = play(chain);
    story.starts();
    expect(story.update(press('A-gone:0:0:0')).effects).toEqual([answered]);
    story.operatorChanges({ status: 'manual' });
    expect(story.update(press('A-gone:0:0:0')).effects).toEqual([answered]);
    story.operatorChanges({ status: 'blocked' });
    expect(story.update(press('A-gone:0:0:0')).effects).toEqual([answered]);
    const fresh = play(chain);
    expect(fresh.update(press('A-gone:0:0:0'), { firstContact: true }).effects[0]).toEqual(answered);
    fresh.writes('/stop');
    expect(fresh.update(press('A-gone:0:0:0')).effects).toEqual([answered]);
  });

  it('of a channel that wants no answer gets none', () => {
    const story = play(chain);
    story.starts();
    expect(story.update({ did: 'pressed', button: 'x' }).effects).toEqual([]);
  });
});

describe('what a flow says', () => {
  it('is Telegram HTML: marks beside the text, values never markup', () => {
    const story = play({
      bot: { start: 'A/one', privacy: 'We keep <i>this</i>' },
      flows: {
        A: `
          - key: one
            kind: sendMessage
            messages:
              - { text: "<b>{{name}}</b>, 1 < 2" }
              - { photo: a.jpg, caption: "<u>look</u>" }
              - { text: plain }`,
      },
    });
    story.dialog.name = '<i>Ann</i>';
    const turn = story.update({ did: 'start', payload: '' });
    expect(turn.effects.slice(1)).toEqual([
      expect.objectContaining({
        text: `${story.dialog.name}, 1 < 2`,
        entities: [{ type: 'bold', offset: 0, length: story.dialog.name.length }],
      }),
      expect.objectContaining({ text: 'look', entities: [{ type: 'underline', offset: 0, length: 4 }] }),
      expect.not.objectContaining({ entities: expect.anything() }),
    ]);
    expect(story.writes('/privacy').effects).toEqual([
      expect.objectContaining({ text: 'We keep this', entities: [{ type: 'italic', offset: 8, length: 4 }] }),
    ]);
  });

  it('may be a contact, a place, and every kind of file', () => {
    const story = play({
      bot: { start: 'A/one' },
      flows: {
        A: `
          - key: one
            kind: sendMessage
            messages:
              - { contact: { phone: "+1 {{chatId}}", firstName: "For {{name}}" } }
              - { location: { latitude: 1.5, longitude: -2 } }
              - { animation: a.gif }
              - { audio: "https://cdn.example/{{username}}.mp3", caption: song }
              - { sticker: s.webp }`,
      },
    });
    const media = story
      .starts()
      .effects.flatMap((effect) => (effect.kind === 'message' ? [effect.media] : []));
    expect(media).toEqual([
      { kind: 'contact', files: [], contact: { phone: '+1 1227280', firstName: 'For Ann', lastName: '' } },
      { kind: 'location', files: [], location: { latitude: 1.5, longitude: -2 } },
      { kind: 'animation', files: ['a.gif'] },
      { kind: 'audio', files: ['https://cdn.example/ann.mp3'] },
      { kind: 'sticker', files: ['s.webp'] },
    ]);
  });

  it('as a push is mass: nobody waits for it, and it is never sent twice', () => {
    const story = play({
      bot: { start: 'A/one' },
      flows: {
        A: `
          - { key: one, kind: sendMessage, messages: [{ text: one }], finish: waiting,
              pushes: [{ after: 1h, message: { text: push } }, { after: 2h, prompt: write }] }`,
      },
    });
    story.starts();
    story.passes('2h');
    story.ai({ ok: true, of: 'write', text: 'written' });
    const sent = story.turns.flatMap(({ effects }) => effects.filter(({ kind }) => kind === 'message'));
    expect(sent).toEqual([
      expect.objectContaining({ text: 'one', resend: 'once' }),
      expect.objectContaining({ text: 'push', resend: 'never', mass: true }),
      expect.objectContaining({ text: expect.stringContaining('written'), resend: 'never', mass: true }),
    ]);
    expect(sent[0]).not.toHaveProperty('mass');
  });
});

describe('an operator', () => {
  const entities = [{ type: 'bold', offset: 0, length: 4 }];

  it('sends media, marks and answers to a message', () => {
    const story = play(chain);
    story.starts();
    const media = { kind: 'photo' as const, files: ['file:1'] };
    const turn = story.operate({ did: 'wrote', text: 'look', entities, media, replyTo: '7000' });
    expect(turn.effects).toEqual([
      expect.objectContaining({
        ...{ kind: 'message', automatic: false, by: 'operator' },
        ...{ text: 'look', entities, media, replyTo: '7000' },
      }),
    ]);
    expect(turn.entries.at(-1)).toMatchObject({ kind: 'sent', text: 'look', media: 'photo' });
  });

  it('changes and pins what was said', () => {
    const story = play(chain);
    story.starts();
    const edited = story.operate({ did: 'edited', messageId: '7001', text: 'oops', entities });
    expect(edited.changes).toEqual([{ of: 'rewritten', messageId: '7001', text: 'oops', entities }]);
    expect(edited.effects).toEqual([
      { kind: 'edit', key: '0', messageId: '7001', text: 'oops', entities, notBefore: story.now },
    ]);
    expect(edited.entries.at(-1)).toEqual({ kind: 'edited', text: 'oops', by: 'operator' });
    const pinned = story.operate({ did: 'pinned', messageId: '7001', pinned: false });
    expect(pinned.effects).toEqual([
      { kind: 'pin', key: '0', messageId: '7001', pinned: false, notBefore: story.now },
    ]);
    expect([story.step, story.status]).toEqual(['A/one', 'waiting']);
  });

  it('does neither where nothing may be sent', () => {
    const story = play(chain);
    story.starts();
    story.blocksBot();
    for (const action of [
      { did: 'edited', messageId: '7001', text: 'oops' },
      { did: 'pinned', messageId: '7001', pinned: true },
    ] as const) {
      expect(story.operate(action)).toMatchObject({ outcome: 'rejected', effects: [], changes: [] });
    }
  });
});

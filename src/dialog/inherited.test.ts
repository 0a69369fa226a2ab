/** Names that every object inherits are names like any other, wherever owners and leads may write one. */
import { describe, expect, it } from 'vitest';
import { play } from '../../test/support/play.ts';

const ai = { decideModel: 'a', replyModel: 'b', disclosure: false };

describe('a name that every object inherits', () => {
  it.each(['constructor', 'toString', 'valueOf', 'hasOwnProperty'])(
    '%s may be a flow, a step, a field, a tag and a title',
    (name) => {
      const story = play({
        bot: { start: `${name}/${name}`, ai, globalPushes: { other: [] }, recognition: { photo: 'skip' } },
        fields: [],
        flows: {
          [name]: `
            - { key: ${name}, kind: aiReply, goal: "{{fields.${name}}}|{{tracker.${name}}}|{{variables.${name}}}", useGlobalPushes: true,
                branches: [{ title: ${name}, when: x, next: split, once: true }] }
            - { key: split, kind: abRouter, branches: [{ percent: 100, next: ask, title: ${name} }, { percent: 0, next: wrong }] }
            - { key: ask, kind: customCondition, otherwise: right, branches: [
                { when: 'count(${name}) > 0 or last(${name}) < 1d or event = ${name} or fields.${name} is not empty or tags = ${name}', next: wrong }] }
            - { key: wrong, kind: sendMessage, messages: [{ text: wrong }], finish: waiting }
            - { key: right, kind: sendMessage, messages: [{ text: right }], finish: waiting, stay: true }`,
        },
      });
      story.starts();
      expect(story.questions[0]?.task).toMatchObject({ goal: '||' });
      story.aiSays(null, { branch: name });
      expect([story.step, story.texts, story.dialog.state.usedBranches]).toEqual([
        ...[`${name}/right`, ['right'], [`${name}/${name}#${name}`]],
      ]);
      story.sends(name);
      expect(story.status).toBe('waiting');
      story.updateDialog({ addTags: [name], fields: { toString: 'x' } });
      expect(story.dialog.tags).toEqual([name]);
      expect(story.dialog.state.split).toEqual({ [`${name}/split`]: `ask#${name}` });
    },
  );
});

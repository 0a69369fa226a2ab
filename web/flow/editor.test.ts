import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Flow } from '../../src/flow/flow.ts';
import { type Act, begin, edit } from './editor.ts';

const flow: Flow = { key: 'Welcome', steps: [] };
const named = (name: string, mark?: string): Act => ({
  do: 'change',
  change: (now) => ({ ...now, name }),
  ...(mark !== undefined && { mark }),
});

describe('the drawing while it is edited', () => {
  it('goes back and forth through every change', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 20 }), (names) => {
        let editor = begin(flow);
        for (const name of names) editor = edit(editor, named(name));
        const last = editor.flow;
        for (const _ of names) editor = edit(editor, { do: 'undo' });
        expect(editor.flow).toBe(flow);
        for (const _ of names) editor = edit(editor, { do: 'redo' });
        expect(editor.flow).toBe(last);
      }),
    );
  });

  it('typing in one field is one step back', () => {
    let editor = begin(flow);
    for (const name of ['H', 'He', 'Hel']) editor = edit(editor, named(name, 'hello title'));
    editor = edit(editor, named('Other', 'hello note'));
    editor = edit(edit(editor, { do: 'undo' }), { do: 'undo' });
    expect(editor.flow).toBe(flow);
  });

  it('typing after an undo is a step of its own', () => {
    let editor = edit(begin(flow), named('a', 'title'));
    editor = edit(editor, named('b', 'other'));
    editor = edit(editor, { do: 'undo' });
    editor = edit(editor, named('c', 'title'));
    expect(edit(editor, { do: 'undo' }).flow.name).toBe('a');
  });

  it('a change that changes nothing is none, and a new one ends what could be redone', () => {
    const editor = edit(begin(flow), named('a'));
    expect(edit(editor, { do: 'change', change: (now) => now })).toBe(editor);
    const back = edit(editor, { do: 'undo' });
    expect(edit(edit(back, named('b')), { do: 'redo' }).flow.name).toBe('b');
  });

  it('keeps 200 steps back, not more', () => {
    let editor = begin(flow);
    for (let n = 0; n < 500; n += 1) editor = edit(editor, named(String(n)));
    expect(editor.past).toHaveLength(200);
  });

  it('nothing is left to undo of a drawing that was loaded anew', () => {
    const editor = edit(edit(begin(flow), named('a')), { do: 'load', flow });
    expect(edit(editor, { do: 'undo' })).toBe(editor);
  });
});

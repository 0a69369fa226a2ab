/** The drawing while it is being edited: what it is, what it was, what it was before an undo. */
import type { Flow } from '../../src/flow/flow.ts';

export type Editor = {
  flow: Flow;
  past: readonly Flow[];
  future: readonly Flow[];
  /** What the last change was about: changes of one mark in a row are undone together. */
  mark: string | null;
};

export type Act =
  | { do: 'change'; change: (flow: Flow) => Flow; mark?: string }
  | { do: 'undo' }
  | { do: 'redo' }
  /** Somebody else's drawing, or one that comes from the server: there is nothing to go back to. */
  | { do: 'load'; flow: Flow };

/** A step back costs a reference only: unchanged steps are shared. */
const mostSteps = 200;

export const begin = (flow: Flow): Editor => ({ flow, past: [], future: [], mark: null });

export function edit(editor: Editor, act: Act): Editor {
  switch (act.do) {
    case 'load':
      return begin(act.flow);
    case 'change': {
      const flow = act.change(editor.flow);
      if (flow === editor.flow) return editor;
      const mark = act.mark ?? null;
      const goesOn = mark !== null && mark === editor.mark;
      const past = goesOn ? editor.past : [...editor.past, editor.flow].slice(-mostSteps);
      return { flow, past, future: [], mark };
    }
    case 'undo': {
      const flow = editor.past.at(-1);
      if (!flow) return editor;
      const future = [editor.flow, ...editor.future];
      return { flow, past: editor.past.slice(0, -1), future, mark: null };
    }
    case 'redo': {
      const [flow, ...future] = editor.future;
      return flow ? { flow, past: [...editor.past, editor.flow], future, mark: null } : editor;
    }
  }
}

import { useEffect } from 'react';
import { copySteps, pasteSteps } from './clipboard.ts';
import type { Drawing } from './drawing.ts';
import { removeSteps } from './editFlow.ts';
import type { FlowEditor } from './useFlowEditor.ts';

/**
 * Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y; all steps chosen, copy, cut and paste of whole steps; Escape closes the drawer.
 * In a field they stay the field's.
 */
export function useKeys(editor: FlowEditor, drawing: Drawing): void {
  useEffect(() => {
    const keyDown = (event: KeyboardEvent): void => {
      if (isField(event.target)) return;
      if (event.key === 'Escape' && !event.defaultPrevented) drawing.openStep(null);
      if (!(event.ctrlKey || event.metaKey)) return;
      if (event.code === 'KeyA') {
        event.preventDefault();
        drawing.select(drawing.flow.steps.map(({ key }) => key));
      }
      if (drawing.locked) return;
      // By place on the keyboard: with a Russian layout the key says another letter.
      const redo = event.code === 'KeyY' || (event.code === 'KeyZ' && event.shiftKey);
      if (event.code !== 'KeyZ' && !redo) return;
      event.preventDefault();
      editor.act({ do: redo ? 'redo' : 'undo' });
    };
    const copy = (event: ClipboardEvent): void => {
      if (drawing.selected.size === 0 || isField(event.target) || isTextChosen()) return;
      event.preventDefault();
      event.clipboardData?.setData('text/plain', copySteps(drawing.flow, drawing.selected, drawing.bot));
      if (event.type !== 'cut' || drawing.locked) return;
      drawing.change((now) => removeSteps(now, drawing.selected));
      drawing.openStep(null);
    };
    const paste = (event: ClipboardEvent): void => {
      if (isField(event.target) || drawing.locked) return;
      const text = event.clipboardData?.getData('text/plain') ?? '';
      const pasted = pasteSteps(drawing.flow, text, drawing.bot);
      if (!pasted) return;
      event.preventDefault();
      drawing.change(() => pasted.flow);
      drawing.select(pasted.keys);
    };
    document.addEventListener('keydown', keyDown);
    document.addEventListener('copy', copy);
    document.addEventListener('cut', copy);
    document.addEventListener('paste', paste);
    return () => {
      document.removeEventListener('keydown', keyDown);
      document.removeEventListener('copy', copy);
      document.removeEventListener('cut', copy);
      document.removeEventListener('paste', paste);
    };
  }, [editor, drawing]);
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('input, textarea, select, [contenteditable], [role="dialog"]') !== null;

const isTextChosen = (): boolean => (window.getSelection()?.toString() ?? '') !== '';

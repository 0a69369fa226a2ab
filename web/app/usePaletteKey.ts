import { useEffect } from 'react';

/** Ctrl+K (or its like on a Mac), told by the key's place: in a Russian layout it types another letter. */
export function usePaletteKey(open: () => void): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.code !== 'KeyK')
        return;
      event.preventDefault();
      open();
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, [open]);
}

import { type MouseEvent, useEffect, useRef } from 'react';
import { useText } from '../parts/useText.ts';
import styles from './frame.module.css';
import { Sidebar } from './sidebar.tsx';

/** The sidebar on a narrow screen. The browser's own dialog keeps the focus inside and ends on Escape. */
export function SideDrawer({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const text = useText();
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (opened) ref.current?.showModal();
    else ref.current?.close();
  }, [opened]);
  const closeBeside = (event: MouseEvent): void => {
    if (event.target === ref.current) onClose();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside it; Escape is the keyboard's way
    <dialog
      ref={ref}
      className={styles.drawer}
      aria-label={text('app.menu')}
      onClose={onClose}
      onClick={closeBeside}
    >
      {opened && <Sidebar />}
    </dialog>
  );
}

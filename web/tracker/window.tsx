import { Modal, type ModalProps } from '@mantine/core';
import { useText } from '../parts/useText.ts';

/** A window over the screen; its head is no second banner of the page. */
export function Window(props: ModalProps) {
  const text = useText();
  return (
    <Modal
      closeButtonProps={{ 'aria-label': text('tracker.close') }}
      attributes={{ header: { role: 'presentation' } }}
      {...props}
    />
  );
}

import { Alert, Button, Group, Modal, Text } from '@mantine/core';
import { useState } from 'react';
import { failureWords } from '../parts/fieldErrors.ts';
import { useText } from '../parts/useText.ts';

type Wanted = {
  question: string;
  says: string;
  button: string;
  work(): Promise<unknown>;
  onClose(): void;
};

/** Asks before something that cannot be taken back, and says when it failed. */
export function Confirm({ question, says, button, work, onClose }: Wanted) {
  const text = useText();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const go = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      await work();
      onClose();
    } catch (error) {
      setFailure(failureWords(error, text));
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={question}
      closeButtonProps={{ 'aria-label': text('company.close') }}
    >
      <Text size="sm">{says}</Text>
      {failure && (
        <Alert color="red" mt="sm" role="alert">
          {failure}
        </Alert>
      )}
      <Group justify="flex-end" mt="md" gap="xs">
        <Button variant="default" onClick={onClose}>
          {text('company.cancel')}
        </Button>
        <Button color="red" loading={busy} onClick={() => void go()}>
          {button}
        </Button>
      </Group>
    </Modal>
  );
}

import { Button, Group, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { sendJson } from '../parts/api.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import { Window } from './window.tsx';

type Removed = {
  path: string;
  revision: string;
  name: string;
  says: string;
  /** Its list: the screen that is shown afterwards. */
  list: 'campaigns' | 'postbacks';
};

/** Removes a campaign or a postback, after a second question. */
export function RemovePart({ path, revision, name, says, list }: Removed) {
  const text = useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState(false);
  const remove = useMutation({
    mutationFn: () => sendJson('DELETE', path, { revision }),
    onSuccess: async () => {
      await navigate({ to: `/tracker/${list}`, ignoreBlocker: true });
      void client.invalidateQueries({ queryKey: [list] });
    },
  });
  return (
    <>
      <Button
        variant="subtle"
        color="red"
        leftSection={<IconTrash size={16} aria-hidden />}
        onClick={() => setAsked(true)}
      >
        {text('tracker.remove')}
      </Button>
      <Window opened={asked} onClose={() => setAsked(false)} title={text('tracker.removeTitle', { name })}>
        <Text size="sm">{says}</Text>
        {remove.error && <ErrorNote error={remove.error} />}
        <Group justify="flex-end" gap="sm" mt="md">
          <Button variant="default" onClick={() => setAsked(false)}>
            {text('tracker.cancel')}
          </Button>
          <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
            {text('tracker.remove')}
          </Button>
        </Group>
      </Window>
    </>
  );
}

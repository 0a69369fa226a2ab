import {
  ActionIcon,
  Button,
  CloseButton,
  Modal,
  Stack,
  Text,
  Textarea,
  TextInput,
  Tooltip,
  UnstyledButton,
} from '@mantine/core';
import { IconHash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { sendJson } from '../parts/api.ts';
import { fieldErrors } from '../parts/fieldErrors.ts';
import { useText } from '../parts/useText.ts';
import styles from './composer.module.css';
import { templatesKey, useTemplates } from './useTemplates.ts';

/** The ready answers: to take one, to keep another, to remove one. */
export function TemplatesButton({ onChoose }: { onChoose: (words: string) => void }) {
  const text = useText();
  const [open, setOpen] = useState(false);
  const title = text('dialogs.templates.title');
  return (
    <>
      <Tooltip label={`${title} (#)`}>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={title} onClick={() => setOpen(true)}>
          <IconHash size={19} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={title}
        closeButtonProps={{ 'aria-label': text('dialogs.close') }}
      >
        <Templates
          onChoose={(words) => {
            setOpen(false);
            onChoose(words);
          }}
        />
      </Modal>
    </>
  );
}

function Templates({ onChoose }: { onChoose: (words: string) => void }) {
  const text = useText();
  const client = useQueryClient();
  const templates = useTemplates();
  const remove = async (id: string): Promise<void> => {
    await sendJson('DELETE', `/templates/${id}`).catch(() => undefined);
    await client.invalidateQueries({ queryKey: templatesKey });
  };
  return (
    <Stack gap="md">
      {templates.length === 0 && (
        <Text size="sm" c="dimmed">
          {text('dialogs.templates.none')}
        </Text>
      )}
      <ul className={styles.kept}>
        {templates.map(({ id, shortcut, text: words }) => (
          <li key={id}>
            <UnstyledButton className={styles.keptText} onClick={() => onChoose(words)}>
              <span className={styles.shortcut}>#{shortcut}</span>
              <span className={styles.templateText}>{words}</span>
            </UnstyledButton>
            <CloseButton
              size="sm"
              aria-label={text('dialogs.templates.remove', { shortcut })}
              onClick={() => void remove(id)}
            />
          </li>
        ))}
      </ul>
      <NewTemplate onSaved={() => client.invalidateQueries({ queryKey: templatesKey })} />
    </Stack>
  );
}

function NewTemplate({ onSaved }: { onSaved: () => Promise<void> }) {
  const text = useText();
  const [shortcut, setShortcut] = useState('');
  const [words, setWords] = useState('');
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const save = async (): Promise<void> => {
    try {
      await sendJson('POST', '/templates', { shortcut: shortcut.replace(/^#/, ''), text: words });
      setShortcut('');
      setWords('');
      setWrong({});
      await onSaved();
    } catch (error) {
      const { fields, rest } = fieldErrors(error, text);
      setWrong({ ...fields, ...(rest.length > 0 ? { text: rest.join(' ') } : {}) });
    }
  };
  return (
    <form
      className={styles.newTemplate}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextInput
        size="sm"
        label={text('dialogs.templates.shortcut')}
        value={shortcut}
        leftSection="#"
        error={wrong.shortcut}
        onChange={({ currentTarget }) => setShortcut(currentTarget.value)}
      />
      <Textarea
        size="sm"
        autosize
        minRows={2}
        maxRows={8}
        label={text('dialogs.templates.text')}
        description={text('dialogs.templates.hint')}
        value={words}
        error={wrong.text}
        onChange={({ currentTarget }) => setWords(currentTarget.value)}
      />
      <Button type="submit" size="sm" variant="default" disabled={!shortcut.trim() || !words.trim()}>
        {text('dialogs.templates.keep')}
      </Button>
    </form>
  );
}

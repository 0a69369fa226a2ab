import { Button, Group, Paper, Stack } from '@mantine/core';
import { useState } from 'react';
import type { ApiContactColumns } from '../../src/api/contractContacts.ts';
import { parseCondition } from '../../src/condition/condition.ts';
import { ConditionInput } from '../parts/conditionInput.tsx';
import { useText } from '../parts/useText.ts';

type FilterBoxProps = {
  filter: string;
  known: ApiContactColumns | undefined;
  onShow: (filter: string) => void;
};

/** The condition by which contacts are looked for; said in words while it is written. */
export function FilterBox({ filter, known, onShow }: FilterBoxProps) {
  const text = useText();
  const [draft, setDraft] = useState(filter);
  const [asked, setAsked] = useState(false);
  const parsed = draft.trim() === '' ? null : parseCondition(draft, 'lead');
  const wrong =
    parsed && !parsed.ok
      ? text('contacts.wrongAt', { at: parsed.reason.at + 1, reason: text.told(parsed.reason.reason) })
      : '';
  const source = { fields: known?.fields ?? [], tracker: known?.tracker ?? [], variables: {} };
  const show = (): void => {
    setAsked(true);
    if (!wrong) onShow(draft.trim());
  };
  return (
    <Paper
      withBorder
      p="sm"
      bg="var(--sb-surface)"
      component="form"
      onSubmit={(event) => {
        event.preventDefault();
        show();
      }}
    >
      <Stack gap="sm">
        <ConditionInput
          label={text('contacts.filter')}
          value={draft}
          onChange={setDraft}
          source={source}
          error={asked && wrong ? wrong : undefined}
        />
        <Group gap="xs">
          <Button size="xs" type="submit">
            {text('contacts.show')}
          </Button>
          {filter && (
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                setDraft('');
                onShow('');
              }}
            >
              {text('contacts.showAll')}
            </Button>
          )}
        </Group>
      </Stack>
    </Paper>
  );
}

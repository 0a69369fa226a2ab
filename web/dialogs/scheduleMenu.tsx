import { ActionIcon, Button, Group, Popover, Stack, TextInput } from '@mantine/core';
import { IconClockHour4 } from '@tabler/icons-react';
import { useState } from 'react';
import { useText } from '../parts/useText.ts';

const minute = 60_000;

/** When a message shall go out; `onChoose` is given the moment. */
export function ScheduleMenu({ disabled, onChoose }: { disabled: boolean; onChoose: (at: Date) => void }) {
  const text = useText();
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState('');
  const label = text('dialogs.later.title');
  const choose = (moment: Date): void => {
    setOpen(false);
    onChoose(moment);
  };
  const show = (): void => {
    setAt(localInput(new Date(Date.now() + 60 * minute)));
    setOpen(!open);
  };
  return (
    <Popover opened={open} onChange={setOpen} position="top-end" withArrow trapFocus>
      <Popover.Target>
        <ActionIcon
          variant="default"
          size={36}
          aria-label={label}
          title={label}
          disabled={disabled}
          onClick={show}
        >
          <IconClockHour4 size={18} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>
        <Stack gap="xs">
          <Group gap={6}>
            <Button size="xs" variant="default" onClick={() => choose(new Date(Date.now() + 60 * minute))}>
              {text('dialogs.later.hour')}
            </Button>
            <Button size="xs" variant="default" onClick={() => choose(tomorrowAt(9))}>
              {text('dialogs.later.tomorrow')}
            </Button>
          </Group>
          <TextInput
            type="datetime-local"
            size="sm"
            label={text('dialogs.later.at')}
            description={text('dialogs.later.zone')}
            value={at}
            onChange={({ currentTarget }) => setAt(currentTarget.value)}
          />
          <Button size="sm" disabled={Number.isNaN(Date.parse(at))} onClick={() => choose(new Date(at))}>
            {text('dialogs.later.send')}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

/** `2026-03-01T14:05` of the visitor's clock. */
function localInput(moment: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  return `${day}T${two(moment.getHours())}:${two(moment.getMinutes())}`;
}

function tomorrowAt(hour: number): Date {
  const moment = new Date();
  moment.setDate(moment.getDate() + 1);
  moment.setHours(hour, 0, 0, 0);
  return moment;
}

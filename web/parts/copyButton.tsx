import { ActionIcon, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconAlertTriangle, IconCheck, IconCopy } from '@tabler/icons-react';
import { useText } from './useText.ts';

export function CopyButton({ value, label }: { value: string; label: string }) {
  const text = useText();
  const { copy, copied, error } = useClipboard({ timeout: 1500 });
  const says = error ? text('copy.failed') : copied ? text('copy.done') : label;
  const Icon = error ? IconAlertTriangle : copied ? IconCheck : IconCopy;
  return (
    <Tooltip label={says} openDelay={300}>
      <ActionIcon
        variant="subtle"
        color={copied ? 'teal' : 'gray'}
        size="sm"
        aria-label={says}
        onClick={() => copy(value)}
      >
        <Icon size={15} stroke={1.8} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

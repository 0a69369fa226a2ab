import { Button, Group, Stack, Text } from '@mantine/core';
import { useText } from '../parts/useText.ts';
import { mergeFlows } from './difference.ts';
import { DifferenceView } from './differenceView.tsx';
import type { Conflict, FlowEditor } from './useFlowEditor.ts';
import { Warning } from './warning.tsx';

/** Somebody else has saved this flow meanwhile: what they changed, and the ways to go on. */
export function ConflictNote({ editor, conflict }: { editor: FlowEditor; conflict: Conflict }) {
  const text = useText();
  const { both } = mergeFlows(conflict.base, editor.flow, conflict.theirs);
  return (
    <Warning title={text('flow.conflict.title')}>
      <Stack gap="xs">
        <Text size="sm">{text('flow.conflict.theirs')}</Text>
        <div style={{ maxHeight: 220, overflow: 'auto' }}>
          <DifferenceView before={conflict.base} after={conflict.theirs} />
        </div>
        {both.length > 0 && <Text size="sm">{text('flow.conflict.both', { steps: both.join(', ') })}</Text>}
        <Group gap="xs">
          <Button size="compact-sm" onClick={() => editor.merge()}>
            {text('flow.conflict.merge')}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => editor.takeTheirs()}>
            {text('flow.conflict.take')}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => editor.keepMine()}>
            {text('flow.conflict.keep')}
          </Button>
        </Group>
      </Stack>
    </Warning>
  );
}

import { Autocomplete } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { Flow } from '../../src/flow/flow.ts';
import { type Texts, useText } from '../parts/useText.ts';
import { useDrawing } from './drawing.ts';
import { gist } from './outputWords.ts';

/** A step by a part of its name, key or words. */
export function StepSearch({ show }: { show: (key: string) => void }) {
  const text = useText();
  const { flow } = useDrawing();
  const [query, setQuery] = useState('');
  const [open, setOpen] = useState(false);
  const names = useMemo(() => new Map(open ? foundSteps(flow, query, text) : []), [open, flow, query, text]);
  return (
    <Autocomplete
      size="xs"
      w={130}
      aria-label={text('flow.search')}
      placeholder={text('flow.search')}
      leftSection={<IconSearch size={14} aria-hidden />}
      data={[...names.keys()]}
      filter={({ options }) => options}
      limit={20}
      onDropdownOpen={() => setOpen(true)}
      onDropdownClose={() => setOpen(false)}
      value={query}
      onChange={setQuery}
      onOptionSubmit={(name) => {
        const key = names.get(name);
        if (key !== undefined) show(key);
        // The field shows what was chosen otherwise.
        window.setTimeout(() => setQuery(''));
      }}
    />
  );
}

/** Names as they are offered, with the keys they stand for. */
function foundSteps(flow: Flow, query: string, text: Texts): [string, string][] {
  const wanted = query.trim().toLowerCase();
  return flow.steps.flatMap((step): [string, string][] => {
    const kind = text(`flow.kind.${step.kind}`);
    const said = `${step.key} ${step.title ?? ''} ${step.note ?? ''} ${kind} ${gist(step, text)}`;
    if (!said.toLowerCase().includes(wanted)) return [];
    return [[step.title ? `${step.title} · ${step.key}` : step.key, step.key]];
  });
}

import { Checkbox, CloseButton, Group, Select, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSession } from '../app/session.ts';
import { getJson } from '../parts/api.ts';
import { useText } from '../parts/useText.ts';
import { isSpan, kinds, type LogQuery, outcomes, spans } from './logQuery.ts';
import styles from './logs.module.css';

type LogFiltersProps = { query: LogQuery; onChange: (change: Partial<LogQuery>) => void };

export function LogFilters({ query, onChange }: LogFiltersProps) {
  const text = useText();
  const { may } = useSession();
  const postbacks = useQuery({
    queryKey: ['postbacks'],
    queryFn: ({ signal }) => getJson<{ items: { id: string; name: string }[] }>('/postbacks', signal),
    enabled: may('tracker.read'),
    staleTime: 60_000,
  });
  const named = (postbacks.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const common = { size: 'xs', allowDeselect: false, comboboxProps: { width: 'max-content' } } as const;
  return (
    <Group gap="xs" align="end" className={styles.filters}>
      <Select
        {...common}
        label={text('logs.kind')}
        data={kinds.map((value) => ({ value, label: text(`logs.kinds.${value}`) }))}
        value={query.kind}
        onChange={(kind) => onChange({ kind: kinds.find((one) => one === kind) ?? 'all' })}
      />
      <Select
        {...common}
        label={text('logs.outcome')}
        data={[
          { value: '', label: text('logs.any') },
          ...outcomes.map((value) => ({ value, label: text(`logs.outcome.${value}`) })),
        ]}
        value={query.outcome}
        onChange={(outcome) => onChange({ outcome: outcome ?? '' })}
      />
      {named.length > 0 && (
        <Select
          {...common}
          label={text('logs.postback')}
          data={[{ value: '', label: text('logs.any') }, ...named]}
          value={query.postback}
          onChange={(postback) =>
            onChange({ postback: postback ?? '', ...(postback && { kind: 'postback' }) })
          }
        />
      )}
      <Select
        {...common}
        label={text('logs.span')}
        data={Object.keys(spans).map((value) => ({ value, label: text.or(`logs.spans.${value}`, value) }))}
        value={query.span}
        onChange={(span) => onChange({ span: isSpan(span) ? span : 'all' })}
      />
      <Checkbox
        size="xs"
        mb={7}
        label={text('logs.warned')}
        checked={query.warned}
        onChange={({ currentTarget }) => onChange({ warned: currentTarget.checked })}
      />
      {query.dialog && (
        <Group gap={4} mb={2}>
          <Text size="sm">{text('logs.ofDialog', { id: query.dialog })}</Text>
          <CloseButton size="sm" aria-label={text('logs.ofAll')} onClick={() => onChange({ dialog: '' })} />
        </Group>
      )}
    </Group>
  );
}

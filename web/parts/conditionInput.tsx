import {
  ActionIcon,
  Autocomplete,
  Button,
  Group,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import {
  type ConditionPlace,
  explainCondition,
  parseCondition,
  statuses,
} from '../../src/condition/condition.ts';
import {
  type ConditionRow,
  operatorsOf,
  readRows,
  rowOperands,
  takesKey,
  takesValue,
  writeRows,
} from './conditionRows.ts';
import type { MacroSource } from './macroNames.ts';
import { useText } from './useText.ts';

type ConditionInputProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** `event`: of an auto action, where `amount` and `currency` are known. */
  place?: ConditionPlace;
  source: MacroSource;
  error?: string | undefined;
  description?: string;
};

/** A condition: as rows to choose from, or as text; either way it is said back in plain words. */
export function ConditionInput({
  label,
  value,
  onChange,
  place = 'lead',
  source,
  error,
  description,
}: ConditionInputProps) {
  const text = useText();
  const [written, setWritten] = useState(false);
  // A row that is being typed may not be readable yet: the form keeps it.
  const [draft, setDraft] = useState<ReturnType<typeof readRows>>(null);
  const rows = draft && writeRows(draft) === value ? draft : readRows(value, place);
  const read = value.trim() === '' ? null : parseCondition(value, place);
  const asText = written || rows === null;
  const unreadable =
    read && !read.ok ? text.wrong(`at character ${read.reason.at + 1}: ${read.reason.reason}`) : undefined;
  const wrong = error ?? unreadable;
  const change = (next: NonNullable<typeof rows>): void => {
    setDraft(next);
    onChange(writeRows(next));
  };
  const begun: ConditionRow = { of: 'event', key: '', operator: '=', value: 'registration' };
  return (
    <Stack gap={6} component="fieldset" style={{ border: 0, margin: 0, padding: 0 }}>
      <Group justify="space-between" gap="xs">
        <Text component="legend" size="sm" fw={500} style={{ float: 'left' }}>
          {label}
        </Text>
        {rows !== null && (
          <Button size="compact-xs" variant="subtle" onClick={() => setWritten(!written)}>
            {text(written ? 'flow.condition.asForm' : 'flow.condition.asText')}
          </Button>
        )}
      </Group>
      {asText ? (
        <Textarea
          aria-label={label}
          autosize
          minRows={1}
          maxRows={8}
          value={value}
          placeholder="event = registration and event != sale"
          description={description}
          error={wrong}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
      ) : (
        <>
          {rows.rows.map((row, index) => (
            <Row
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own
              key={index}
              label={`${label} ${index + 1}`}
              row={row}
              source={source}
              onChange={(next) => change({ ...rows, rows: rows.rows.with(index, next) })}
              onRemove={() => change({ ...rows, rows: rows.rows.toSpliced(index, 1) })}
            />
          ))}
          <Group gap="xs">
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => change({ ...rows, rows: [...rows.rows, begun] })}
            >
              {text('flow.condition.add')}
            </Button>
            {rows.rows.length > 1 && (
              <Select
                size="xs"
                w={170}
                aria-label={text('flow.condition.join')}
                data={[
                  { value: 'and', label: text('flow.condition.and') },
                  { value: 'or', label: text('flow.condition.or') },
                ]}
                value={rows.join}
                allowDeselect={false}
                onChange={(join) => change({ ...rows, join: join === 'or' ? 'or' : 'and' })}
              />
            )}
          </Group>
          {wrong && (
            <Text size="xs" c="var(--sb-bad)">
              {wrong}
            </Text>
          )}
        </>
      )}
      {read?.ok && (
        <Text size="xs" c="dimmed">
          {explainCondition(read.value, text.language)}
        </Text>
      )}
    </Stack>
  );
}

type RowProps = {
  label: string;
  row: ConditionRow;
  source: MacroSource;
  onChange: (row: ConditionRow) => void;
  onRemove: () => void;
};

function Row({ label, row, source, onChange, onRemove }: RowProps) {
  const text = useText();
  const values = valuesOf(row.of, source);
  const changeOperand = (wanted: string | null): void => {
    const of = rowOperands.find((one) => one === wanted) ?? 'event';
    const [first] = operatorsOf(of);
    onChange({
      of,
      key: '',
      operator: operatorsOf(of).includes(row.operator) ? row.operator : (first ?? '='),
      value: '',
    });
  };
  return (
    <Group gap={4} wrap="nowrap" align="start">
      <Select
        size="xs"
        style={{ flex: 1.2 }}
        aria-label={`${label}: ${text('flow.condition.operand')}`}
        data={rowOperands.map((one) => ({ value: one, label: text(`flow.operand.${one}`) }))}
        value={row.of}
        allowDeselect={false}
        comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
        onChange={changeOperand}
      />
      {takesKey(row.of) && (
        <Autocomplete
          size="xs"
          style={{ flex: 1 }}
          aria-label={`${label}: ${text('flow.condition.key')}`}
          placeholder={text('flow.condition.key')}
          data={keysOf(row, source)}
          value={row.key}
          onChange={(key) => onChange({ ...row, key })}
        />
      )}
      <Select
        size="xs"
        style={{ flex: 1 }}
        aria-label={`${label}: ${text('flow.condition.operator')}`}
        data={choicesOf(row.of).map((one) => ({ value: one, label: text(`flow.operator.${names[one]}`) }))}
        value={row.operator}
        allowDeselect={false}
        comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
        onChange={(chosen) =>
          onChange({ ...row, operator: operatorsOf(row.of).find((one) => one === chosen) ?? row.operator })
        }
      />
      {takesValue(row.operator) &&
        (values.length > 0 ? (
          <Autocomplete
            size="xs"
            style={{ flex: 1 }}
            aria-label={`${label}: ${text('flow.condition.value')}`}
            data={[...values]}
            comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
            value={row.value}
            onChange={(value) => onChange({ ...row, value })}
          />
        ) : (
          <TextInput
            size="xs"
            style={{ flex: 1 }}
            aria-label={`${label}: ${text('flow.condition.value')}`}
            placeholder={durations.has(row.of) ? '7d' : ''}
            value={row.value}
            onChange={({ currentTarget }) => onChange({ ...row, value: currentTarget.value })}
          />
        ))}
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`${label}: ${text('flow.remove')}`}
        onClick={onRemove}
      >
        <IconTrash size={15} aria-hidden />
      </ActionIcon>
    </Group>
  );
}

const commonEvents = ['registration', 'sale', 'resale', 'withdrawal'] as const;
/** What is offered while a value is typed; nothing where only its writer knows. */
function valuesOf(of: ConditionRow['of'], source: MacroSource): readonly string[] {
  switch (of) {
    case 'status':
      return statuses;
    case 'event':
      return commonEvents;
    case 'tags':
      return source.tags ?? [];
    case 'flow':
      return source.flows ?? [];
    case 'step':
      return source.steps ?? [];
    default:
      return [];
  }
}

const durations = new Set<ConditionRow['of']>(['last', 'created', 'lastMessage']);

/** The six that owners know stand first. */
const choicesOf = (of: ConditionRow['of']): ConditionRow['operator'][] =>
  Object.keys(names).flatMap((name) => operatorsOf(of).find((one) => one === name) ?? []);

const names = {
  '=': 'is',
  has: 'has',
  isNotEmpty: 'any',
  '!=': 'isNot',
  '>': 'more',
  '<': 'less',
  '>=': 'atLeast',
  '<=': 'atMost',
  isEmpty: 'isEmpty',
} as const satisfies Record<ConditionRow['operator'], string>;

function keysOf(row: ConditionRow, source: MacroSource): string[] {
  if (row.of === 'field') return source.fields.map(({ key }) => key);
  if (row.of === 'tracker') return [...source.tracker];
  return [...commonEvents];
}

import {
  ActionIcon,
  Autocomplete,
  Button,
  Checkbox,
  NumberInput,
  Select,
  Switch,
  Text,
  VisuallyHidden,
} from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconAlertTriangle, IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import type { ApiRuleFigures } from '../../src/api/contractConfiguration.ts';
import { useSession } from '../app/session.ts';
import { useText } from '../parts/useText.ts';
import type { StepGroup } from '../settings/botSettings.ts';
import type { CampaignValues } from './campaignForm.ts';
import { PlaceLink, stepAddress } from './placeLink.tsx';
import { RuleWhen } from './ruleWhen.tsx';
import styles from './tracker.module.css';

type Row = {
  form: UseFormReturnType<CampaignValues>;
  n: number;
  steps: readonly StepGroup[];
  figures: ApiRuleFigures | null;
  onFired(rule: ApiRuleFigures): void;
};

const events = ['registration', 'sale', 'resale', 'withdrawal', 'subscribe', 'contact'];
const statuses = ['auto', 'manual', 'waiting', 'finished'] as const;

/** One rule: on an event, perhaps under a condition, to a step and a status. */
export function RuleRow({ form, n, steps, figures, onFired }: Row) {
  const text = useText();
  const { may } = useSession();
  const rule = form.values.autoActions[n];
  if (!rule) return null;
  const at = (field: string) => form.getInputProps(`autoActions.${n}.${field}`);
  const choose = (step: string | null): void => {
    form.setFieldValue(`autoActions.${n}.move`, step);
    // Who sends a lead to a step means the flow to lead them on from there.
    if (step !== null && rule.status === null) form.setFieldValue(`autoActions.${n}.status`, 'auto');
  };
  const chosen = rule.move;
  const known = chosen === null || steps.some(({ items }) => items.some(({ value }) => value === chosen));
  const choices =
    known || chosen === null ? steps : [...steps, { group: '—', items: [{ value: chosen, label: chosen }] }];
  return (
    <li className={styles.rule} data-off={rule.enabled ? undefined : true}>
      <div className={`${styles.cell} ${styles.switchCell}`}>
        <Switch
          aria-label={text('tracker.ruleOn', { n: n + 1 })}
          {...form.getInputProps(`autoActions.${n}.enabled`, { type: 'checkbox' })}
        />
      </div>
      <Cell label={text('tracker.event')}>
        {(label) => (
          <Autocomplete aria-labelledby={label} data={events} placeholder="sale" {...at('event')} />
        )}
      </Cell>
      <Cell label={text('tracker.ordinal')}>
        {(label) => (
          <NumberInput
            aria-labelledby={label}
            placeholder={text('tracker.every')}
            min={1}
            max={999_999}
            allowDecimal={false}
            allowNegative={false}
            hideControls
            prefix="#"
            {...at('ordinal')}
            onChange={(value) =>
              form.setFieldValue(`autoActions.${n}.ordinal`, typeof value === 'number' ? value : '')
            }
          />
        )}
      </Cell>
      <Cell label={text('tracker.when')} wide>
        {(label) => <RuleWhen labelledBy={label} {...at('when')} value={rule.when} />}
      </Cell>
      <Cell label={text('tracker.moveTo')}>
        {(label) => (
          <Select
            aria-labelledby={label}
            data={choices}
            searchable
            clearable
            placeholder={text('tracker.stay')}
            {...at('move')}
            onChange={choose}
          />
        )}
      </Cell>
      <Cell label={text('tracker.status')}>
        {(label) => (
          <Select
            aria-labelledby={label}
            data={statuses.map((status) => ({ value: status, label: text(`status.${status}`) }))}
            clearable
            placeholder={text('tracker.keep')}
            {...at('status')}
          />
        )}
      </Cell>
      <Cell label={text('tracker.fired')}>{() => <Fired figures={figures} n={n} onFired={onFired} />}</Cell>
      <Acts form={form} n={n} />
      <div className={styles.ruleWide}>
        <Checkbox
          size="xs"
          label={text('tracker.respectOperator')}
          {...form.getInputProps(`autoActions.${n}.respectOperator`, { type: 'checkbox' })}
        />
        {known && chosen !== null && may('settings') && (
          <PlaceLink to={stepAddress(form.values.bot, chosen)}>
            {text('tracker.openStep', { step: chosen })}
          </PlaceLink>
        )}
        {figures?.findings.map(({ code, reason }) => (
          <p key={`${code} ${reason}`} className={styles.warning}>
            <IconAlertTriangle size={16} style={{ flex: 'none' }} aria-hidden />
            <span>{text.wrong(reason)}</span>
          </p>
        ))}
      </div>
    </li>
  );
}

/** On a wide screen the label is the column's; on a narrow one it stands above. */
function Cell({
  label,
  wide,
  children,
}: {
  label: string;
  wide?: boolean;
  children: (labelId: string) => ReactNode;
}) {
  const id = useId();
  return (
    <div className={wide ? `${styles.cell} ${styles.wideCell}` : styles.cell}>
      <span className={styles.cellLabel} aria-hidden>
        {label}
      </span>
      <VisuallyHidden id={id}>{label}</VisuallyHidden>
      {children(id)}
    </div>
  );
}

function Fired({
  figures,
  n,
  onFired,
}: {
  figures: ApiRuleFigures | null;
  n: number;
  onFired: Row['onFired'];
}) {
  const text = useText();
  if (!figures || figures.fired === 0) {
    return (
      <Text size="sm" c="dimmed" mt={8}>
        {figures ? text('tracker.times', { times: 0 }) : text('tracker.notYet')}
      </Text>
    );
  }
  const count = `${figures.fired.toLocaleString(text.language)}${figures.more ? '+' : ''}`;
  return (
    <Button
      variant="subtle"
      size="compact-md"
      mt={4}
      aria-label={text('tracker.firedOf', { n: n + 1, times: count })}
      onClick={() => onFired(figures)}
    >
      {text('tracker.times', { times: count })}
    </Button>
  );
}

function Acts({ form, n }: Pick<Row, 'form' | 'n'>) {
  const text = useText();
  const last = form.values.autoActions.length - 1;
  const move = (to: number): void => form.reorderListItem('autoActions', { from: n, to });
  return (
    <div className={styles.ruleActs}>
      <ActionIcon
        variant="subtle"
        color="gray"
        disabled={n === 0}
        aria-label={text('tracker.up', { n: n + 1 })}
        onClick={() => move(n - 1)}
      >
        <IconArrowUp size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        disabled={n === last}
        aria-label={text('tracker.down', { n: n + 1 })}
        onClick={() => move(n + 1)}
      >
        <IconArrowDown size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={text('tracker.removeRule', { n: n + 1 })}
        onClick={() => form.removeListItem('autoActions', n)}
      >
        <IconTrash size={16} aria-hidden />
      </ActionIcon>
    </div>
  );
}

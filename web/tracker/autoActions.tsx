import { Button, Group, Menu, Title } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { ApiRuleFigures } from '../../src/api/contractConfiguration.ts';
import { useBots } from '../app/breadcrumb.tsx';
import { useText } from '../parts/useText.ts';
import { stepChoices } from '../settings/botSettings.ts';
import { type CampaignValues, newRule, onOf, type RuleValues } from './campaignForm.ts';
import { FiredDrawer } from './firedDrawer.tsx';
import { RuleRow } from './ruleRow.tsx';
import styles from './tracker.module.css';
import { useRules } from './trackerApi.ts';

type Shown = { campaign: string; form: UseFormReturnType<CampaignValues> };

/** The rules of a campaign: an event moves the lead. At most one fires; among equals the first from the top. */
export function AutoActions({ campaign, form }: Shown) {
  const text = useText();
  const figures = useRules(campaign).data?.items ?? [];
  const steps = stepChoices(useBots().find(({ key }) => key === form.values.bot));
  const [shown, setShown] = useState<ApiRuleFigures | null>(null);
  const rules = form.values.autoActions;
  const columns = [
    ...[text('tracker.on'), text('tracker.event'), text('tracker.ordinal'), text('tracker.when')],
    ...[text('tracker.moveTo'), text('tracker.status'), text('tracker.fired'), text('tracker.order')],
  ];
  return (
    <section className={`${styles.card} ${styles.list}`}>
      <div style={{ padding: '16px 18px 12px' }}>
        <Title order={2}>{text('tracker.autoActions')}</Title>
        <p className={styles.intro}>{text('tracker.autoActionsIntro')}</p>
      </div>
      {rules.length > 0 && (
        <div className={styles.ruleHead} aria-hidden>
          {columns.map((column) => (
            <span key={column}>{column}</span>
          ))}
        </div>
      )}
      <ol className={styles.rows} style={{ marginBottom: 0 }} aria-label={text('tracker.autoActions')}>
        {rules.map((rule, n) => (
          <RuleRow
            key={rule.id}
            form={form}
            n={n}
            steps={steps}
            figures={figuresOf(rule, figures)}
            onFired={setShown}
          />
        ))}
      </ol>
      {rules.length === 0 && <p className={styles.empty}>{text('tracker.noActions')}</p>}
      <Group p="14px 18px" style={{ borderTop: '1px solid var(--sb-line)' }}>
        <AddAction onAdd={(event) => form.insertListItem('autoActions', newRule(event))} />
      </Group>
      <FiredDrawer campaign={campaign} rule={shown} onClose={() => setShown(null)} />
    </section>
  );
}

/** What is known of a rule as it was saved; of one that reads otherwise by now, nothing. */
function figuresOf(rule: RuleValues, figures: readonly ApiRuleFigures[]): ApiRuleFigures | null {
  const known = figures.find(({ position }) => position === rule.savedAt);
  if (!known) return null;
  const same = known.on === onOf(rule) && (known.when ?? '') === rule.when.trim();
  return same && known.move === rule.move && known.status === rule.status ? known : null;
}

const offered = ['registration', 'sale', 'resale', 'withdrawal', 'subscribe', 'contact'] as const;

function AddAction({ onAdd }: { onAdd(event: string): void }) {
  const text = useText();
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />}>
          {text('tracker.addAction')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {offered.map((event) => (
          <Menu.Item key={event} onClick={() => onAdd(event)}>
            {text.or(`event.${event}`, event)} <code>{event}</code>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => onAdd('')}>{text('tracker.otherEvent')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

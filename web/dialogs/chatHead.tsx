import { ActionIcon, Button, Tooltip } from '@mantine/core';
import {
  IconArrowLeft,
  IconCoins,
  IconHandStop,
  IconInfoCircle,
  IconRobot,
  IconStar,
  IconStarFilled,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { ApiDialog } from '../../src/api/contract.ts';
import type { ApiMarks } from '../../src/api/contractOperators.ts';
import { useSession } from '../app/session.ts';
import { useText } from '../parts/useText.ts';
import { statusWords } from '../tryIt/plainWords.ts';
import styles from './chat.module.css';
import type { ChatToggles } from './chatLines.ts';

type ChatHeadProps = {
  dialog: ApiDialog;
  marks: ApiMarks | undefined;
  toggles: ChatToggles;
  busy: boolean;
  onToggles: (toggles: ChatToggles) => void;
  onFavourite: (favourite: boolean) => void;
  /** `manual` takes over, `auto` hands back. */
  onStatus: (status: 'manual' | 'auto') => void;
  onBack: () => void;
  onPanel: () => void;
};

/** Who one talks with, and who leads: one press takes over or hands back. */
export function ChatHead(props: ChatHeadProps) {
  const { dialog, marks, toggles, busy, onToggles, onFavourite, onStatus, onBack, onPanel } = props;
  const text = useText();
  const { may } = useSession();
  const { name, username, chatId, status, flow, step } = dialog;
  const favourite = marks?.favourite ?? false;
  const called = name || (username ? `@${username}` : String(chatId));
  const isLed = status === 'manual';
  const canTake = !['blocked', 'stopped'].includes(status);
  return (
    <header className={styles.head}>
      <ActionIcon
        className={styles.back}
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={text('dialogs.back')}
        onClick={onBack}
      >
        <IconArrowLeft size={20} aria-hidden />
      </ActionIcon>
      <div className={styles.title}>
        <h2>{called}</h2>
        <p>
          <span className={styles.status} data-status={status}>
            {statusWords(text, status)}
          </span>
          {step && <span className={styles.step}>{`${flow ?? ''}/${step.key}`}</span>}
        </p>
      </div>
      {may('reply') && canTake && (
        <Button
          className={styles.take}
          size="sm"
          variant={isLed ? 'default' : 'filled'}
          loading={busy}
          leftSection={isLed ? <IconRobot size={17} aria-hidden /> : <IconHandStop size={17} aria-hidden />}
          onClick={() => onStatus(isLed ? 'auto' : 'manual')}
        >
          {text(isLed ? 'dialogs.handBack' : 'dialogs.takeOver')}
        </Button>
      )}
      <Toggle
        label={text('dialogs.toggle.automation')}
        on={toggles.automation}
        onChange={(automation) => onToggles({ ...toggles, automation })}
      >
        <IconRobot size={18} aria-hidden />
      </Toggle>
      <Toggle
        label={text('dialogs.toggle.money')}
        on={toggles.money}
        onChange={(money) => onToggles({ ...toggles, money })}
      >
        <IconCoins size={18} aria-hidden />
      </Toggle>
      <Toggle label={text('dialogs.tab.favourite')} on={favourite} onChange={onFavourite}>
        {favourite ? <IconStarFilled size={18} aria-hidden /> : <IconStar size={18} aria-hidden />}
      </Toggle>
      <ActionIcon
        className={styles.info}
        variant="default"
        size="lg"
        aria-label={text('dialogs.panel.title')}
        onClick={onPanel}
      >
        <IconInfoCircle size={18} aria-hidden />
      </ActionIcon>
    </header>
  );
}

type ToggleProps = { label: string; on: boolean; onChange: (on: boolean) => void; children: ReactNode };

function Toggle({ label, on, onChange, children }: ToggleProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant={on ? 'light' : 'default'}
        size="lg"
        aria-label={label}
        aria-pressed={on}
        onClick={() => onChange(!on)}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

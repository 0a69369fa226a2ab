import { Menu, UnstyledButton } from '@mantine/core';
import { IconCheck, IconChevronDown, IconPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ApiBot } from '../../src/api/contract.ts';
import { useText } from '../parts/useText.ts';
import styles from './frame.module.css';

/** The bot of the screen; another one is shown on the same screen. */
export function BotMenu({
  bots,
  bot: here,
  screen,
  mayAdd,
}: {
  bots: readonly ApiBot[];
  bot: string;
  screen: string;
  mayAdd: boolean;
}) {
  const text = useText();
  const navigate = useNavigate();
  const go = (key: string) => (): void => void navigate({ to: `/bots/${encodeURIComponent(key)}/${screen}` });
  const name = bots.find(({ key }) => key === here)?.name ?? here;
  return (
    <Menu>
      <Menu.Target>
        <UnstyledButton className={styles.crumbButton} aria-label={`${text('app.bot')}: ${name}`}>
          <span className={styles.crumb}>{name}</span>
          <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown className={styles.choices}>
        {bots.map(({ key, name: called }) => (
          <Menu.Item
            key={key}
            aria-current={key === here || undefined}
            rightSection={key === here && <IconCheck size={16} aria-hidden />}
            onClick={go(key)}
          >
            {called}
          </Menu.Item>
        ))}
        {mayAdd && (
          <>
            <Menu.Divider />
            <Menu.Item
              leftSection={<IconPlus size={16} aria-hidden />}
              onClick={() => void navigate({ to: '/new-bot' })}
            >
              {text('settings.newBot')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

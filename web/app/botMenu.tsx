import { Menu, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ApiBot } from '../../src/api/contract.ts';
import { useText } from '../parts/useText.ts';
import styles from './frame.module.css';

/** The bot of the screen; another one is shown on the same screen. */
export function BotMenu({
  bots,
  name,
  screen,
  mayAdd,
}: {
  bots: readonly ApiBot[];
  name: string;
  screen: string;
  mayAdd: boolean;
}) {
  const text = useText();
  const navigate = useNavigate();
  const go = (key: string) => (): void => void navigate({ to: `/bots/${encodeURIComponent(key)}/${screen}` });
  return (
    <Menu>
      <Menu.Target>
        <UnstyledButton className={styles.crumbButton}>
          <span className={styles.crumb}>{name}</span>
          <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {bots.map((bot) => (
          <Menu.Item key={bot.key} onClick={go(bot.key)}>
            {bot.name}
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

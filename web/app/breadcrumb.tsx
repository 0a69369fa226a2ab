import { Menu, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import type { ApiBot } from '../../src/api/contract.ts';
import { getJson } from '../parts/api.ts';
import { useText } from '../parts/useText.ts';
import styles from './frame.module.css';
import { useSession } from './session.ts';

/** Company, space, and on a bot's screens the bot, which can be changed without leaving the screen. */
export function Breadcrumb() {
  const text = useText();
  const { company, space } = useSession();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const bot = /^\/bots\/([^/]+)\/(\w+)/.exec(path);
  return (
    <nav className={styles.crumbs} aria-label={text('app.breadcrumb')}>
      <span className={styles.crumb}>{company}</span>
      <span aria-hidden>›</span>
      <span className={styles.crumb}>{space.name}</span>
      {bot?.[1] && (
        <>
          <span aria-hidden>›</span>
          <BotCrumb bot={decodeURIComponent(bot[1])} screen={bot[2] ?? ''} />
        </>
      )}
    </nav>
  );
}

/** Every bot of the space, by name. */
export function useBots(): ApiBot[] {
  const { may } = useSession();
  const { data } = useQuery({
    queryKey: ['bots'],
    queryFn: ({ signal }) => getJson<{ items: ApiBot[] }>('/bots', signal),
    enabled: may('read') || may('settings') || may('dialogs'),
    staleTime: 30_000,
  });
  return data?.items ?? [];
}

function BotCrumb({ bot, screen }: { bot: string; screen: string }) {
  const navigate = useNavigate();
  const bots = useBots();
  const name = bots.find((one) => one.key === bot)?.name ?? bot;
  if (bots.length < 2) return <span className={styles.crumb}>{name}</span>;
  return (
    <Menu>
      <Menu.Target>
        <UnstyledButton className={styles.crumbButton}>
          {name}
          <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {bots.map((one) => (
          <Menu.Item
            key={one.key}
            onClick={() => void navigate({ to: `/bots/${encodeURIComponent(one.key)}/${screen}` })}
          >
            {one.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

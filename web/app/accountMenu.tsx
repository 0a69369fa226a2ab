import { ActionIcon, Menu, Text, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconBook2, IconLogin2, IconLogout, IconMoon, IconSun, IconUserCircle } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { call } from '../parts/api.ts';
import { useText } from '../parts/useText.ts';
import { useSession } from './session.ts';

/** Who is here, and what they may want of the application itself. */
export function AccountMenu() {
  const text = useText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { name, role, kind } = useSession();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light') === 'dark';
  const signOut = async (): Promise<void> => {
    await call('/api/auth/sign-out', '{}').catch(() => undefined);
    // Nothing of the last person stays in this page's memory.
    client.clear();
    window.location.assign('/');
  };
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <ActionIcon variant="default" size="lg" aria-label={text('app.account')} title={name}>
          <IconUserCircle size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <div style={{ padding: '6px 12px' }}>
          <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
            {name}
          </Text>
          <Text size="xs" c="dimmed">
            {text.or(`app.role.${role}`, role)}
          </Text>
        </div>
        <Menu.Divider />
        {kind === 'user' ? (
          <Menu.Item
            leftSection={<IconUserCircle size={16} aria-hidden />}
            onClick={() => void navigate({ to: '/company/me' })}
          >
            {text('company.me.title')}
          </Menu.Item>
        ) : (
          <Menu.Item
            leftSection={<IconLogin2 size={16} aria-hidden />}
            onClick={() => void navigate({ to: '/sign-in' })}
          >
            {text('signIn.title')}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={dark ? <IconSun size={16} aria-hidden /> : <IconMoon size={16} aria-hidden />}
          onClick={() => setColorScheme(dark ? 'light' : 'dark')}
        >
          {text(dark ? 'header.light' : 'header.dark')}
        </Menu.Item>
        <Menu.Item component="a" href="/api/docs" leftSection={<IconBook2 size={16} aria-hidden />}>
          {text('header.docs')}
        </Menu.Item>
        {kind === 'user' && (
          <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void signOut()}>
            {text('app.signOut')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

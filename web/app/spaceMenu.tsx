import { Menu, UnstyledButton } from '@mantine/core';
import { IconCheck, IconChevronDown, IconStack2 } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { chooseSpace } from '../company/chooseSpace.ts';
import { givenName } from '../parts/givenName.ts';
import { useText } from '../parts/useText.ts';
import styles from './frame.module.css';
import { useSession } from './session.ts';

/** The space that is worked in; another one begins at its start page. */
export function SpaceMenu() {
  const text = useText();
  const navigate = useNavigate();
  const { space, spaces } = useSession();
  const nameOf = (name: string): string => givenName(name, text('app.mainSpace'));
  return (
    <Menu>
      <Menu.Target>
        <UnstyledButton
          className={styles.crumbButton}
          data-light
          aria-label={`${text('app.space')}: ${nameOf(space.name)}`}
        >
          <span className={styles.crumb}>{nameOf(space.name)}</span>
          <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown className={styles.choices}>
        {spaces.map(({ key, name }) => (
          <Menu.Item
            key={key}
            aria-current={key === space.key || undefined}
            rightSection={key === space.key && <IconCheck size={16} aria-hidden />}
            onClick={() => key !== space.key && chooseSpace(key)}
          >
            {nameOf(name)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconStack2 size={16} aria-hidden />}
          onClick={() => void navigate({ to: '/company/spaces' })}
        >
          {text('app.spaces')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

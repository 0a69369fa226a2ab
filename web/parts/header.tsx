import {
  ActionIcon,
  Anchor,
  Group,
  SegmentedControl,
  Tooltip,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import { IconBook2, IconMoon, IconSun } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import styles from './header.module.css';
import { chooseLanguage, isLanguage, languages } from './language.ts';
import { useText } from './useText.ts';

/** Languages are written by their own short names, so that whoever needs one finds it. */
const languageChoices = languages.map((value) => ({ value, label: value.toUpperCase() }));

/** `left` and `right` stand beside the brand and the choices. */
export function Header({ left, right }: { left?: ReactNode; right?: ReactNode }) {
  const text = useText();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const says = text(scheme === 'dark' ? 'header.light' : 'header.dark');
  return (
    <header className={styles.header}>
      {left ? (
        <Group gap="sm" wrap="nowrap" miw={0}>
          {left}
        </Group>
      ) : (
        <span className={styles.brand}>
          <img src="/favicon.svg" alt="" width={26} height={26} />
          Signalbox
        </span>
      )}
      <Group gap="sm" wrap="nowrap">
        {right}
        <Anchor href="/api/docs" size="sm" className={styles.docs}>
          <IconBook2 size={18} stroke={1.8} aria-hidden />
          <span>{text('header.docs')}</span>
        </Anchor>
        <SegmentedControl
          size="xs"
          aria-label={text('header.language')}
          data={languageChoices}
          value={text.language}
          onChange={(value) => isLanguage(value) && chooseLanguage(value)}
        />
        <Tooltip label={says}>
          <ActionIcon
            variant="default"
            size="lg"
            aria-label={says}
            onClick={() => setColorScheme(scheme === 'dark' ? 'light' : 'dark')}
          >
            {scheme === 'dark' ? <IconSun size={18} aria-hidden /> : <IconMoon size={18} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      </Group>
    </header>
  );
}

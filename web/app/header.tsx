import { ActionIcon, SegmentedControl, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconMenu2, IconMoon, IconSearch, IconSun } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { chooseLanguage } from '../parts/language.ts';
import { isLanguage, languages } from '../parts/languages.ts';
import { useText } from '../parts/useText.ts';
import { Breadcrumb } from './breadcrumb.tsx';
import styles from './header.module.css';
import { LiveSign } from './liveSign.tsx';
import { useSession } from './session.ts';

const AccountMenu = lazy(async () => ({ default: (await import('./accountMenu.tsx')).AccountMenu }));

/** Languages are written by their own short names, so that whoever needs one finds it. */
const languageChoices = languages.map((value) => ({ value, label: value.toUpperCase() }));

export function Header({ onMenu, onFind }: { onMenu: () => void; onFind: () => void }) {
  const text = useText();
  const { may } = useSession();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light') === 'dark';
  const scheme = text(dark ? 'header.light' : 'header.dark');
  const Scheme = dark ? IconSun : IconMoon;
  return (
    <header className={styles.header}>
      <ActionIcon
        className={styles.burger}
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={text('app.menu')}
        onClick={onMenu}
      >
        <IconMenu2 size={20} aria-hidden />
      </ActionIcon>
      <Breadcrumb />
      <div className={styles.right}>
        {may('dialogs') && <LiveSign />}
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={text('app.palette')}
          title={`${text('app.palette')} (Ctrl+K)`}
          onClick={onFind}
        >
          <IconSearch size={18} aria-hidden />
        </ActionIcon>
        <SegmentedControl
          size="xs"
          aria-label={text('header.language')}
          data={languageChoices}
          value={text.language}
          onChange={(value) => isLanguage(value) && void chooseLanguage(value).catch(() => undefined)}
        />
        <ActionIcon
          className={styles.scheme}
          variant="default"
          size="lg"
          aria-label={scheme}
          title={scheme}
          onClick={() => setColorScheme(dark ? 'light' : 'dark')}
        >
          <Scheme size={18} aria-hidden />
        </ActionIcon>
        <Suspense
          fallback={<ActionIcon variant="default" size="lg" loading aria-label={text('app.account')} />}
        >
          <AccountMenu />
        </Suspense>
      </div>
    </header>
  );
}

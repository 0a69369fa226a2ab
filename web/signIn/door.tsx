import { SegmentedControl } from '@mantine/core';
import type { ReactNode } from 'react';
import { chooseLanguage } from '../parts/language.ts';
import { isLanguage, languages } from '../parts/languages.ts';
import { useText } from '../parts/useText.ts';
import styles from './door.module.css';

const choices = languages.map((value) => ({ value, label: value.toUpperCase() }));

/** A page of its own for somebody who is not inside yet. */
export function Door({ title, intro, children }: { title: string; intro?: ReactNode; children: ReactNode }) {
  const text = useText();
  return (
    <main className={styles.door}>
      <span className={styles.brand}>
        <img src="/favicon.svg" alt="" width={32} height={32} />
        Signalbox
      </span>
      <section className={styles.card}>
        <h1>{title}</h1>
        {intro && <p className={styles.intro}>{intro}</p>}
        {children}
      </section>
      <SegmentedControl
        size="xs"
        aria-label={text('header.language')}
        data={choices}
        value={text.language}
        onChange={(value) => isLanguage(value) && void chooseLanguage(value)}
      />
    </main>
  );
}

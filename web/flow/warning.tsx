import { Alert } from '@mantine/core';
import type { ReactNode } from 'react';

/** Mantine's yellow title has a contrast of 2.5 on its own ground; WCAG AA asks for 4.5. */
const styles = { title: { color: 'var(--sb-warning)' } };

/** Something to decide before one goes on. */
export function Warning({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Alert color="yellow" title={title} styles={styles} role="alert">
      {children}
    </Alert>
  );
}

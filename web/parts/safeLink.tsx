import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';

/** An address from outside as a link, if it is one that may be opened; else as the text that it is. */
export function SafeLink({ href, children }: { href: string; children: ReactNode }) {
  if (!/^(https?|tg):\/\//i.test(href) || !URL.canParse(href)) return <span>{children}</span>;
  return (
    <Anchor href={href} target="_blank" rel="noopener noreferrer nofollow" inherit>
      {children}
    </Anchor>
  );
}

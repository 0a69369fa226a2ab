import { UnstyledButton } from '@mantine/core';
import {
  IconArrowRight,
  IconBolt,
  IconClick,
  IconDoorEnter,
  IconFlag,
  IconWebhook,
} from '@tabler/icons-react';
import { Link as PageLink } from '@tanstack/react-router';
import { useText } from '../parts/useText.ts';
import { useDrawing } from './drawing.ts';
import styles from './flow.module.css';
import type { Link } from './graph.ts';
import type { LeadBadge } from './leadWords.ts';

const signs: Record<LeadBadge['by'], typeof IconBolt> = {
  autoAction: IconBolt,
  start: IconFlag,
  greeting: IconDoorEnter,
  button: IconClick,
  changeFlow: IconClick,
  next: IconClick,
  webhook: IconWebhook,
};

/** More would hide the step: the drawer and the list show all. */
export const mostOnCard = 3;

/** What brings leads to a step, each leading to where that is set up. */
export function LeadBadges({ step, all = false }: { step: string; all?: boolean }) {
  const text = useText();
  const { badges, links, flow } = useDrawing();
  const own = badges.get(step) ?? [];
  const inside = all ? links.filter(({ to, from }) => to === `${flow.key}/${step}` && from !== step) : [];
  if (own.length + inside.length === 0) return null;
  const shown = all ? own : own.slice(0, mostOnCard);
  return (
    <ul className={styles.badges} aria-label={text('flow.leadsHere')}>
      {shown.map((badge) => (
        <li key={badge.id}>
          <Badge badge={badge} />
        </li>
      ))}
      {inside.map((link) => (
        <li key={`${link.from} ${link.output.id}`}>
          <InsideBadge link={link} />
        </li>
      ))}
      {own.length > shown.length && <li className={styles.badge}>+{own.length - shown.length}</li>}
    </ul>
  );
}

/** A way from another step of this flow. */
function InsideBadge({ link: { from, output } }: { link: Link }) {
  const text = useText();
  const { openStep } = useDrawing();
  const isButton = output.name === 'goto' || output.name === 'run';
  const Sign = isButton ? IconClick : IconArrowRight;
  return (
    <UnstyledButton className={styles.badge} data-inside onClick={() => openStep(from)}>
      <Sign size={13} aria-hidden />
      <span>
        {isButton ? text('flow.lead.button', { text: output.label, from }) : text('flow.lead.step', { from })}
      </span>
    </UnstyledButton>
  );
}

function Badge({ badge: { by, words, href, off } }: { badge: LeadBadge }) {
  const Sign = signs[by];
  const inside = (
    <>
      <Sign size={13} aria-hidden />
      <span>{words}</span>
    </>
  );
  if (href === null) return <span className={styles.badge}>{inside}</span>;
  return (
    <PageLink
      to={href}
      className={`${styles.badge} nodrag`}
      data-off={off}
      title={words}
      onClick={(event) => event.stopPropagation()}
    >
      {inside}
    </PageLink>
  );
}

import type { ReactNode } from 'react';
import type { ApiEntity } from '../../src/api/contract.ts';
import { SafeLink } from '../parts/safeLink.tsx';
import styles from './chat.module.css';

/** A text with Telegram's marks on it. Marks of a kind that we do not know leave the text as it is. */
export function MarkedText({ text, entities }: { text: string; entities: readonly ApiEntity[] }) {
  if (entities.length === 0) return text;
  return pieces(text, entities).map(({ from, part, marks }) => (
    <span key={from}>{marks.reduce<ReactNode>((inner, mark) => marked(mark, inner, part), part)}</span>
  ));
}

type Piece = { from: number; part: string; marks: ApiEntity[] };

/** Cut wherever a mark begins or ends, so that marks may lie across each other. */
function pieces(text: string, entities: readonly ApiEntity[]): Piece[] {
  const cuts = new Set([0, text.length]);
  for (const { offset, length } of entities) {
    cuts.add(Math.min(offset, text.length));
    cuts.add(Math.min(offset + length, text.length));
  }
  const places = [...cuts].sort((left, right) => left - right);
  return places.slice(0, -1).map((from, n) => {
    const to = places[n + 1] ?? text.length;
    const marks = entities.filter(({ offset, length }) => offset <= from && offset + length >= to);
    return { from, part: text.slice(from, to), marks };
  });
}

function marked({ type, url }: ApiEntity, inner: ReactNode, part: string): ReactNode {
  switch (type) {
    case 'bold':
      return <strong>{inner}</strong>;
    case 'italic':
      return <em>{inner}</em>;
    case 'underline':
      return <u>{inner}</u>;
    case 'strikethrough':
      return <s>{inner}</s>;
    case 'code':
    case 'pre':
      return <code className={styles.code}>{inner}</code>;
    case 'spoiler':
      return <span className={styles.spoiler}>{inner}</span>;
    case 'blockquote':
    case 'expandable_blockquote':
      return <q className={styles.quote}>{inner}</q>;
    case 'text_link':
      return <SafeLink href={url ?? ''}>{inner}</SafeLink>;
    case 'url':
      return <SafeLink href={/^[a-z]+:\/\//i.test(part) ? part : `https://${part}`}>{inner}</SafeLink>;
    default:
      return inner;
  }
}

import { Badge, Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ApiContact } from '../../src/api/contractContacts.ts';
import { momentTime } from '../parts/momentTime.ts';
import { useText } from '../parts/useText.ts';
import { dialogAddress } from '../tracker/placeLink.tsx';
import { statusWords } from '../tryIt/plainWords.ts';
import { isFixed, keyedCell } from './columns.ts';
import styles from './contacts.module.css';

const shownTags = 4;

/** What one contact has in one column. */
export function ContactCell({ contact, name }: { contact: ApiContact; name: string }) {
  const text = useText();
  if (!isFixed(name)) return keyedCell(contact, name);
  switch (name) {
    case 'name':
      return (
        <Link to={dialogAddress(contact.id)} className={styles.lead}>
          {contact.name || text('contacts.nameless', { id: contact.id })}
        </Link>
      );
    case 'username':
      return contact.username && `@${contact.username}`;
    case 'status':
      return statusWords(text, contact.status);
    case 'step':
      return contact.flow && contact.step ? `${contact.flow}/${contact.step}` : '';
    case 'tags':
      return (
        <Group gap={4} wrap="nowrap">
          {contact.tags.slice(0, shownTags).map((tag) => (
            <Badge key={tag} className={styles.tag} size="sm" variant="default" tt="none" fw={500}>
              {tag}
            </Badge>
          ))}
          {contact.tags.length > shownTags && `+${contact.tags.length - shownTags}`}
        </Group>
      );
    case 'balance':
      return Object.entries(contact.balance)
        .map(([currency, sum]) => `${sum} ${currency}`)
        .join(', ');
    case 'createdAt':
    case 'lastMessageAt': {
      const at = contact[name];
      return at === null ? '' : <time dateTime={at}>{momentTime(at, text.language)}</time>;
    }
    default:
      return String(contact[name] ?? '');
  }
}

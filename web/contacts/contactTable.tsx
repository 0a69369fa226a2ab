import { UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { ApiContact, ApiContactColumns } from '../../src/api/contractContacts.ts';
import { useText } from '../parts/useText.ts';
import { isFixed } from './columns.ts';
import { ContactCell } from './contactCell.tsx';
import type { ContactQuery } from './contactQuery.ts';
import styles from './contacts.module.css';

type ContactTableProps = {
  contacts: readonly ApiContact[];
  columns: readonly string[];
  known: ApiContactColumns | undefined;
  query: ContactQuery;
  onOrder: (order: ContactQuery['order']) => void;
};

export function ContactTable({ contacts, columns, known, query, onOrder }: ContactTableProps) {
  const text = useText();
  const label = (name: string): string => {
    if (isFixed(name)) return text(`contacts.column.${name}`);
    const key = name.slice(name.indexOf('.') + 1);
    return known?.fields.find((field) => name === `fields.${field.key}`)?.name ?? key;
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label={text('contacts.table')}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col" aria-sort={name === 'createdAt' ? sorted[query.order] : undefined}>
                {name === 'createdAt' && query.filter === '' ? (
                  <OrderButton label={label(name)} order={query.order} onOrder={onOrder} />
                ) : (
                  label(name)
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {contacts.map((contact) => (
            <tr key={contact.id}>
              {columns.map((name) => (
                <td key={name}>
                  <div className={styles.cell}>
                    <ContactCell contact={contact} name={name} />
                  </div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const sorted = { newest: 'descending', oldest: 'ascending' } as const;

type OrderButtonProps = {
  label: string;
  order: ContactQuery['order'];
  onOrder: (order: ContactQuery['order']) => void;
};

function OrderButton({ label, order, onOrder }: OrderButtonProps) {
  const Sign = order === 'newest' ? IconArrowDown : IconArrowUp;
  return (
    <UnstyledButton
      className={styles.order}
      onClick={() => onOrder(order === 'newest' ? 'oldest' : 'newest')}
    >
      {label}
      <Sign size={14} aria-hidden />
    </UnstyledButton>
  );
}

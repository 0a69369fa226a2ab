import { Textarea, type TextareaProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { sendJson } from '../parts/api.ts';
import { failureWords } from '../parts/fieldErrors.ts';
import { useText } from '../parts/useText.ts';
import styles from './tracker.module.css';

type Explained = { text: string; en: string; ru: string };

type When = Omit<TextareaProps, 'value'> & { labelledBy: string; value: string };

/** A rule's condition, and what it means in words while it is being typed. */
export function RuleWhen({ labelledBy, value, error, ...input }: When) {
  const text = useText();
  const [asked] = useDebouncedValue(value.trim(), 300);
  const { data, error: refused } = useQuery({
    queryKey: ['conditions', 'event', asked],
    queryFn: () => sendJson<Explained>('POST', '/conditions/explain', { text: asked, place: 'event' }),
    enabled: asked !== '',
    staleTime: Number.POSITIVE_INFINITY,
  });
  const current = asked !== '' && asked === value.trim();
  const wrong = current && refused ? failureWords(refused, text) : null;
  return (
    <>
      <Textarea
        aria-labelledby={labelledBy}
        autosize
        minRows={1}
        maxRows={4}
        spellCheck={false}
        placeholder="amount > 20"
        {...input}
        value={value}
        error={wrong ?? error}
      />
      <p className={styles.explained} role="status">
        {current && !wrong && data ? data[text.language] : value.trim() === '' ? text('tracker.always') : ''}
      </p>
    </>
  );
}

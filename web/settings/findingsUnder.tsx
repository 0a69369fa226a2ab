import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import styles from './settings.module.css';
import type { SettingsForm } from './useSettingsForm.ts';

/** What a field means stands under it, so that fields side by side stay in line. */
const order = ['label', 'input', 'description', 'error'] as const;

/**
 * The props of a field of the form: its value, its error, and under it what the checks have found.
 * A finding stays until the field is saved in another way, and does not keep anybody from saving.
 */
export function inputOf<Values>(of: SettingsForm<Values>, path: string) {
  const found = of.form.isDirty(path) ? [] : (of.findings.get(path) ?? []);
  const props = { ...of.form.getInputProps(path), inputWrapperOrder: [...order] };
  if (found.length === 0) return props;
  return {
    ...props,
    inputContainer: (input: ReactNode) => (
      <>
        {input}
        {found.map(({ reason }) => (
          <p key={reason} className={styles.finding}>
            <IconAlertTriangle size={15} aria-hidden />
            {reason}
          </p>
        ))}
      </>
    ),
  };
}

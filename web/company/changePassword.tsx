import { Alert, Button, Group, PasswordInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useText } from '../parts/useText.ts';
import { askAuth } from '../signIn/askAuth.ts';
import { useAuthErrors } from '../signIn/useAuthErrors.ts';
import styles from './company.module.css';

/** A new password ends every other session: whoever knew the old one is out. */
export function ChangePassword() {
  const text = useText();
  const client = useQueryClient();
  const [done, setDone] = useState(false);
  const form = useForm({
    initialValues: { password: '', newPassword: '' },
    validate: { newPassword: (value) => (value.length < 10 ? text('signIn.wrong.short') : null) },
  });
  const { busy, failure, run } = useAuthErrors(form);
  const save = (): Promise<void> =>
    run(async () => {
      setDone(false);
      const { password, newPassword } = form.values;
      await askAuth('change-password', { currentPassword: password, newPassword });
      form.reset();
      setDone(true);
      await client.invalidateQueries({ queryKey: ['sessions'] });
    });
  const show = { 'aria-label': text('signIn.showPassword') };
  return (
    <form className={styles.card} onSubmit={form.onSubmit(() => void save())} noValidate>
      <h2>{text('company.me.password')}</h2>
      <PasswordInput
        label={text('company.me.oldPassword')}
        autoComplete="current-password"
        visibilityToggleButtonProps={show}
        {...form.getInputProps('password')}
      />
      <PasswordInput
        label={text('company.me.newPassword')}
        description={text('company.me.newPasswordHint')}
        autoComplete="new-password"
        visibilityToggleButtonProps={show}
        {...form.getInputProps('newPassword')}
      />
      {failure && (
        <Alert color="red" role="alert">
          {failure}
        </Alert>
      )}
      <Group justify="flex-end">
        <span role="status" className={styles.soft}>
          {done && text('company.saved')}
        </span>
        <Button type="submit" loading={busy} disabled={!form.isDirty()}>
          {text('company.me.change')}
        </Button>
      </Group>
    </form>
  );
}

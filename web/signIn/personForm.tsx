import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { ReactNode } from 'react';
import { useText } from '../parts/useText.ts';
import { useAuthErrors } from './useAuthErrors.ts';

export type PersonValues = { name: string; email: string; password: string };

type Wanted = {
  start: { name: string; email: string };
  /** The e-mail is given and cannot be another. */
  fixedEmail?: boolean;
  button: string;
  /** What else can be done, below the button. */
  children?: ReactNode;
  save(values: PersonValues): Promise<void>;
};

/** Name, e-mail and password of somebody who is new here. */
export function PersonForm({ start, fixedEmail = false, button, children, save }: Wanted) {
  const text = useText();
  const form = useForm<PersonValues>({
    initialValues: { ...start, password: '' },
    validate: {
      name: (value) => (value.trim() === '' ? text('signIn.wrong.missing') : null),
      email: (value) => (/^\S+@\S+\.\S+$/.test(value.trim()) ? null : text('signIn.wrong.email')),
      password: (value) => (value.length < 10 ? text('signIn.wrong.short') : null),
    },
  });
  const { busy, failure, run } = useAuthErrors(form);
  return (
    <form onSubmit={form.onSubmit((values) => void run(() => save(values)))} noValidate>
      <Stack gap="sm">
        <TextInput
          label={text('signIn.name')}
          description={text('signIn.nameHint')}
          autoComplete="name"
          required
          {...form.getInputProps('name')}
        />
        <TextInput
          label={text('signIn.email')}
          type="email"
          autoComplete="username"
          required
          readOnly={fixedEmail}
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label={text('signIn.newPassword')}
          description={text('signIn.passwordHint')}
          autoComplete="new-password"
          required
          visibilityToggleButtonProps={{ 'aria-label': text('signIn.showPassword') }}
          {...form.getInputProps('password')}
        />
        {failure && (
          <Alert color="red" role="alert">
            {failure}
          </Alert>
        )}
        <Button type="submit" loading={busy}>
          {button}
        </Button>
        {children}
      </Stack>
    </form>
  );
}

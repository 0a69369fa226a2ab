import { Alert, Anchor, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { memberOf } from '../parts/api.ts';
import { useText } from '../parts/useText.ts';
import { askAuth } from './askAuth.ts';
import { Door } from './door.tsx';
import { useAuthErrors } from './useAuthErrors.ts';

/** Whoever was stopped on the way to a screen goes on to it. */
function enter(): void {
  if (window.location.pathname === '/sign-in') window.location.assign('/');
  else window.location.reload();
}

/** E-mail and password; then, where it is on, the second factor. */
export function SignIn() {
  const [step, setStep] = useState<'password' | 'code'>('password');
  return step === 'password' ? (
    <PasswordStep onCode={() => setStep('code')} />
  ) : (
    <CodeStep onBack={() => setStep('password')} />
  );
}

function PasswordStep({ onCode }: { onCode: () => void }) {
  const text = useText();
  const form = useForm({ initialValues: { email: '', password: '' } });
  const { busy, failure, run } = useAuthErrors(form);
  const submit = (): Promise<void> =>
    run(async () => {
      const answer = await askAuth('sign-in', form.values);
      if (memberOf(answer, 'twoFactorRedirect') === true) onCode();
      else enter();
    });
  return (
    <Door title={text('signIn.title')} intro={text('signIn.intro')}>
      <form onSubmit={form.onSubmit(() => void submit())} noValidate>
        <Stack gap="sm">
          <TextInput
            label={text('signIn.email')}
            type="email"
            autoComplete="username"
            required
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label={text('signIn.password')}
            autoComplete="current-password"
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
            {text('signIn.enter')}
          </Button>
        </Stack>
      </form>
    </Door>
  );
}

function CodeStep({ onBack }: { onBack: () => void }) {
  const text = useText();
  const [recovery, setRecovery] = useState(false);
  const form = useForm({ initialValues: { code: '' } });
  const { busy, failure, run } = useAuthErrors(form);
  const submit = (): Promise<void> =>
    run(async () => {
      const code = form.values.code.trim();
      await askAuth(recovery ? 'recovery-code' : 'code', { code: recovery ? code : code.replace(/\s/g, '') });
      enter();
    });
  const label = text(recovery ? 'signIn.recoveryCode' : 'signIn.code');
  return (
    <Door title={text('signIn.second')} intro={text(recovery ? 'signIn.recoveryHint' : 'signIn.codeHint')}>
      <form onSubmit={form.onSubmit(() => void submit())} noValidate>
        <Stack gap="sm">
          <TextInput
            key={label}
            label={label}
            autoComplete="one-time-code"
            inputMode={recovery ? 'text' : 'numeric'}
            data-autofocus
            autoFocus
            required
            {...form.getInputProps('code')}
          />
          {failure && (
            <Alert color="red" role="alert">
              {failure}
            </Alert>
          )}
          <Button type="submit" loading={busy}>
            {text('signIn.enter')}
          </Button>
          <Anchor component="button" type="button" size="sm" onClick={() => setRecovery(!recovery)}>
            {text(recovery ? 'signIn.useCode' : 'signIn.useRecovery')}
          </Anchor>
          <Anchor component="button" type="button" size="sm" onClick={onBack}>
            {text('signIn.back')}
          </Anchor>
        </Stack>
      </form>
    </Door>
  );
}

import { Alert, Button, Group, Loader, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { memberOf, textOf } from '../parts/api.ts';
import { CopyButton } from '../parts/copyButton.tsx';
import { useText } from '../parts/useText.ts';
import { askAuth, listOf } from '../signIn/askAuth.ts';
import { useAuthErrors } from '../signIn/useAuthErrors.ts';
import styles from './company.module.css';

const QrPicture = lazy(() => import('./qrPicture.tsx'));

type Shown = { uri: string; codes: string[] };

/** The second factor: turned on by an authenticator app, with codes for the day the phone is lost. */
export function SecondFactor({ on }: { on: boolean }) {
  const text = useText();
  const client = useQueryClient();
  const [begun, setBegun] = useState<Shown | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const again = async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: ['profile'] });
    await client.invalidateQueries({ queryKey: ['sessions'] });
  };
  return (
    <section className={styles.card}>
      <Group justify="space-between">
        <h2>{text('company.me.second')}</h2>
        <span className={`${styles.tag} ${on ? styles.create : styles.off}`}>
          {text(on ? 'company.me.isOn' : 'company.me.isOff')}
        </span>
      </Group>
      <p className={styles.intro}>{text('company.me.secondHint')}</p>
      {codes && <Codes codes={codes} onDone={() => setCodes(null)} />}
      {!codes && begun && (
        <Confirmed
          uri={begun.uri}
          onDone={async () => {
            setCodes(begun.codes);
            setBegun(null);
            await again();
          }}
        />
      )}
      {!codes && !begun && <WithPassword on={on} onBegun={setBegun} onCodes={setCodes} onOff={again} />}
    </section>
  );
}

type Ways = {
  on: boolean;
  onBegun(shown: Shown): void;
  onCodes(codes: string[]): void;
  onOff(): Promise<void>;
};

function WithPassword({ on, onBegun, onCodes, onOff }: Ways) {
  const text = useText();
  const form = useForm({ initialValues: { password: '' } });
  const { busy, failure, run } = useAuthErrors(form);
  const ask = (path: string, then: (answer: unknown) => void | Promise<void>) => (): Promise<void> =>
    run(async () => {
      const answer = await askAuth(path, form.values);
      form.reset();
      await then(answer);
    });
  const codesOf = (answer: unknown): string[] => listOf(memberOf(answer, 'backupCodes'));
  const turnOn = ask('two-factor/enable', (answer) =>
    onBegun({ uri: textOf(memberOf(answer, 'totpURI')), codes: codesOf(answer) }),
  );
  const fresh = ask('two-factor/recovery-codes', (answer) => onCodes(codesOf(answer)));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void (on ? fresh() : turnOn());
      }}
      noValidate
    >
      <Stack gap="sm">
        <PasswordInput
          label={text('company.me.yourPassword')}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': text('signIn.showPassword') }}
          {...form.getInputProps('password')}
        />
        {failure && (
          <Alert color="red" role="alert">
            {failure}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          {on && (
            <Button
              color="red"
              variant="light"
              loading={busy}
              onClick={() => void ask('two-factor/disable', onOff)()}
            >
              {text('company.me.turnOff')}
            </Button>
          )}
          <Button type="submit" variant={on ? 'default' : 'filled'} loading={busy}>
            {text(on ? 'company.me.freshCodes' : 'company.me.turnOn')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Confirmed({ uri, onDone }: { uri: string; onDone(): Promise<void> }) {
  const text = useText();
  const form = useForm({ initialValues: { code: '' } });
  const { busy, failure, run } = useAuthErrors(form);
  const secret = URL.canParse(uri) ? (new URL(uri).searchParams.get('secret') ?? '') : '';
  const confirm = (): Promise<void> =>
    run(async () => {
      await askAuth('code', { code: form.values.code.replace(/\s/g, '') });
      await onDone();
    });
  return (
    <form onSubmit={form.onSubmit(() => void confirm())} noValidate>
      <Stack gap="sm">
        <Text size="sm">{text('company.me.scan')}</Text>
        <Suspense fallback={<Loader aria-label={text('app.loading')} />}>
          <QrPicture value={uri} label={text('company.me.qr')} />
        </Suspense>
        <div className={styles.secret}>
          <span>{secret}</span>
          <CopyButton value={secret} label={text('company.me.copySecret')} />
        </div>
        <TextInput
          label={text('signIn.code')}
          description={text('signIn.codeHint')}
          inputMode="numeric"
          autoComplete="one-time-code"
          {...form.getInputProps('code')}
        />
        {failure && (
          <Alert color="red" role="alert">
            {failure}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button type="submit" loading={busy}>
            {text('company.me.confirm')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Codes({ codes, onDone }: { codes: string[]; onDone(): void }) {
  const text = useText();
  return (
    <Stack gap="sm">
      <Alert color="orange">{text('company.me.codesHint')}</Alert>
      <ul className={styles.codes} aria-label={text('company.me.codes')}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Group justify="flex-end" gap="xs">
        <CopyButton value={codes.join('\n')} label={text('company.me.copyCodes')} />
        <Button onClick={onDone}>{text('company.me.kept')}</Button>
      </Group>
    </Stack>
  );
}

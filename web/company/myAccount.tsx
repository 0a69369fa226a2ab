import { Button, Group, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ApiProfile, ApiSession } from '../../src/api/contractPeople.ts';
import { getJson, sendJson } from '../parts/api.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import { browserName } from './browserName.ts';
import { ChangePassword } from './changePassword.tsx';
import styles from './company.module.css';
import { CompanyPage, ScrollTable } from './companyPage.tsx';
import { fullTime } from './fullTime.ts';
import { SecondFactor } from './secondFactor.tsx';

/** Name, password, second factor, and where one is signed in. */
export function MyAccount() {
  const text = useText();
  const { data, error, refetch } = useQuery({
    queryKey: ['profile'],
    queryFn: ({ signal }) => getJson<ApiProfile>('/me/profile', signal),
  });
  return (
    <CompanyPage
      title={text('company.me.title')}
      intro={text('company.me.intro')}
      loading={!data}
      error={error}
      onRetry={() => void refetch()}
    >
      {data && (
        <>
          <Name key={data.name} profile={data} />
          {data.hasPassword ? (
            <>
              <ChangePassword />
              <SecondFactor on={data.twoFactor} />
            </>
          ) : (
            <section className={styles.card}>
              <h2>{text('company.me.password')}</h2>
              <p className={styles.intro}>{text('company.me.noPassword')}</p>
              <Group justify="flex-end">
                <Button component="a" href="/welcome">
                  {text('company.me.choose')}
                </Button>
              </Group>
            </section>
          )}
          <Sessions />
        </>
      )}
    </CompanyPage>
  );
}

function Name({ profile }: { profile: ApiProfile }) {
  const text = useText();
  const client = useQueryClient();
  const form = useForm({
    initialValues: { name: profile.name },
    validate: { name: (value) => (value.trim() === '' ? text('signIn.wrong.missing') : null) },
  });
  const save = useMutation({
    mutationFn: (name: string) => sendJson('PATCH', '/me/profile', { name }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['profile'] });
      await client.invalidateQueries({ queryKey: ['me'] });
    },
  });
  return (
    <form className={styles.card} onSubmit={form.onSubmit(({ name }) => save.mutate(name))} noValidate>
      <h2>{text('company.me.who')}</h2>
      <TextInput label={text('signIn.name')} {...form.getInputProps('name')} />
      <TextInput
        label={text('signIn.email')}
        value={profile.email}
        readOnly
        description={text('company.me.emailHint')}
      />
      {save.error && <ErrorNote error={save.error} />}
      <Group justify="flex-end">
        <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
          {text('company.save')}
        </Button>
      </Group>
    </form>
  );
}

function Sessions() {
  const text = useText();
  const client = useQueryClient();
  const { data, error } = useQuery({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => getJson<{ items: ApiSession[] }>('/me/sessions', signal),
  });
  const end = useMutation({
    mutationFn: (id: string) => sendJson('DELETE', `/me/sessions/${encodeURIComponent(id)}`),
    onSettled: () => client.invalidateQueries({ queryKey: ['sessions'] }),
  });
  return (
    <section className={styles.part}>
      <h2>{text('company.me.sessions')}</h2>
      {error ? <ErrorNote error={error} /> : null}
      <ScrollTable label={text('company.me.sessions')}>
        <tbody>
          {data?.items.map(({ id, address, browser, createdAt, current }) => (
            <tr key={id}>
              <td>
                <div className={styles.strong}>{browserName(browser) || text('company.me.unknown')}</div>
                <div className={styles.soft}>{address}</div>
              </td>
              <td className={styles.soft}>
                {text('company.me.since', { at: fullTime(createdAt, text.language) })}
              </td>
              <td>
                {current ? (
                  <span className={styles.tag}>{text('company.me.here')}</span>
                ) : (
                  <Button
                    size="compact-sm"
                    variant="default"
                    loading={end.isPending && end.variables === id}
                    onClick={() => end.mutate(id)}
                  >
                    {text('company.me.end')}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
      {end.error && <ErrorNote error={end.error} />}
    </section>
  );
}

import { Alert, Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiSpace } from '../../src/api/contractPeople.ts';
import { useSession } from '../app/session.ts';
import { getJson, sendJson } from '../parts/api.ts';
import { fieldErrors } from '../parts/fieldErrors.ts';
import { givenName } from '../parts/givenName.ts';
import { useText } from '../parts/useText.ts';
import { chooseSpace } from './chooseSpace.ts';
import styles from './company.module.css';
import { CompanyPage, ScrollTable } from './companyPage.tsx';

/** The spaces that one belongs to; going to another, making one, their names. */
export function Spaces() {
  const text = useText();
  const client = useQueryClient();
  const { may, kind } = useSession();
  const { data, error, refetch } = useQuery({
    queryKey: ['spaces'],
    queryFn: ({ signal }) => getJson<{ items: ApiSpace[] }>('/spaces', signal),
  });
  const again = async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: ['spaces'] });
    await client.invalidateQueries({ queryKey: ['me'] });
  };
  return (
    <CompanyPage
      title={text('company.spaces.title')}
      intro={text('company.spaces.intro')}
      loading={!data}
      error={error}
      onRetry={() => void refetch()}
    >
      <ScrollTable label={text('company.spaces.title')}>
        <thead>
          <tr>
            <th>{text('company.spaces.name')}</th>
            <th>{text('company.spaces.role')}</th>
            <th>
              <span aria-hidden />
            </th>
          </tr>
        </thead>
        <tbody>
          {data?.items.map(({ key, name, role, current }) => (
            <tr key={key}>
              <td>
                <div className={styles.strong}>{givenName(name, text('app.mainSpace'))}</div>
                <div className={styles.soft}>{key}</div>
              </td>
              <td>{text.or(`roles.${role}`, role)}</td>
              <td>
                {current ? (
                  <span className={styles.tag}>{text('company.spaces.here')}</span>
                ) : (
                  <Button size="compact-sm" variant="default" onClick={() => chooseSpace(key)}>
                    {text('company.spaces.go', { name: givenName(name, text('app.mainSpace')) })}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
      {may('users') && <Names onSaved={again} />}
      {may('users') && kind === 'user' && <MakeSpace onMade={again} />}
    </CompanyPage>
  );
}

/** Sends a form; what is wrong stands at its field. */
function useSending<Values extends Record<string, string>>(initialValues: Values) {
  const text = useText();
  const form = useForm<Values>({ initialValues });
  const [state, setState] = useState<{ busy: boolean; done: boolean; failure: string | null }>({
    ...{ busy: false, done: false, failure: null },
  });
  const send = async (work: () => Promise<void>): Promise<void> => {
    setState({ busy: true, done: false, failure: null });
    try {
      await work();
      setState({ busy: false, done: true, failure: null });
    } catch (error) {
      const { fields, rest } = fieldErrors(error, text);
      form.setErrors(fields);
      setState({ busy: false, done: false, failure: rest.length > 0 ? rest.join(' ') : null });
    }
  };
  return { form, send, ...state };
}

/** What nobody has named may stay without a name. */
const named = (typed: string, before: string): string =>
  typed.trim() === '' && givenName(before, '') === '' ? before : typed;

function Names({ onSaved }: { onSaved(): Promise<void> }) {
  const text = useText();
  const { company, space } = useSession();
  const { form, send, busy, done, failure } = useSending({
    company: givenName(company, ''),
    name: givenName(space.name, ''),
  });
  const save = (): Promise<void> =>
    send(async () => {
      const { values } = form;
      await sendJson('PATCH', '/spaces/current', {
        ...{ company: named(values.company, company), name: named(values.name, space.name) },
      });
      await onSaved();
    });
  return (
    <form className={styles.card} onSubmit={form.onSubmit(() => void save())} noValidate>
      <h2>{text('company.spaces.names')}</h2>
      <TextInput
        label={text('company.spaces.company')}
        placeholder={text('app.myCompany')}
        {...form.getInputProps('company')}
      />
      <TextInput
        label={text('company.spaces.this')}
        placeholder={text('app.mainSpace')}
        {...form.getInputProps('name')}
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
        <Button type="submit" loading={busy}>
          {text('company.save')}
        </Button>
      </Group>
    </form>
  );
}

function MakeSpace({ onMade }: { onMade(): Promise<void> }) {
  const text = useText();
  const { form, send, busy, failure } = useSending({ name: '', key: '' });
  const make = (): Promise<void> =>
    send(async () => {
      await sendJson('POST', '/spaces', form.values);
      form.reset();
      await onMade();
    });
  return (
    <form className={styles.card} onSubmit={form.onSubmit(() => void make())} noValidate>
      <h2>{text('company.spaces.make')}</h2>
      <p className={styles.intro}>{text('company.spaces.makeHint')}</p>
      <Stack gap="sm">
        <TextInput label={text('company.spaces.name')} required {...form.getInputProps('name')} />
        <TextInput
          label={text('company.spaces.key')}
          description={text('company.spaces.keyHint')}
          required
          {...form.getInputProps('key')}
        />
      </Stack>
      {failure && (
        <Alert color="red" role="alert">
          {failure}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button type="submit" loading={busy}>
          {text('company.spaces.make')}
        </Button>
      </Group>
    </form>
  );
}

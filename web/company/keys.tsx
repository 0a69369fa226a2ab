import { ActionIcon, Alert, Button, Checkbox, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconKey, IconTrash } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiKey, ApiMadeKey } from '../../src/api/contractPeople.ts';
import { scopes } from '../../src/base/rights.ts';
import { useSession } from '../app/session.ts';
import { getJson, sendJson } from '../parts/api.ts';
import { CopyButton } from '../parts/copyButton.tsx';
import { fieldErrors } from '../parts/fieldErrors.ts';
import { useText } from '../parts/useText.ts';
import styles from './company.module.css';
import { CompanyPage, ScrollTable } from './companyPage.tsx';
import { Confirm } from './confirm.tsx';
import { fullTime } from './fullTime.ts';

/** API keys of the space. */
export function Keys() {
  const text = useText();
  const client = useQueryClient();
  const [making, setMaking] = useState(false);
  const [removing, setRemoving] = useState<ApiKey | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ['keys'],
    queryFn: ({ signal }) => getJson<{ items: ApiKey[] }>('/keys', signal),
  });
  const again = (): Promise<void> => client.invalidateQueries({ queryKey: ['keys'] });
  const items = data?.items ?? [];
  return (
    <CompanyPage
      title={text('company.keys.title')}
      intro={text('company.keys.intro')}
      action={
        <Button leftSection={<IconKey size={18} aria-hidden />} onClick={() => setMaking(true)}>
          {text('company.keys.make')}
        </Button>
      }
      loading={!data}
      error={error}
      onRetry={() => void refetch()}
    >
      {items.length === 0 && <Text c="dimmed">{text('company.keys.none')}</Text>}
      {items.length > 0 && (
        <ScrollTable label={text('company.keys.title')}>
          <thead>
            <tr>
              <th>{text('company.keys.name')}</th>
              <th>{text('company.keys.rights')}</th>
              <th>{text('company.keys.made')}</th>
              <th>{text('company.keys.used')}</th>
              <th>
                <span aria-hidden />
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((one) => (
              <tr key={one.id}>
                <td>
                  <div className={styles.strong}>{one.name}</div>
                  {one.hint && <div className={styles.soft}>…{one.hint}</div>}
                </td>
                <td>
                  <Group gap={4}>
                    {one.scopes.map((scope) => (
                      <span key={scope} className={`${styles.tag} ${styles.off}`}>
                        {text.or(`company.scope.${scope}`, scope)}
                      </span>
                    ))}
                  </Group>
                </td>
                <td className={styles.soft}>
                  {fullTime(one.createdAt, text.language)}
                  {one.createdBy && <div>{one.createdBy}</div>}
                </td>
                <td className={styles.soft}>
                  {one.lastUsedAt ? fullTime(one.lastUsedAt, text.language) : text('company.keys.never')}
                </td>
                <td>
                  <ActionIcon
                    variant="subtle"
                    color="red"
                    aria-label={text('company.keys.remove', { name: one.name })}
                    onClick={() => setRemoving(one)}
                  >
                    <IconTrash size={18} aria-hidden />
                  </ActionIcon>
                </td>
              </tr>
            ))}
          </tbody>
        </ScrollTable>
      )}
      {making && <MakeKey onMade={again} onClose={() => setMaking(false)} />}
      {removing && (
        <Confirm
          question={text('company.keys.remove', { name: removing.name })}
          says={text('company.keys.removeHint')}
          button={text('company.keys.removeButton')}
          work={async () => {
            await sendJson('DELETE', `/keys/${removing.id}`);
            await again();
          }}
          onClose={() => setRemoving(null)}
        />
      )}
    </CompanyPage>
  );
}

function MakeKey({ onMade, onClose }: { onMade(): Promise<void>; onClose(): void }) {
  const text = useText();
  const { may } = useSession();
  const [made, setMade] = useState<ApiMadeKey | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const form = useForm<{ name: string; scopes: string[] }>({
    initialValues: { name: '', scopes: ['read'] },
    validate: {
      name: (value) => (value.trim() === '' ? text('signIn.wrong.missing') : null),
      scopes: (value) => (value.length === 0 ? text('company.keys.oneRight') : null),
    },
  });
  const submit = async (values: { name: string; scopes: string[] }): Promise<void> => {
    setFailure(null);
    try {
      setMade(await sendJson<ApiMadeKey>('POST', '/keys', values));
      await onMade();
    } catch (error) {
      const { fields, rest } = fieldErrors(error, text);
      form.setErrors(fields);
      setFailure(rest.length > 0 ? rest.join(' ') : null);
    }
  };
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={text('company.keys.make')}
      closeButtonProps={{ 'aria-label': text('company.close') }}
    >
      {made ? (
        <Stack gap="sm">
          <Text size="sm">{text('company.keys.once')}</Text>
          <div className={styles.secret}>
            <span>{made.key}</span>
            <CopyButton value={made.key} label={text('company.keys.copy')} />
          </div>
          <Group justify="flex-end">
            <Button onClick={onClose}>{text('company.done')}</Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={form.onSubmit((values) => void submit(values))} noValidate>
          <Stack gap="sm">
            <TextInput
              label={text('company.keys.name')}
              description={text('company.keys.nameHint')}
              required
              data-autofocus
              {...form.getInputProps('name')}
            />
            <Checkbox.Group label={text('company.keys.rights')} {...form.getInputProps('scopes')}>
              <Stack gap={6} mt={6}>
                {scopes
                  .filter((scope) => may(scope))
                  .map((scope) => (
                    <Checkbox
                      key={scope}
                      value={scope}
                      label={text.or(`company.scope.${scope}`, scope)}
                      description={text.or(`company.scopeHint.${scope}`, '')}
                    />
                  ))}
              </Stack>
            </Checkbox.Group>
            {failure && (
              <Alert color="red" role="alert">
                {failure}
              </Alert>
            )}
            <Group justify="flex-end">
              <Button type="submit">{text('company.keys.make')}</Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

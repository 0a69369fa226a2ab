import { Alert, Button, Group, Modal, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useClipboard } from '@mantine/hooks';
import { useState } from 'react';
import type { ApiMadeInvitation } from '../../src/api/contractPeople.ts';
import { useSession } from '../app/session.ts';
import { sendJson } from '../parts/api.ts';
import { CopyButton } from '../parts/copyButton.tsx';
import { fieldErrors } from '../parts/fieldErrors.ts';
import { useText } from '../parts/useText.ts';
import styles from './company.module.css';
import { fullTime } from './fullTime.ts';
import { useRoles } from './useRoles.ts';

type Wanted = { onMade(): Promise<void>; onClose(): void };

/** Makes an invitation, and shows its link and a text for a letter this once. */
export function Invite({ onMade, onClose }: Wanted) {
  const text = useText();
  const [made, setMade] = useState<ApiMadeInvitation | null>(null);
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={text('company.people.invite')}
      closeButtonProps={{ 'aria-label': text('company.close') }}
    >
      {made ? (
        <Made invitation={made} onClose={onClose} />
      ) : (
        <InviteForm
          onMade={async (invitation) => {
            setMade(invitation);
            await onMade();
          }}
        />
      )}
    </Modal>
  );
}

function InviteForm({ onMade }: { onMade(made: ApiMadeInvitation): Promise<void> }) {
  const text = useText();
  const roles = useRoles().data?.roles.filter(({ givable }) => givable) ?? [];
  const [failure, setFailure] = useState<string | null>(null);
  const form = useForm({ initialValues: { email: '', role: 'operator', buyerKey: '' } });
  const { role, buyerKey, email } = form.values;
  const buys = role === 'buyer' || role === 'buyerLead';
  const submit = async (): Promise<void> => {
    setFailure(null);
    try {
      const body = { email, role, buyerKey: buys && buyerKey.trim() ? buyerKey.trim() : null };
      await onMade(await sendJson<ApiMadeInvitation>('POST', '/invitations', body));
    } catch (error) {
      const { fields, rest } = fieldErrors(error, text);
      form.setErrors(fields);
      setFailure(rest.length > 0 ? rest.join(' ') : null);
    }
  };
  const chosen = roles.find(({ name }) => name === role);
  return (
    <form onSubmit={form.onSubmit(() => void submit())} noValidate>
      <Stack gap="sm">
        <Select
          label={text('company.people.role')}
          data={roles.map(({ name, title }) => ({ value: name, label: title[text.language] }))}
          allowDeselect={false}
          description={chosen?.says[text.language]}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          {...form.getInputProps('role')}
        />
        {buys && (
          <TextInput
            label={text('company.people.buyerKey')}
            description={text('company.people.buyerKeyHint')}
            {...form.getInputProps('buyerKey')}
          />
        )}
        <TextInput
          label={text('company.people.email')}
          description={text('company.people.emailHint')}
          type="email"
          {...form.getInputProps('email')}
        />
        {failure && (
          <Alert color="red" role="alert">
            {failure}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button type="submit">{text('company.people.makeLink')}</Button>
        </Group>
      </Stack>
    </form>
  );
}

function Made({ invitation, onClose }: { invitation: ApiMadeInvitation; onClose(): void }) {
  const text = useText();
  const { name, company, space } = useSession();
  const { copy, copied } = useClipboard({ timeout: 1500 });
  const { link, expiresAt, email } = invitation;
  const role = text.or(`roles.${invitation.role}`, invitation.role);
  const letter = text('company.people.letter', {
    ...{ name, role, link, space: `${company} › ${space.name}` },
    until: fullTime(expiresAt, text.language),
  });
  const subject = encodeURIComponent(text('company.people.subject'));
  const mail = `mailto:${encodeURIComponent(email)}?subject=${subject}&body=${encodeURIComponent(letter)}`;
  return (
    <Stack gap="sm">
      <Text size="sm">{text('company.people.once')}</Text>
      <div className={styles.secret}>
        <span>{link}</span>
        <CopyButton value={link} label={text('company.people.copyLink')} />
      </div>
      <Textarea
        label={text('company.people.letterLabel')}
        value={letter}
        readOnly
        autosize
        minRows={5}
        maxRows={12}
      />
      <Group justify="flex-end" gap="xs">
        <Button component="a" href={mail} variant="default">
          {text('company.people.mail')}
        </Button>
        <Button variant="default" onClick={() => copy(letter)}>
          {text(copied ? 'copy.done' : 'company.people.copyLetter')}
        </Button>
        <Button onClick={onClose}>{text('company.done')}</Button>
      </Group>
    </Stack>
  );
}

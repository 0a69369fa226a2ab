import { ActionIcon, Button, Select, Tooltip } from '@mantine/core';
import { IconShieldCheck, IconTrash, IconUserPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiInvitation, ApiMember } from '../../src/api/contractPeople.ts';
import { getJson, sendJson } from '../parts/api.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import styles from './company.module.css';
import { CompanyPage, ScrollTable } from './companyPage.tsx';
import { Confirm } from './confirm.tsx';
import { fullTime } from './fullTime.ts';
import { Invite } from './invite.tsx';
import { useRoles } from './useRoles.ts';

type Page<Item> = { items: Item[] };

/** Members of the space, and who is invited to it. */
export function People() {
  const text = useText();
  const client = useQueryClient();
  const [inviting, setInviting] = useState(false);
  const members = useQuery({
    queryKey: ['people'],
    queryFn: ({ signal }) => getJson<Page<ApiMember>>('/people', signal),
  });
  const invitations = useQuery({
    queryKey: ['invitations'],
    queryFn: ({ signal }) => getJson<Page<ApiInvitation>>('/invitations', signal),
  });
  const again = async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: ['people'] });
    await client.invalidateQueries({ queryKey: ['invitations'] });
  };
  const waiting = invitations.data?.items ?? [];
  return (
    <CompanyPage
      title={text('company.people.title')}
      intro={text('company.people.intro')}
      action={
        <Button leftSection={<IconUserPlus size={18} aria-hidden />} onClick={() => setInviting(true)}>
          {text('company.people.invite')}
        </Button>
      }
      loading={!members.data}
      error={members.error}
      onRetry={() => void members.refetch()}
    >
      <ScrollTable label={text('company.people.title')}>
        <thead>
          <tr>
            <th>{text('company.people.name')}</th>
            <th>{text('company.people.role')}</th>
            <th>{text('company.people.seen')}</th>
            <th>
              <span aria-hidden />
            </th>
          </tr>
        </thead>
        <tbody>
          {members.data?.items.map((one) => (
            <MemberRow key={one.userId} member={one} onChanged={again} />
          ))}
        </tbody>
      </ScrollTable>
      {waiting.length > 0 && (
        <section className={styles.part}>
          <h2>{text('company.people.waiting')}</h2>
          <ScrollTable label={text('company.people.waiting')}>
            <tbody>
              {waiting.map((one) => (
                <InvitationRow key={one.id} invitation={one} onChanged={again} />
              ))}
            </tbody>
          </ScrollTable>
        </section>
      )}
      {inviting && <Invite onMade={again} onClose={() => setInviting(false)} />}
    </CompanyPage>
  );
}

function MemberRow({ member, onChanged }: { member: ApiMember; onChanged(): Promise<void> }) {
  const text = useText();
  const [removing, setRemoving] = useState(false);
  const { name, email, you, twoFactor, lastSeenAt, userId } = member;
  return (
    <tr>
      <td>
        <div className={styles.strong}>
          {name} {you && <span className={styles.tag}>{text('company.you')}</span>}
        </div>
        <div className={styles.soft}>
          {email}
          {twoFactor && (
            <Tooltip label={text('company.people.twoFactor')}>
              <IconShieldCheck
                size={15}
                className={styles.yes}
                style={{ marginInlineStart: 6, verticalAlign: -3 }}
                role="img"
                aria-label={text('company.people.twoFactor')}
              />
            </Tooltip>
          )}
        </div>
      </td>
      <td style={{ minWidth: 190 }}>
        <RoleChoice member={member} onChanged={onChanged} />
      </td>
      <td className={styles.soft}>{lastSeenAt ? fullTime(lastSeenAt, text.language) : '—'}</td>
      <td>
        {!you && (
          <ActionIcon
            variant="subtle"
            color="red"
            aria-label={text('company.people.remove', { name })}
            onClick={() => setRemoving(true)}
          >
            <IconTrash size={18} aria-hidden />
          </ActionIcon>
        )}
        {removing && (
          <Confirm
            question={text('company.people.remove', { name })}
            says={text('company.people.removeHint')}
            button={text('company.people.removeButton')}
            work={async () => {
              await sendJson('DELETE', `/people/${encodeURIComponent(userId)}`);
              await onChanged();
            }}
            onClose={() => setRemoving(false)}
          />
        )}
      </td>
    </tr>
  );
}

function RoleChoice({ member, onChanged }: { member: ApiMember; onChanged(): Promise<void> }) {
  const text = useText();
  const roles = useRoles().data?.roles ?? [];
  const change = useMutation({
    mutationFn: (role: string) => sendJson('PATCH', `/people/${encodeURIComponent(member.userId)}`, { role }),
    onSettled: onChanged,
  });
  const held = roles.find(({ name }) => name === member.role);
  const data = roles
    .filter(({ givable, name }) => givable || name === member.role)
    .map(({ name, title }) => ({ value: name, label: title[text.language] }));
  return (
    <>
      <Select
        size="xs"
        aria-label={text('company.people.roleOf', { name: member.name })}
        data={data}
        value={member.role}
        disabled={change.isPending || held?.givable === false}
        allowDeselect={false}
        onChange={(role) => role !== null && role !== member.role && change.mutate(role)}
      />
      {change.error && <ErrorNote error={change.error} />}
    </>
  );
}

function InvitationRow({ invitation, onChanged }: { invitation: ApiInvitation; onChanged(): Promise<void> }) {
  const text = useText();
  const { id, email, role, invitedBy, expiresAt } = invitation;
  const withdraw = useMutation({
    mutationFn: () => sendJson('DELETE', `/invitations/${id}`),
    onSettled: onChanged,
  });
  const whom = email || text('company.people.anybody');
  return (
    <tr>
      <td>
        <div className={styles.strong}>{whom}</div>
        <div className={styles.soft}>{text('company.people.by', { name: invitedBy })}</div>
      </td>
      <td>{text.or(`roles.${role}`, role)}</td>
      <td className={styles.soft}>
        {text('company.people.until', { at: fullTime(expiresAt, text.language) })}
      </td>
      <td>
        <Button
          size="compact-sm"
          variant="default"
          aria-label={text('company.people.withdrawOf', { name: whom })}
          loading={withdraw.isPending}
          onClick={() => withdraw.mutate()}
        >
          {text('company.people.withdraw')}
        </Button>
      </td>
    </tr>
  );
}

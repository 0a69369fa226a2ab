/** Who belongs to a space, who is invited to it, and where somebody is signed in. */
import type { Connection } from './database.ts';

export type Membership = {
  spaceId: string;
  key: string;
  name: string;
  role: string;
  buyerKey: string | null;
};

/** The spaces of a person, the one they joined first first. */
export const findMemberships = (connection: Connection, userId: string): Promise<Membership[]> =>
  connection.query(
    {
      name: 'account_memberships',
      text: `select space.id as "spaceId", space.key, space.name, role, buyer_key as "buyerKey"
             from space_member join space on space.id = space_id
             where user_id = $1 order by space_member.created_at, space.key`,
    },
    [userId],
  );

export type Member = {
  userId: string;
  name: string;
  email: string;
  role: string;
  buyerKey: string | null;
  twoFactor: boolean;
  since: Date;
  /** When a session of theirs was last made or renewed; null when they have none. */
  lastSeenAt: Date | null;
};

const memberColumns = `
  user_id as "userId", account_user.name, email, role, buyer_key as "buyerKey",
  two_factor_enabled as "twoFactor", space_member.created_at as since,
  (select max(updated_at) from account_session where user_id = account_user.id) as "lastSeenAt"`;

export const listMembers = (connection: Connection, spaceId: string): Promise<Member[]> =>
  connection.query(
    `select ${memberColumns} from space_member join account_user on account_user.id = user_id
     where space_id = $1 order by space_member.created_at, user_id`,
    [spaceId],
  );

/** Puts somebody into a space; a member stays what they are. Answers whether they are new there. */
export async function addMember(
  connection: Connection,
  member: { spaceId: string; userId: string; role: string; buyerKey: string | null },
): Promise<boolean> {
  const rows = await connection.query(
    `insert into space_member (space_id, user_id, role, buyer_key) values ($1, $2, $3, $4)
     on conflict do nothing returning user_id`,
    [member.spaceId, member.userId, member.role, member.buyerKey],
  );
  return rows.length > 0;
}

/**
 * Changes what a member is, or removes them (`null`). Answers false when they are the last owner: a
 * space without one could not be kept. To be called inside a transaction, whose other changes of the
 * same space's members then wait.
 */
export async function changeMember(
  connection: Connection,
  { spaceId, userId }: { spaceId: string; userId: string },
  wanted: { role: string; buyerKey: string | null } | null,
): Promise<boolean> {
  const owners = await connection.query<{ userId: string }>(
    `select user_id as "userId" from space_member where space_id = $1 and role = 'owner' for update`,
    [spaceId],
  );
  const isLast = owners.length === 1 && owners[0]?.userId === userId;
  if (isLast && wanted?.role !== 'owner') return false;
  if (wanted) {
    await connection.query(
      'update space_member set role = $3, buyer_key = $4 where space_id = $1 and user_id = $2',
      [spaceId, userId, wanted.role, wanted.buyerKey],
    );
  } else {
    await connection.query('delete from space_member where space_id = $1 and user_id = $2', [
      spaceId,
      userId,
    ]);
  }
  return true;
}

/** The e-mail by which the printed link signs the first owner of a space in; null when there is none. */
export async function findOwnerEmail(connection: Connection, spaceId: string): Promise<string | null> {
  const [row] = await connection.query<{ email: string }>(
    `select email from space_member join account_user on account_user.id = user_id
     where space_id = $1 and role = 'owner' order by space_member.created_at, user_id limit 1`,
    [spaceId],
  );
  return row?.email ?? null;
}

export type Person = { name: string; email: string; hasPassword: boolean; twoFactor: boolean };

export async function findPerson(connection: Connection, userId: string): Promise<Person | null> {
  const [row] = await connection.query<Person>(
    `select name, email, two_factor_enabled as "twoFactor", exists (
       select from account_credential
       where user_id = account_user.id and provider_id = 'credential' and password is not null
     ) as "hasPassword"
     from account_user where id = $1`,
    [userId],
  );
  return row ?? null;
}

export async function renamePerson(connection: Connection, userId: string, name: string): Promise<void> {
  await connection.query('update account_user set name = $2, updated_at = now() where id = $1', [
    userId,
    name,
  ]);
}

export type SessionRecord = {
  id: string;
  address: string | null;
  browser: string | null;
  createdAt: Date;
  lastSeenAt: Date;
};

/** Where somebody is signed in, the latest first. Never the token, which is the session itself. */
export const listSessions = (connection: Connection, userId: string): Promise<SessionRecord[]> =>
  connection.query(
    `select id, ip_address as address, user_agent as browser, created_at as "createdAt",
       updated_at as "lastSeenAt"
     from account_session where user_id = $1 and expires_at > now() order by updated_at desc, id limit 200`,
    [userId],
  );

/** Ends one session of a person, or all (`null`); answers how many it were. */
export async function endSessions(
  connection: Connection,
  userId: string,
  sessionId: string | null,
): Promise<number> {
  const rows = await connection.query(
    'delete from account_session where user_id = $1 and ($2::text is null or id = $2) returning id',
    [userId, sessionId],
  );
  return rows.length;
}

export type Invitation = {
  id: string;
  spaceId: string;
  space: string;
  company: string;
  role: string;
  buyerKey: string | null;
  email: string;
  invitedBy: string;
  createdAt: Date;
  expiresAt: Date;
};

const invitationColumns = `
  invitation.id, space.id as "spaceId", space.name as space, company.name as company, role,
  buyer_key as "buyerKey", email, invited_by as "invitedBy", invitation.created_at as "createdAt",
  expires_at as "expiresAt"`;
const ofSpace = 'join space on space.id = space_id join company on company.id = space.company_id';

/** Those that can still be accepted, the newest first. */
export const listInvitations = (connection: Connection, spaceId: string): Promise<Invitation[]> =>
  connection.query(
    `select ${invitationColumns} from invitation ${ofSpace}
     where space_id = $1 and expires_at > now() order by invitation.created_at desc, invitation.id`,
    [spaceId],
  );

/** The invitation of a link that can still be accepted; null when it was used, withdrawn or is too old. */
export async function findInvitation(connection: Connection, hash: Buffer): Promise<Invitation | null> {
  const [row] = await connection.query<Invitation>(
    `select ${invitationColumns} from invitation ${ofSpace} where hash = $1 and expires_at > now()`,
    [hash],
  );
  return row ?? null;
}

export type NewInvitation = Pick<
  Invitation,
  'id' | 'spaceId' | 'role' | 'buyerKey' | 'email' | 'invitedBy'
> & {
  hash: Buffer;
  expiresAt: Date;
};

export async function insertInvitation(connection: Connection, invitation: NewInvitation): Promise<void> {
  const { id, spaceId, role, buyerKey, email, hash, invitedBy, expiresAt } = invitation;
  // Nobody asks for those that are too old; they go when the next one is made.
  await connection.query('delete from invitation where expires_at < now()');
  await connection.query(
    `insert into invitation (id, space_id, role, buyer_key, email, hash, invited_by, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, spaceId, role, buyerKey, email, hash, invitedBy, expiresAt],
  );
}

/** Takes an invitation away; whoever gets it (not null) is the only one who may make use of it. */
export async function takeInvitation(
  connection: Connection,
  wanted: { hash: Buffer } | { spaceId: string; id: string },
): Promise<{ role: string; email: string } | null> {
  const [where, values] =
    'hash' in wanted
      ? ['hash = $1 and expires_at > now()', [wanted.hash]]
      : ['space_id = $1 and id = $2', [wanted.spaceId, wanted.id]];
  const [row] = await connection.query<{ role: string; email: string }>(
    `delete from invitation where ${where} returning role, email`,
    values,
  );
  return row ?? null;
}

/** A further space of the same company, whose maker owns it; false when its key is taken. */
export async function addSpace(
  connection: Connection,
  space: { id: string; besideSpaceId: string; key: string; name: string; ownerId: string },
): Promise<boolean> {
  const rows = await connection.query(
    `insert into space (id, company_id, key, name)
     select $1, company_id, $3, $4 from space where id = $2 on conflict do nothing returning id`,
    [space.id, space.besideSpaceId, space.key, space.name],
  );
  if (rows.length === 0) return false;
  await addMember(connection, { spaceId: space.id, userId: space.ownerId, role: 'owner', buyerKey: null });
  return true;
}

export async function renameSpace(connection: Connection, spaceId: string, name: string): Promise<void> {
  await connection.query('update space set name = $2 where id = $1', [spaceId, name]);
}

/** The company's name is every space's. */
export async function renameCompany(connection: Connection, spaceId: string, name: string): Promise<void> {
  await connection.query(
    'update company set name = $2 where id = (select company_id from space where id = $1)',
    [spaceId, name],
  );
}

export type LeadWords = { id: number; name: string; username: string; chatId: number };

/** What names the leads of these dialogs, as far as they are of this space. */
export const findLeadWords = async (
  connection: Connection,
  spaceId: string,
  dialogIds: readonly string[],
): Promise<LeadWords[]> =>
  dialogIds.length === 0
    ? []
    : connection.query(
        {
          name: 'account_lead_words',
          text: `select dialog.id, name, username, chat_id as "chatId"
                 from dialog join bot on bot.id = bot_id
                 where space_id = $1 and dialog.id = any ($2::bigint[])`,
        },
        [spaceId, dialogIds],
      );

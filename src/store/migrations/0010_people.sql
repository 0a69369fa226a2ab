-- Up Migration

-- The second factor, as better-auth keeps it; secret and recovery codes are encrypted by it.
alter table account_user add column two_factor_enabled boolean not null default false;

create table account_two_factor (
  id text primary key,
  user_id text not null references account_user on delete cascade,
  secret text not null,
  backup_codes text not null,
  verified boolean not null default true,
  failed_verification_count integer not null default 0,
  locked_until timestamptz
);
create index account_two_factor_user on account_two_factor (user_id);
create index account_two_factor_secret on account_two_factor (secret);

-- What a person may do in a space: the role's name, see src/account/roles.ts.
create table space_member (
  space_id uuid not null references space on delete cascade,
  user_id text not null references account_user on delete cascade,
  role text not null,
  -- A buyer's own traffic is known by it: the value of the click's `buyer`.
  buyer_key text,
  created_at timestamptz not null default now(),
  primary key (space_id, user_id)
);
create index space_member_user on space_member (user_id);

-- Until now everybody who could sign in was the owner of everything.
insert into space_member (space_id, user_id, role, created_at)
  select space.id, account_user.id, 'owner', account_user.created_at from space, account_user;

create table invitation (
  id uuid primary key,
  space_id uuid not null references space on delete cascade,
  role text not null,
  buyer_key text,
  -- Empty: whoever has the link.
  email text not null default '',
  -- SHA-256 of the link's token: the token itself is never kept.
  hash bytea not null unique,
  invited_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index invitation_space on invitation (space_id);

alter table api_key
  add column hint text not null default '',
  add column created_by text not null default '';
create index api_key_space on api_key (space_id);

-- Changes of the configuration and of who may do what. Names, not references: an entry outlives both.
create table audit_entry (
  id bigint generated always as identity primary key,
  space_id uuid not null references space on delete cascade,
  at timestamptz not null default now(),
  by_kind text not null,
  by_id text,
  by_name text not null,
  action text not null,
  object text not null,
  key text not null,
  before jsonb,
  after jsonb
);
create index audit_entry_space on audit_entry (space_id, id desc);

-- Two tabs that choose a password at once: the second is refused.
create unique index account_credential_one on account_credential (user_id, provider_id);

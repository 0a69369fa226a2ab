-- Up Migration

-- The people who sign in, as better-auth keeps them (its names in snake_case, see src/account/signIn.ts).
-- What a person may do follows from the session's space, not from these rows.
create table account_user (
  id text primary key,
  name text not null,
  email text not null unique,
  email_verified boolean not null,
  image text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table account_session (
  id text primary key,
  token text not null unique,
  user_id text not null references account_user on delete cascade,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index account_session_user on account_session (user_id);

-- A way to prove who one is. Empty as long as the sign-in link is the only one.
create table account_credential (
  id text primary key,
  account_id text not null,
  provider_id text not null,
  user_id text not null references account_user on delete cascade,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index account_credential_user on account_credential (user_id);

-- Sign-in links that wait to be used: the SHA-256 of each, never the link itself.
create table account_verification (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index account_verification_identifier on account_verification (identifier);

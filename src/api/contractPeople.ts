/** Shapes of the control API about people, roles, keys and who changed what. */
import { z } from 'zod';
import { scopes } from '../base/rights.ts';

const instant = z.iso.datetime({ precision: 3 });
const filled = (longest: number) =>
  z
    .string()
    .trim()
    .min(1, 'is missing')
    .max(longest)
    .refine((given) => !given.includes('\0') && given.isWellFormed(), { error: 'expected plain text' });
const words = z.object({ en: z.string(), ru: z.string() });

/** The person behind a session; what a key has none of. */
export const profile = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  hasPassword: z.boolean(),
  twoFactor: z.boolean(),
});
export const profilePatch = z.strictObject({ name: filled(100) });

export const session = z.object({
  id: z.string(),
  address: z.string(),
  /** What the browser calls itself. */
  browser: z.string(),
  createdAt: instant,
  lastSeenAt: instant,
  /** The one that asks. */
  current: z.boolean(),
});

export const member = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.string(),
  buyerKey: z.string().nullable(),
  twoFactor: z.boolean(),
  since: instant,
  lastSeenAt: instant.nullable(),
  you: z.boolean(),
});

const buyerKey = filled(100).nullable().optional();
export const memberPatch = z.strictObject({ role: filled(40), buyerKey });

export const invitation = z.object({
  id: z.string(),
  role: z.string(),
  buyerKey: z.string().nullable(),
  email: z.string(),
  invitedBy: z.string(),
  createdAt: instant,
  expiresAt: instant,
});
export const newInvitation = z.strictObject({
  role: filled(40),
  buyerKey,
  email: z
    .string()
    .trim()
    .toLowerCase()
    .max(254)
    .pipe(z.union([z.literal(''), z.email({ error: 'expected an e-mail address' })]))
    .optional(),
});
/** `link` is shown this once. */
export const madeInvitation = invitation.extend({ link: z.string() });

export const role = z.object({
  name: z.string(),
  title: words,
  says: words,
  masked: z.boolean(),
  scopes: z.array(z.string()),
  /** Whether whoever asks may give it. */
  givable: z.boolean(),
});
export const roleTable = z.object({
  roles: z.array(role),
  abilities: z.array(z.object({ name: z.string(), scope: z.string(), says: words })),
});

export const key = z.object({
  id: z.string(),
  name: z.string(),
  /** Its last four letters. */
  hint: z.string(),
  scopes: z.array(z.string()),
  createdBy: z.string(),
  createdAt: instant,
  lastUsedAt: instant.nullable(),
});
export const newKey = z.strictObject({
  name: filled(100),
  scopes: z.array(z.enum(scopes)).min(1, 'expected one right at least').max(scopes.length),
});
/** `key` is shown this once. */
export const madeKey = key.extend({ key: z.string() });

export const auditEntry = z.object({
  id: z.string(),
  at: instant,
  by: z.object({ kind: z.string(), name: z.string() }),
  action: z.enum(['create', 'update', 'delete']),
  object: z.string(),
  key: z.string(),
  before: z.unknown(),
  after: z.unknown(),
});

export const space = z.object({ key: z.string(), name: z.string(), role: z.string(), current: z.boolean() });
export const newSpace = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'expected small letters, digits and -'),
  name: filled(100),
});
export const spacePatch = z.strictObject({ name: filled(100), company: filled(100).optional() });

export type ApiProfile = z.infer<typeof profile>;
export type ApiSession = z.infer<typeof session>;
export type ApiMember = z.infer<typeof member>;
export type ApiInvitation = z.infer<typeof invitation>;
export type ApiMadeInvitation = z.infer<typeof madeInvitation>;
export type ApiRole = z.infer<typeof role>;
export type ApiRoleTable = z.infer<typeof roleTable>;
export type ApiKey = z.infer<typeof key>;
export type ApiMadeKey = z.infer<typeof madeKey>;
export type ApiAuditEntry = z.infer<typeof auditEntry>;
export type ApiSpace = z.infer<typeof space>;

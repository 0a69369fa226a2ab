/** How somebody comes in for the first time: the owner by the printed link, everybody else by an invitation. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { RefusalError, refuse } from '../base/refusal.ts';
import {
  addMember,
  type Connection,
  type Database,
  findInvitation,
  findPerson,
  type Invitation,
  recordAudit,
  takeInvitation,
} from '../store/store.ts';
import { hashOf } from './apiKey.ts';
import { countAttempts } from './attempts.ts';
import { longestPassword, shortestPassword } from './auth.ts';
import { addCookies, refuseForeign } from './authRoutes.ts';
import { readBody } from './readBody.ts';
import { tooMany } from './refusalOf.ts';
import type { SignedIn, SignIn } from './signIn.ts';

type JoinOptions = { database: Database; signIn: SignIn; publicUrl(): string };

const plain = (text: string): boolean => !text.includes('\0') && text.isWellFormed();
const name = z.string().trim().min(1, 'is missing').max(100).refine(plain, 'expected plain text');
const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email({ error: 'expected an e-mail address' }));
const password = z
  .string()
  .min(shortestPassword, `expected ${shortestPassword} characters at least`)
  .max(longestPassword, `expected ${longestPassword} characters at most`);
const token = z.string().max(200);

const person = z.strictObject({ name, email, password });
const newcomer = z.strictObject({ token, name, email, password });

/** Tries of links by one address: theirs are 256 bits, so this only keeps the database quiet. */
const tries = { most: 60, windowMs: 10 * 60_000 };

export async function joinRoutes(app: FastifyInstance, options: JoinOptions): Promise<void> {
  const { database, signIn } = options;
  const attempts = countAttempts(tries.most, tries.windowMs);
  const begin = (request: FastifyRequest): void => {
    refuseForeign(request, options.publicUrl());
    const wait = attempts.waitSeconds(request.ip);
    if (wait > 0) throw tooMany(wait);
    attempts.note(request.ip);
  };

  app.post('/api/auth/set-up', async (request, reply) => {
    begin(request);
    const user = await signedIn(signIn, request);
    const given = readBody(person, request.body);
    if ((await findPerson(database, user.id))?.hasPassword) throw new RefusalError(refuse('forbidden'));
    await signIn.setUp(user.id, given);
    return reply.header('cache-control', 'no-store').send({ ok: true });
  });

  // A POST, so that the token stands in no log and in no history.
  app.post('/api/auth/invitation/look', async (request, reply) => {
    begin(request);
    const invitation = await wanted(database, readBody(z.strictObject({ token }), request.body).token);
    const { company, space, role, email: address, invitedBy } = invitation;
    const user = await signIn.findUser(request);
    const you = user && { name: user.name, email: user.email };
    reply.header('cache-control', 'no-store');
    return { company, space, role, email: address, invitedBy, you };
  });

  app.post('/api/auth/invitation/accept', async (request, reply) => {
    begin(request);
    const given = readBody(newcomer, request.body);
    const invitation = await wanted(database, given.token);
    refuseOther(invitation, given.email);
    const userId = await signIn.makePerson(given);
    await join(database, given.token, { id: userId, name: given.name, email: given.email }).catch(
      async (error: unknown) => {
        await signIn.forgetPerson(userId);
        throw error;
      },
    );
    return entered(reply, await signIn.enter(given.email, given.password));
  });

  app.post('/api/auth/invitation/join', async (request, reply) => {
    begin(request);
    const user = await signedIn(signIn, request);
    const given = readBody(z.strictObject({ token }), request.body);
    refuseOther(await wanted(database, given.token), user.email);
    await join(database, given.token, user);
    return reply.header('cache-control', 'no-store').send({ ok: true });
  });
}

async function signedIn(signIn: SignIn, request: FastifyRequest): Promise<SignedIn> {
  const user = await signIn.findUser(request);
  if (!user) throw new RefusalError(refuse('unauthenticated'));
  return user;
}

const gone = (): RefusalError =>
  new RefusalError(refuse('gone', { message: 'This invitation has been used, withdrawn or has expired.' }));

async function wanted(database: Connection, text: string): Promise<Invitation> {
  const invitation = await findInvitation(database, hashOf(text));
  if (!invitation) throw gone();
  return invitation;
}

function refuseOther(invitation: Invitation, address: string): void {
  if (invitation.email === '' || invitation.email === address.toLowerCase()) return;
  const parameters = [{ name: 'email', reason: `this invitation is for ${invitation.email}` }];
  throw new RefusalError(refuse('invalid_parameter', { parameters }));
}

/** Of two who open the same link at once, one comes in. */
const join = (
  database: Database,
  text: string,
  { id, name: called, email: address }: { id: string; name: string; email: string },
): Promise<void> =>
  database.transaction(async (connection) => {
    const invitation = await wanted(connection, text);
    if (!(await takeInvitation(connection, { hash: hashOf(text) }))) throw gone();
    const { spaceId, role, buyerKey } = invitation;
    if (!(await addMember(connection, { spaceId, userId: id, role, buyerKey }))) return;
    await recordAudit(connection, spaceId, { kind: 'user', id, name: called }, [
      {
        action: 'create',
        object: 'member',
        key: address,
        before: null,
        after: { name: called, role, buyerKey },
      },
    ]);
  });

function entered(reply: FastifyReply, response: Response): FastifyReply {
  addCookies(reply, response);
  return reply.send({ ok: true });
}

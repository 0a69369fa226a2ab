/** Sessions, sign-in links and passwords, kept by better-auth in our database. */
import type { FastifyRequest } from 'fastify';
import { RefusalError, refuse } from '../base/refusal.ts';
import { addMember, findOwnerEmail } from '../store/store.ts';
import { type Auth, type AuthOptions, cookiePrefix, openAuth, usedLinkPath } from './auth.ts';

export type SignInOptions = AuthOptions & {
  /** The space whose first owner the printed link signs in. */
  spaceId: string;
};

/** Somebody who has signed in. */
export type SignedIn = { id: string; name: string; email: string; sessionId: string };

export type NewPerson = { name: string; email: string; password: string };

export type SignIn = {
  findUser(request: FastifyRequest): Promise<SignedIn | null>;
  makeLink(): Promise<string>;
  /** Hands a request of /api/auth to better-auth. */
  handle(request: Request): Promise<Response>;
  /** Makes a person with a password; refuses an e-mail that is taken. Answers their id. */
  makePerson(person: NewPerson): Promise<string>;
  forgetPerson(userId: string): Promise<void>;
  /** Gives somebody who has come by a link a password, with the name and e-mail to sign in by. */
  setUp(userId: string, person: NewPerson): Promise<void>;
  /** Signs in as a form would, without its rate limit; the answer carries the cookies. */
  enter(email: string, password: string): Promise<Response>;
};

/** A top-level name that no mail ever reaches; the library wants an address. */
const owner = { email: 'owner@signalbox.localhost', name: 'Owner' };
/** Where the link leads: to the choice of a password as long as there is none. */
const afterLink = '/welcome';

const taken = (): RefusalError =>
  new RefusalError(refuse('invalid_parameter', { parameters: [{ name: 'email', reason: 'is taken' }] }));

export function createSignIn(options: SignInOptions): SignIn {
  const links = new Map<string, string>();
  let opened: Auth | undefined;
  const auth = (): Auth => {
    opened ??= openAuth(options, (email, url) => links.set(email, url));
    return opened;
  };
  const people = async () => (await auth().$context).internalAdapter;
  const addPassword = async (userId: string, password: string): Promise<void> => {
    const hash = await (await auth().$context).password.hash(password);
    await (await people()).linkAccount({
      userId,
      providerId: 'credential',
      accountId: userId,
      password: hash,
    });
  };
  return {
    findUser: async ({ headers: { cookie } }) => {
      if (!cookie?.includes(cookiePrefix)) return null;
      const found = await auth().api.getSession({ headers: new Headers({ cookie }) });
      if (!found) return null;
      const { id, name, email } = found.user;
      return { id, name, email, sessionId: found.session.id };
    },
    makeLink: async () => {
      const email = await ensureOwner(options, await people());
      const body = { email, callbackURL: afterLink, errorCallbackURL: usedLinkPath };
      await auth().api.signInMagicLink({ body, headers: new Headers() });
      const link = links.get(email);
      links.delete(email);
      if (link === undefined) throw new Error('broken invariant: no sign-in link was made');
      return link;
    },
    handle: (request) => auth().handler(request),
    makePerson: async ({ name, email, password }) => {
      if (await (await people()).findUserByEmail(email)) throw taken();
      const { id } = await (await people()).createUser(
        { name, email, emailVerified: false },
        { method: 'email-password' },
      );
      await addPassword(id, password);
      return id;
    },
    forgetPerson: async (userId) => (await people()).deleteUser(userId),
    setUp: async (userId, { name, email, password }) => {
      const other = await (await people()).findUserByEmail(email);
      if (other && other.user.id !== userId) throw taken();
      await addPassword(userId, password);
      await (await people()).updateUser(userId, { name, email });
    },
    enter: (email, password) =>
      auth().api.signInEmail({ body: { email, password }, headers: new Headers(), asResponse: true }),
  };
}

type People = Awaited<Auth['$context']>['internalAdapter'];

/** Of two processes that start at once, one makes the owner and the other finds it. */
async function ensureOwner({ database, spaceId }: SignInOptions, people: People): Promise<string> {
  const email = await findOwnerEmail(database, spaceId);
  if (email !== null) return email;
  const found = await people.findUserByEmail(owner.email);
  const id = found?.user.id ?? (await makeOwner(people));
  await addMember(database, { spaceId, userId: id, role: 'owner', buyerKey: null });
  return owner.email;
}

async function makeOwner(people: People): Promise<string> {
  try {
    const made = await people.createUser({ ...owner, emailVerified: true }, { method: 'magic-link' });
    return made.id;
  } catch (error) {
    const found = await people.findUserByEmail(owner.email);
    if (!found) throw error;
    return found.user.id;
  }
}

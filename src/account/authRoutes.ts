/** /api/auth: of the session library only what our pages use, so that nothing else can be reached. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RefusalError, refuse } from '../base/refusal.ts';
import { isSameOrigin } from './provenance.ts';
import { addressHeader, type SignIn, usedLinkPath } from './signIn.ts';

export async function authRoutes(
  app: FastifyInstance,
  options: { signIn: SignIn; publicUrl(): string },
): Promise<void> {
  const { signIn, publicUrl } = options;
  const pass = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    answer(reply, await signIn.handle(toRequest(request, publicUrl())));
  app.get('/api/auth/magic-link/verify', pass);
  app.get('/api/auth/get-session', pass);
  app.post('/api/auth/sign-out', async (request, reply) => {
    if (!isSameOrigin(request, publicUrl())) throw new RefusalError(refuse('forbidden'));
    return pass(request, reply);
  });
  app.get(usedLinkPath, async (_request, reply) =>
    reply.status(410).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(usedLinkPage),
  );
}

/** No body: none of the routes above reads one. */
function toRequest(request: FastifyRequest, publicUrl: string): Request {
  const headers = new Headers({ [addressHeader]: request.ip });
  for (const name of ['cookie', 'origin', 'referer', 'user-agent', 'sec-fetch-site', 'sec-fetch-mode']) {
    const value = request.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  return new Request(new URL(request.url, publicUrl), { method: request.method, headers });
}

async function answer(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  reply.status(response.status).header('cache-control', 'no-store');
  for (const name of ['content-type', 'location', 'retry-after', 'x-retry-after']) {
    const value = response.headers.get(name);
    if (value !== null) reply.header(name, value);
  }
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) reply.header('set-cookie', cookies);
  return reply.send(await response.text());
}

const usedLinkPage = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>This sign-in link has been used or has expired</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem}</style></head>
<body>
<h1>This sign-in link has been used or has expired</h1>
<p>A link works once and for 15 minutes. Start Signalbox again: it prints a new one.</p>
<p><a href="/">Go to Signalbox</a></p>
<hr>
<p lang="ru">Эта ссылка для входа уже использована или устарела: она действует один раз и 15 минут.
Запустите Signalbox ещё раз, и он напечатает новую.</p>
</body>
</html>
`;

/** The baseline: the same library answering the same routes, doing nothing. Prints its port. */
import Fastify from 'fastify';

const app = Fastify();
app.get('/api/postbacks/:id/tracker-postback', async () => ({ ok: true, request: '1234567' }));
app.get('/c/:campaign', (_request, reply) => reply.redirect('http://127.0.0.1/?start=01234567890123', 302));
const address = await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`${new URL(address).port}\n`);

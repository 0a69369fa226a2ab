/** Funnel as code: plan, apply, export and the file's schema. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { RefusalError, refuse } from '../base/refusal.ts';
import { authorOf, principalOf } from './access.ts';
import { lookedUp } from './listing.ts';
import type { ApiOptions } from './ports.ts';

/** A funnel of 2,000 long steps is about 2 MB. */
const largestFile = 8 * 1024 * 1024;
const types = [
  'application/json',
  'text/yaml',
  'text/x-yaml',
  'application/yaml',
  'application/x-yaml',
  'text/plain',
];

const changes = z.array(z.looseObject({ action: z.string(), object: z.string(), key: z.string() }));
const planned = z.looseObject({ changes });
const applied = z.looseObject({
  changes,
  bots: z.array(z.unknown()),
  campaigns: z.array(z.unknown()),
  postbacks: z.array(z.unknown()),
});
const tags = ['funnel'];

export const funnelRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, { ports: { funnel } }) => {
  // Kept as text, so that errors can name line and column; JSON is YAML.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(types, { parseAs: 'string', bodyLimit: largestFile }, (_request, body, done) => {
    done(null, body);
  });

  const post = (path: string, summary: string, answer: z.ZodType, work: typeof funnel.apply): void => {
    const consumes = ['application/yaml', 'application/json'];
    const body = z.string().nullish().describe('The funnel file');
    const schema = { tags, summary, consumes, body, response: { 200: answer } };
    app.post(path, { config: { scope: 'funnel' }, schema }, async (request) =>
      work(principalOf(request).spaceId, fileOf(request.body), authorOf(principalOf(request))),
    );
  };
  post('/funnel/plan', 'What applying this file would change', planned, (space, file) =>
    funnel.plan(space, file),
  );
  post('/funnel/apply', 'Make all the changes or none', applied, (space, file, by) =>
    funnel.apply(space, file, by),
  );

  app.get(
    '/funnel/export',
    {
      config: { scope: 'funnel' },
      schema: {
        tags,
        summary: 'The funnel file (YAML) that would rebuild it',
        querystring: z.strictObject({ bot: lookedUp.optional() }),
      },
    },
    async (request, reply) => {
      const file = await funnel.export(principalOf(request).spaceId, request.query.bot ?? null);
      return reply.type('application/yaml; charset=utf-8').send(file);
    },
  );

  app.get(
    '/funnel.schema.json',
    { config: { scope: 'none' }, schema: { tags, summary: 'JSON Schema of the funnel file' } },
    async (_request, reply) =>
      reply.type('application/schema+json; charset=utf-8').send(JSON.stringify(funnel.schema)),
  );
};

function fileOf(body: string | null | undefined): string {
  if (body?.trim()) return body;
  throw new RefusalError(refuse('invalid_body', { message: 'Send the funnel file as the body.' }));
}

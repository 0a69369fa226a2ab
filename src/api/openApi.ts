/** The control API's own description: /api/v1/openapi.json, readable at /api/docs without any other server. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';

const error = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    parameters: z
      .array(
        z.object({
          name: z.string(),
          reason: z.string(),
          line: z.number().optional(),
          column: z.number().optional(),
        }),
      )
      .optional(),
  }),
});

const packageFile = join(import.meta.dirname, '../../package.json');

/** To be called before the routes that it describes. */
export async function describeApi(app: FastifyInstance): Promise<void> {
  const { version }: { version: string } = JSON.parse(readFileSync(packageFile, 'utf8'));
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Signalbox', version, description: 'The control API. Errors: docs/errors.md.' },
      servers: [{ url: '/' }],
      security: [{ apiKey: [] }],
      components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } },
    },
    transform: ({ schema, ...route }) => {
      const response = { ...Object(schema?.response), default: error.describe('An error') };
      const told = jsonSchemaTransform({ ...route, schema: schema && { ...schema, response } });
      const scope = route.route.config?.scope;
      // Which of the rights of a key or a role is enough.
      return scope === undefined ? told : { ...told, schema: { ...told.schema, 'x-rights': [scope].flat() } };
    },
  });
}

/** The page and its scripts come from the package itself; the pages' own content policy suits them. */
export const serveDocs = async (app: FastifyInstance): Promise<void> => {
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    uiConfig: { url: '/api/v1/openapi.json', validatorUrl: null, docExpansion: 'list' },
  });
};

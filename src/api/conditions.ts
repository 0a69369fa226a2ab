/** A condition in plain words, or where and why it cannot be read: for whoever writes one. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { explainCondition, formatCondition, parseCondition } from '../condition/condition.ts';
import { wrong } from './access.ts';
import type { ApiOptions } from './ports.ts';

const question = z.strictObject({
  text: z.string().max(4000),
  /** `event`: of an auto action, which knows `amount` and `currency`. */
  place: z.enum(['lead', 'event']).default('lead'),
});

const explained = z.object({
  /** As it is best written. */
  text: z.string(),
  en: z.string(),
  ru: z.string(),
});

export const conditionRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app) => {
  app.post(
    '/conditions/explain',
    {
      config: { scope: ['dialogs', 'settings', 'tracker.read'] },
      schema: {
        tags: ['conditions'],
        summary: 'A condition in words, English and Russian',
        body: question,
        response: { 200: explained },
      },
    },
    async (request) => {
      const { text, place } = request.body;
      const parsed = parseCondition(text, place);
      if (!parsed.ok) throw wrong('text', `at character ${parsed.reason.at + 1}: ${parsed.reason.reason}`);
      const condition = parsed.value;
      return {
        text: formatCondition(condition),
        en: explainCondition(condition, 'en'),
        ru: explainCondition(condition, 'ru'),
      };
    },
  );
};

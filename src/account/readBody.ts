/** Bodies of /api/auth: read by shape, refused by field. */
import type { z } from 'zod';
import { RefusalError, refuse } from '../base/refusal.ts';

/** The body in its shape; throws `invalid_parameter` with each field and its reason. */
export function readBody<Shape extends z.ZodType>(shape: Shape, body: unknown): z.output<Shape> {
  const read = shape.safeParse(body);
  if (read.success) return read.data;
  const parameters = read.error.issues.map(({ path, message }) => ({
    name: path.join('.').slice(0, 200),
    reason: message,
  }));
  throw new RefusalError(refuse('invalid_parameter', { parameters }));
}

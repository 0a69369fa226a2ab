/** The parameters of one call, checked against the method's shape and read by their types. */
import { z } from 'zod';
import { type MethodName, type ParameterKind, shapeOf } from './callShapes.ts';
import { type RefusalName, refusal } from './refusals.ts';
import { parseJson, type RawParameters, type Upload } from './requestBody.ts';

const integerText = /^-?\d{1,19}$/;

export class Parameters {
  readonly method: MethodName;
  readonly values: ReadonlyMap<string, string>;
  readonly uploads: ReadonlyMap<string, Upload>;

  constructor(method: MethodName, raw: RawParameters) {
    this.method = method;
    this.values = raw.values;
    this.uploads = raw.uploads;
  }

  has(name: string): boolean {
    return (this.values.get(name) ?? '') !== '';
  }

  text(name: string): string {
    return this.values.get(name) ?? '';
  }

  integer(name: string): number | null {
    return this.has(name) ? Number(this.text(name)) : null;
  }

  boolean(name: string): boolean {
    return ['true', '1', 'yes'].includes(this.text(name).toLowerCase());
  }

  /** Null where it is absent; `otherwise` is refused with when it is no JSON or not of the shape. */
  json<Shape extends z.ZodType>(name: string, shape: Shape, otherwise: RefusalName): z.infer<Shape> | null {
    if (!this.has(name)) return null;
    const parsed = shape.safeParse(parseJson(this.text(name)));
    if (parsed.success) return parsed.data;
    throw refusal(otherwise, { name, why: z.prettifyError(parsed.error) });
  }

  /** As the ledger keeps it: numbers, truths and JSON as such, everything else as text. */
  payload(): Record<string, unknown> {
    const shape: Record<string, ParameterKind> = shapeOf(this.method);
    return Object.fromEntries(
      [...this.values].map(([name, value]) => {
        const kind = Object.hasOwn(shape, name) ? shape[name] : 'text';
        const plain = kind === 'text' || kind === 'file' || (kind === 'chat' && !integerText.test(value));
        return [name, plain ? value : (parseJson(value) ?? value)];
      }),
    );
  }

  /** Refuses what is unknown, not modelled or of another type: Telegram itself would ignore most of it. */
  check(): void {
    const shape = shapeOf(this.method);
    const files = new Set(this.uploads.keys());
    for (const [name, value] of this.values) {
      const kind = Object.hasOwn(shape, name) ? shape[name] : undefined;
      if (kind === undefined) throw refusal('unknownParameter', { method: this.method, name });
      if (kind === 'unmodelled') throw refusal('notModelled', { what: `${this.method}.${name}` });
      if (!fits(kind, value)) throw refusal('notOfItsType', { name, type: kind });
      for (const [, attached = ''] of value.matchAll(/attach:\/\/([^"\\\s]+)/g)) files.delete(attached);
    }
    for (const name of files) {
      if (shape[name] !== 'file') throw refusal('unknownParameter', { method: this.method, name });
    }
  }
}

function fits(kind: ParameterKind, value: string): boolean {
  if (value === '') return true;
  if (kind === 'integer') return integerText.test(value);
  if (kind === 'number') return Number.isFinite(Number(value));
  if (kind === 'boolean') return /^(true|false|0|1|yes|no)$/i.test(value);
  if (kind === 'json') return parseJson(value) !== undefined;
  return true;
}

/** Custom fields: what a bot declares, and whether a text fits. */
import { z } from 'zod';
import { parseDecimal } from '../base/decimal.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { fieldKey } from './key.ts';

export const fieldTypes = ['text', 'longText', 'link', 'number', 'date', 'select', 'multiselect'] as const;

export const field = z
  .strictObject({
    key: fieldKey,
    name: z.string().min(1).max(200).optional(),
    type: z.enum(fieldTypes),
    options: z.array(z.string().min(1).max(200)).min(1).max(500).optional(),
  })
  .refine((one) => one.type === 'select' || one.type === 'multiselect' || !one.options, {
    error: 'only select and multiselect have options',
  })
  .refine((one) => (one.type !== 'select' && one.type !== 'multiselect') || one.options, {
    error: 'select and multiselect need options',
  });

export type Field = z.infer<typeof field>;

export type FieldValue = string | number | string[];

/** Undeclared fields that postbacks and webhooks may create by themselves, per bot. */
export const maximumFields = 200;

const maximumLength = { text: 4096, longText: 32_768 };

/**
 * Reads a text as a value of the field's type: number (exact up to 15 digits), date (ISO or
 * DD.MM.YYYY, kept as ISO), link (absolute http or https), select and multiselect (comma-separated)
 * by their options. An empty text is null: it empties the field.
 */
export function parseFieldValue(declared: Field, text: string): Result<FieldValue | null, string> {
  const value = text.trim();
  if (value === '') return ok(null);
  switch (declared.type) {
    case 'text':
    case 'longText': {
      const most = maximumLength[declared.type];
      return value.length <= most ? ok(text) : fail(`is longer than ${most} characters`);
    }
    case 'link':
      return /^https?:\/\/[^\s/?#@]+([/?#]\S*)?$/i.test(value) && value.length <= 4096
        ? ok(value)
        : fail('is no http or https link');
    case 'number':
      return parseNumber(value);
    case 'date':
      return parseDate(value);
    case 'select':
      return declared.options?.includes(value)
        ? ok(value)
        : fail(`is none of ${(declared.options ?? []).join(', ')}`);
    case 'multiselect':
      return parseOptions(declared, value);
  }
}

function parseNumber(text: string): Result<number, string> {
  const decimal = parseDecimal(text);
  if (!decimal.ok) return fail('is no number');
  const digits = decimal.value.replace(/^-?0*\.?0*|\./g, '').length;
  return digits <= 15 ? ok(Number(decimal.value)) : fail('has more than 15 digits');
}

function parseDate(text: string): Result<string, string> {
  const dotted = /^(\d{2})\.(\d{2})\.(\d{4})$/.exec(text);
  const iso = dotted ? `${dotted[3]}-${dotted[2]}-${dotted[1]}` : text;
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/.test(iso)) {
    return fail('is no date such as 2024-03-10 or 10.03.2024');
  }
  const day = new Date(`${iso.slice(0, 10)}T00:00:00Z`);
  const real = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(iso.slice(0, 10));
  return real && !Number.isNaN(Date.parse(iso)) ? ok(iso) : fail('is a day or time that does not exist');
}

function parseOptions(declared: Field, text: string): Result<string[], string> {
  const chosen = [...new Set(text.split(',').map((one) => one.trim()))].filter(Boolean);
  const wrong = chosen.find((one) => !declared.options?.includes(one));
  return wrong === undefined
    ? ok(chosen)
    : fail(`${JSON.stringify(wrong)} is none of ${declared.options?.join(', ')}`);
}

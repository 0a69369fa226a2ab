import { type Condition, formatCondition, type Operand } from '../../src/condition/condition.ts';

const has = (operand: Operand, text: string): Condition => ({
  kind: 'compare',
  operand,
  operator: 'has',
  literal: { is: 'text', text },
});

/** What was typed into the palette as a condition for dialogs; null where it is too short to mean somebody. */
export function dialogFilter(typed: string): string | null {
  const text = typed.trim().replace(/^@/, '');
  if (text.length < 2 || text.length > 100) return null;
  const conditions = [has({ of: 'name' }, text), has({ of: 'username' }, text)];
  if (/^-?\d{2,16}$/.test(text)) {
    const literal = { is: 'number', text, value: text } as const;
    conditions.push({ kind: 'compare', operand: { of: 'chatId' }, operator: '=', literal });
  }
  return formatCondition({ kind: 'or', conditions });
}

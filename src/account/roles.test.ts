import { describe, expect, it } from 'vitest';
import { mayDo } from '../base/rights.ts';
import { abilities, mayGive, roleOf, roles } from './roles.ts';

/** The table as it is promised; a change of it is a change of what people may do. */
const table: Record<string, string> = {
  owner: 'dialogs reply export erase trackerRead tracker logs settings simulate users audit',
  admin: 'dialogs reply export erase trackerRead tracker logs settings simulate users audit',
  manager: 'dialogs reply export erase trackerRead logs simulate',
  operator: 'dialogs reply',
  hiddenOperator: 'dialogs reply',
  controller: 'dialogs trackerRead logs audit',
  viewer: 'dialogs trackerRead',
  buyer: 'trackerRead',
  buyerLead: 'trackerRead tracker logs',
};

describe('the roles', () => {
  it('may do what the table says and nothing else', () => {
    const found = roles.map(({ name, scopes }) => [
      name,
      abilities.flatMap((ability) => (mayDo(scopes, ability.scope) ? [ability.name] : [])).join(' '),
    ]);
    expect(Object.fromEntries(found)).toEqual(table);
  });

  it('hide leads from the hidden operator alone', () => {
    expect(roles.filter(({ masked }) => masked).map(({ name }) => name)).toEqual(['hiddenOperator']);
  });

  it('are given by those alone who have all that they give', () => {
    const admin = roleOf('admin')?.scopes ?? [];
    const givable = roles.filter(({ scopes }) => mayGive(admin, scopes)).map(({ name }) => name);
    expect(givable).toEqual(roles.map(({ name }) => name).filter((name) => name !== 'owner'));
    expect(mayGive(roleOf('operator')?.scopes ?? [], ['users'])).toBe(false);
  });

  it.each(['', 'Owner', '__proto__', 'constructor'])('are none that are called %j', (name) => {
    expect(roleOf(name)).toBeNull();
  });
});

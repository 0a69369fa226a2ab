import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { registrationLink } from './registrationLink.ts';

const macro = '{{tracker.clickid}}';

describe('registrationLink', () => {
  it.each([
    ['https://partner.com/signup', `https://partner.com/signup?sub1=${macro}`],
    [' https://partner.com\n', `https://partner.com?sub1=${macro}`],
    ['https://partner.com/a?p=x', `https://partner.com/a?p=x&sub1=${macro}`],
    ['https://partner.com/a?', `https://partner.com/a?sub1=${macro}`],
    ['https://partner.com/a?p=x&', `https://partner.com/a?p=x&sub1=${macro}`],
    ['https://partner.com/a#top', `https://partner.com/a?sub1=${macro}#top`],
    ['https://partner.com/?p=1#/signup?x=2', `https://partner.com/?p=1&sub1=${macro}#/signup?x=2`],
    ['https://partner.com/a?sub1=old&p=x', `https://partner.com/a?p=x&sub1=${macro}`],
    [
      'https://partner.com/a?buyer={{ tracker.buyer }}',
      `https://partner.com/a?buyer={{ tracker.buyer }}&sub1=${macro}`,
    ],
    ['HTTP://partner.com:8080/a', `HTTP://partner.com:8080/a?sub1=${macro}`],
  ])('%s', (base, link) => expect(registrationLink(base, 'sub1')).toEqual({ ok: true, value: link }));

  it.each([
    '',
    'partner.com/signup',
    '/signup',
    '//partner.com',
    'ftp://partner.com',
    'javascript:alert(1)',
    'https://',
    'https:///x',
    'https://{{variables.host}}/x',
    'https://partner.com@evil.example/',
    'https://partner.com/a b',
    'https://partner.com/<script>',
    'https://partner.com/"x',
  ])('refuses %j', (base) => expect(registrationLink(base, 'sub1').ok).toBe(false));

  it.each(['', 'a b', 'a=b', 'a&b', 'a#b', '{{x}}', 'x'.repeat(65)])(
    'refuses the parameter %j',
    (parameter) => expect(registrationLink('https://partner.com', parameter).ok).toBe(false),
  );

  it('is stable: building it again from its own result changes nothing', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (base) => {
        const once = registrationLink(base, 'sub1');
        if (once.ok) expect(registrationLink(once.value, 'sub1')).toEqual(once);
      }),
    );
  });
});

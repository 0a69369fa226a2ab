import { describe, expect, it } from 'vitest';
import { placeOf } from './placeOf.ts';
import { postbackField, readPostback, writePostback } from './postbackForm.ts';

describe('a postback in its form', () => {
  it.each([
    { key: 'one', name: 'One', network: '1win' },
    {
      ...{
        key: 'two',
        name: 'Two',
        network: 'custom',
        campaign: 'summer',
        repeatWindow: '0s',
        rateLimit: 50,
      },
      registrationLink: { baseUrl: 'https://partner.com/signup', parameter: 'sub2', variable: 'regLink' },
    },
    {
      ...{ key: 'three', name: 'Three', network: '1win' },
      registrationLink: { baseUrl: 'https://partner.com/signup', variable: 'regLink', bot: 'eva' },
    },
  ])('comes back as it was: $key', (postback) => {
    expect(writePostback(postback.key, readPostback(postback))).toEqual(postback);
  });

  it('takes the name of a variable as the original writes it', () => {
    const values = readPostback({ key: 'one', network: '1win' });
    const typed = { ...values, baseUrl: ' https://pp.com ', variable: 'variables.regLink' };
    expect(writePostback('one', typed)).toMatchObject({
      registrationLink: { baseUrl: 'https://pp.com', variable: 'regLink' },
    });
  });

  it.each([
    ['postback.registrationLink.baseUrl', 'baseUrl'],
    ['postbacks[0].registrationLink', 'baseUrl'],
    ['rateLimit', 'rateLimit'],
    ['key', null],
  ])('shows what is wrong with %s at %s', (name, field) => {
    expect(postbackField(placeOf(name))).toBe(field);
  });
});

import { describe, expect, it } from 'vitest';
import {
  type MacroData,
  type MacroWarning,
  parseTemplate,
  renderJson,
  renderText,
  renderUrl,
} from './macro.ts';

const data: MacroData = {
  chatId: 123,
  username: 'ann',
  name: 'Анна',
  createdAt: Date.UTC(2024, 2, 10, 17, 49, 32, 806),
  stepKey: 'REG',
  stepId: '046050f6-38f6-4b18-b9fa-e6582f5352d0',
  flowKey: 'FD',
  status: 'auto',
  timezone: 'Europe/Moscow',
  fields: { refId: '12345', userBalance: 5000, KEYCUSTOMFIELD: 'own' },
  tracker: { clickid: 'test123', ad_name: 'test' },
  variables: new Map([
    ['regLink', parseTemplate('https://pp.com?clickid={{tracker.clickid}}', 'message')],
    ['variables.typed', parseTemplate('https://pp.com?clickid={{tracker.clickid}}', 'message')],
  ]),
  event: null,
};

const warnings: MacroWarning[] = [];
const text = (source: string): string =>
  renderText(parseTemplate(source, 'message'), data, (w) => warnings.push(w));
const url = (source: string, syntax: 'message' | 'webhook' = 'webhook') =>
  renderUrl(parseTemplate(source, syntax), data, (w) => warnings.push(w));

describe('every macro of the original set-up text works as written there', () => {
  it.each([
    ['https://some.service.com/signup?refId={{fields.refId}}', 'https://some.service.com/signup?refId=12345'],
    [
      'https://some.service.com/signup?ad_name={{tracker.ad_name}}',
      'https://some.service.com/signup?ad_name=test',
    ],
    ['https://partner.com/signup?sub1={{tracker.clickid}}', 'https://partner.com/signup?sub1=test123'],
    ['Hello, {{name}}', 'Hello, Анна'],
    ['{{chatId}} {{username}} {{createdAt}}', '123 ann 2024-03-10T17:49:32.806Z'],
    ['{{variables.regLink}}', 'https://pp.com?clickid=test123'],
  ])('%s', (source, expected) => {
    warnings.length = 0;
    expect(text(source)).toBe(expected);
    expect(warnings).toEqual([]);
  });

  it('a bot variable may carry the prefix in its name and be a whole link', () => {
    expect(url('{{variables.typed}}', 'message')).toEqual({
      ok: true,
      value: 'https://pp.com?clickid=test123',
    });
    expect(text('{{variables.typed}}')).toBe('https://pp.com?clickid=test123');
  });

  it('{fields.chatId} is the chat id where no such field exists, in a Send webhook only', () => {
    expect(url('https://test.com?chatId={fields.chatId}')).toEqual({
      ok: true,
      value: 'https://test.com?chatId=123',
    });
    expect(text('{{fields.chatId}}')).toBe('');
  });

  it('the Keitaro call and the bare key of a custom field', () => {
    const source =
      'https://k.example/?subid={tracker.clickid}&username={username}&chatid={chatId}&startdialogue={createdAt}&own={KEYCUSTOMFIELD}&at={stepKey}';
    expect(url(source)).toEqual({
      ok: true,
      value:
        'https://k.example/?subid=test123&username=ann&chatid=123&startdialogue=2024-03-10T17%3A49%3A32.806Z&own=own&at=REG',
    });
  });

  it('the sample body of a Send webhook step', () => {
    expect(renderJson(parseTemplate('{"id": {chatId}}', 'webhook'), data, () => {})).toBe('{"id": 123}');
  });
});

import { describe, expect, it } from 'vitest';
import { type Notice, writeNotice } from './notice.ts';

const notice: Notice = {
  language: 'en',
  reason: 'manual',
  name: 'Ann',
  username: 'ann',
  place: 'Welcome/ask',
  status: 'manual',
};
const link = 'https://crm.example/dialogs/7';

describe('what a group is told', () => {
  it('names the lead, the step and the link, in English and in Russian', () => {
    expect(writeNotice(notice, link).text).toBe(
      'A dialog waits for a person.\nLead: Ann, @ann\nStep: Welcome/ask\nStatus: manual\nhttps://crm.example/dialogs/7',
    );
    const russian = writeNotice(
      { ...notice, language: 'ru', reason: 'condition', username: '', place: '' },
      link,
    );
    expect(russian.text).toBe(
      'В диалоге выполнилось условие этой группы.\nЛид: Ann\nСтатус: manual\nhttps://crm.example/dialogs/7',
    );
  });

  it.each([
    'https://evil.example/dialogs/8',
    '<b>Ann</b>',
    '@admin\n\nhttps://evil.example',
    '\u0000\ud800😀',
    'x'.repeat(100_000),
  ])('keeps a hostile name as text (%#)', (name) => {
    const { text, entities } = writeNotice({ ...notice, name, username: '' }, link);
    const [lead] = entities;
    const shown = text.slice(lead?.offset, (lead?.offset ?? 0) + (lead?.length ?? 0));
    expect(lead?.type).toBe('code');
    expect(shown.length).toBeLessThanOrEqual(100);
    expect(shown).toBe(shown.toWellFormed());
    expect(shown).not.toMatch(/\p{Cc}/u);
    expect(text.replace(shown, '')).toBe(
      'A dialog waits for a person.\nLead: \nStep: Welcome/ask\nStatus: manual\nhttps://crm.example/dialogs/7',
    );
  });
});

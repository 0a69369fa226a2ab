import { describe, expect, it } from 'vitest';
import { updateDialogUrl } from './updateDialogUrl.ts';

const base = 'https://crm.example/api/bots/webhooks/55833627/updateDialog';
const nothing = { chatId: '', step: '', status: '', fields: [], addTags: [], removeTags: [] };
const query = (change: Partial<Parameters<typeof updateDialogUrl>[1]>): string =>
  updateDialogUrl(base, { ...nothing, ...change }).slice(base.length);

describe('the URL of updateDialog', () => {
  it('leaves a place for the chat id until there is one', () => {
    expect(query({})).toBe('?chatId={chatId}');
    expect(query({ chatId: ' 1227280 ' })).toBe('?chatId=1227280');
  });

  it('names step, status, fields and tags as the webhook reads them', () => {
    expect(
      query({
        chatId: '1',
        step: 'FD/REG',
        status: 'auto',
        fields: [
          { key: 'refID', value: '12 345&x=1' },
          { key: '', value: 'lost' },
        ],
        addTags: ['VIP', 'paid'],
        removeTags: ['new'],
      }),
    ).toBe(
      '?chatId=1&stepId=FD/REG&status=auto&fields.refID=12%20345%26x%3D1&tags.add=VIP,paid&tags.remove=new',
    );
  });

  it('leaves the macros of the calling service alone and survives half a sign', () => {
    expect(query({ fields: [{ key: 'id', value: 'a b{{fields.user_id}}&' }] })).toContain(
      'fields.id=a%20b{{fields.user_id}}%26',
    );
    expect(query({ fields: [{ key: 'id', value: '\ud800' }] })).toContain('%EF%BF%BD');
  });
});

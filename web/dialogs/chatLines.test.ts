import { describe, expect, it } from 'vitest';
import type { ApiMessage, ApiTimelineItem } from '../../src/api/contract.ts';
import { chatLines } from './chatLines.ts';

const at = (second: number): string => `2026-01-01T10:00:${String(second).padStart(2, '0')}.000Z`;
const message = (id: number, second: number, direction: 'in' | 'out'): ApiMessage => ({
  ...{ id: String(id), direction, kind: 'text', text: `m${id}`, buttons: [], media: null, state: 'sent' },
  ...{ cause: '1', at: at(second) },
});
const item = (id: string, second: number, kind: string): ApiTimelineItem => ({
  ...{ id, kind, at: at(second) },
  cause: { id: id.split('.')[0] ?? '', kind: 'postback', text: 'sale' },
});

const messages = [message(5000, 1, 'in'), message(7001, 3, 'out')];
const timeline = [
  item('7.3', 3, 'sent'),
  item('7.2', 3, 'move'),
  item('7.1', 3, 'rule'),
  item('7.0', 3, 'event'),
  item('5.0', 1, 'received'),
];
const keys = (lines: ReturnType<typeof chatLines>): string[] => lines.map(({ key }) => key);

describe('the conversation', () => {
  it('shows an event with its rule before what was sent because of it', () => {
    const lines = chatLines(messages, timeline, { automation: true, money: true }, null);
    expect(keys(lines)).toEqual(['m5000', 'e7.0', 'a7.2', 'm7001']);
    expect(lines[1]).toMatchObject({ rules: [{ id: '7.1' }] });
  });

  it('shows what its toggles ask for, and every message in any case', () => {
    expect(keys(chatLines(messages, timeline, { automation: false, money: false }, null))).toEqual([
      ...['m5000', 'm7001'],
    ]);
    expect(keys(chatLines(messages, timeline, { automation: true, money: false }, null))).toEqual([
      ...['m5000', 'a7.1', 'a7.2', 'm7001'],
    ]);
  });

  it('leaves out what happened before the oldest message that is there', () => {
    const lines = chatLines(messages.slice(1), timeline, { automation: true, money: true }, at(3));
    expect(keys(lines)).toEqual(['e7.0', 'a7.2', 'm7001']);
    expect(keys(chatLines([], timeline, { automation: true, money: true }, at(4)))).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { foundPlaces } from './foundPlaces.ts';

const screens = [
  { label: 'Dialogs', to: '/dialogs' },
  { label: 'Logs', to: '/logs' },
];
const steps = [
  { key: 'hello', kind: 'sendMessage' },
  { key: 'REG', kind: 'aiReply' },
];
const bots = [{ key: 'leo', name: 'Leo the bot', flows: [{ key: 'FD', steps }] }];
const found = (query: string): string[] => foundPlaces(query, screens, bots).map(({ id }) => id);

describe('the palette', () => {
  it('shows screens and bots before anything is asked', () => {
    expect(found(' ')).toEqual(['/dialogs', '/logs', 'bot leo']);
  });

  it('finds by every word, whatever the case and whichever side it stands on', () => {
    expect(found('reg leo')).toEqual(['step leo FD/REG']);
    expect(found('DIAL')).toEqual(['/dialogs']);
    expect(found('nowhere')).toEqual([]);
    expect(found('logs')).toEqual(['/logs', '/dialogs']);
  });

  it('leads to the step within its flow', () => {
    const [step] = foundPlaces('hello', screens, bots);
    expect(step?.to).toBe('/bots/leo/flows/FD?step=hello');
  });

  it('stays short however many there are', () => {
    const many = Array.from({ length: 500 }, (_, n) => ({ key: `s${n}`, kind: 'sendMessage' }));
    const large = [{ key: 'b', name: 'b', flows: [{ key: 'F', steps: many }] }];
    expect(foundPlaces('sendmessage', [], large)).toHaveLength(8);
  });
});

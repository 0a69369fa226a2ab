import { describe, expect, it } from 'vitest';
import type { Flow } from '../../src/flow/flow.ts';
import { besideTaken, copyFlow } from './copyFlow.ts';

/** Written as a funnel file writes it. */
const reference = '$' + '{FUNNEL_LEO_FD_D_SECRET}';

const flow: Flow = {
  key: 'FD',
  name: 'First deposit',
  steps: [
    { key: 'a', kind: 'changeTags', next: 'b' },
    { key: 'b', kind: 'changeFlow', to: 'FD/a' },
    { key: 'c', kind: 'changeFlow', to: 'RD/x' },
    { key: 'd', kind: 'sendWebhook', url: 'https://x.example', secret: reference },
  ],
};

describe('a copy of a flow', () => {
  it('leads to its own steps, to those of others as before, and has no secret', () => {
    const copy = copyFlow(flow, 'FD-2');
    expect(copy.key).toBe('FD-2');
    expect(copy.steps).toMatchObject([{ next: 'b' }, { to: 'FD-2/a' }, { to: 'RD/x' }, { key: 'd' }]);
    expect(JSON.stringify(copy)).not.toContain('FUNNEL');
    expect(flow.steps[1]).toMatchObject({ to: 'FD/a' });
  });

  it('beside flows of the same keys gets free ones, and what leads from one to another follows', () => {
    const other: Flow = { key: 'RD', steps: [{ key: 'x', kind: 'changeFlow', to: 'FD/c' }] };
    const [first, second] = besideTaken([flow, other], ['FD', 'FD-2', 'Welcome']);
    expect(first).toMatchObject({ key: 'FD-3', steps: [{}, { to: 'FD-3/a' }, { to: 'RD/x' }, {}] });
    expect(second).toMatchObject({ key: 'RD', steps: [{ to: 'FD-3/c' }] });
  });

  it('where its key is free stays as it is, secret included', () => {
    expect(besideTaken([flow], ['Welcome'])).toEqual([{ ...flow, steps: expect.any(Array) }]);
    expect(JSON.stringify(besideTaken([flow], []))).toContain('FUNNEL_LEO_FD_D_SECRET');
  });
});

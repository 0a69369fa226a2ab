/** Statuses and moves (product rules on dialog statuses), told with a lead in a bot. */
import { describe, expect, it } from 'vitest';
import { type Play, play } from '../../test/support/play.ts';
import type { ChangeableStatus } from '../signal/signal.ts';
import type { Status } from './dialog.ts';

const flows = {
  Welcome: `
    - { key: hello, kind: sendMessage, messages: [{ text: Hello }], finish: waiting, next: later }
    - { key: later, kind: sendMessage, messages: [{ text: Later }], finish: waiting, stay: true }
    - { key: delayed, kind: sendMessage, messages: [{ text: Now }, { text: Soon, pauseBefore: 1h }], delay: 2h, next: later }
    - { key: broken, kind: sendMessage, messages: [{ text: One }], next: broken }
    - { key: quick, kind: sendMessage, messages: [{ text: Quick }], finish: next, stay: true }
    - { key: end, kind: sendMessage, messages: [{ text: Bye }], finish: finished }
  `,
  FD: `
    - { key: REG, kind: sendMessage, messages: [{ text: Registered }], finish: waiting, stay: true }
  `,
};

const to = { flow: 'FD', step: 'REG' };

/** A lead at Welcome/hello with this status, however a dialog gets it. */
function leadWith(status: Status): Play {
  const ways: Record<Status, () => Play> = {
    start: () => begun({ flows }),
    waiting: () => begun({ flows, bot: { start: 'Welcome/hello' } }),
    auto: () => begun({ flows, bot: { start: 'Welcome/quick' } }),
    finished: () => begun({ flows, bot: { start: 'Welcome/end' } }),
    error: () => begun({ flows, bot: { start: 'Welcome/broken' } }),
    manual: () => changed('manual'),
    blocked: () => changed('blocked'),
    stopped: () => changed('stopped'),
  };
  return ways[status]();
}

function begun(drawn: Parameters<typeof play>[0]): Play {
  const lead = play(drawn);
  lead.starts();
  return lead;
}

function changed(status: ChangeableStatus): Play {
  const lead = begun({ flows, bot: { start: 'Welcome/hello' } });
  lead.updateDialog({ status });
  return lead;
}

const before: Status[] = ['start', 'auto', 'waiting', 'manual', 'finished', 'blocked', 'stopped', 'error'];

describe('a status', () => {
  it.each(before)('%s can be come by', (status) => {
    expect(leadWith(status).status).toBe(status);
  });

  it.each(['start', 'manual', 'finished', 'blocked', 'stopped', 'error'] as const)(
    '%s lets no automation answer what the lead writes',
    (status) => {
      const lead = leadWith(status);
      const said = lead.texts.length;
      lead.writes('hello?');
      lead.passes('3d');
      expect(lead.texts.length).toBe(said);
      expect(lead.status).toBe(status);
      expect(lead.turns.at(-1)?.received.map((one) => one.text)).toEqual(['hello?']);
    },
  );

  it('manual still records events, fields and tags', () => {
    const lead = play({ flows, rules: [], start: 'Welcome/hello' });
    lead.starts();
    lead.updateDialog({ status: 'manual' });
    lead.postback({ event: 'sale', cost: '20', tid: '1', fields: { user_id: '77' } });
    lead.updateDialog({ addTags: ['vip'] });
    expect(lead.dialog).toMatchObject({ status: 'manual', fields: { user_id: '77' }, tags: ['vip'] });
    expect(lead.dialog.state).toMatchObject({ counts: { sale: 1 }, balance: { USD: '20' } });
  });
});

describe('a move that names no status', () => {
  const expected: Record<Status, { status: Status; sent: boolean }> = {
    start: { status: 'waiting', sent: true },
    auto: { status: 'waiting', sent: true },
    waiting: { status: 'waiting', sent: true },
    finished: { status: 'waiting', sent: true },
    error: { status: 'waiting', sent: true },
    manual: { status: 'manual', sent: false },
    blocked: { status: 'blocked', sent: false },
    stopped: { status: 'stopped', sent: false },
  };

  it.each(before)('sets the step of a dialog that is %s, and enters it where automation runs', (status) => {
    for (const by of ['updateDialog', 'operatorChanges'] as const) {
      const lead = leadWith(status);
      const turn = lead[by]({ move: to });
      expect(lead.step).toBe('FD/REG');
      expect(lead.status).toBe(expected[status].status);
      expect(lead.texts.includes('Registered')).toBe(expected[status].sent);
      const move = turn.entries.find((entry) => entry.kind === 'move');
      expect(move).toMatchObject({ to: 'FD/REG', entered: expected[status].sent });
    }
  });

  it('becomes auto before the step is entered', () => {
    const turn = leadWith('finished').updateDialog({ move: to });
    expect(turn.entries.filter((entry) => entry.kind === 'status')).toMatchObject([
      { from: 'finished', to: 'auto', by: 'webhook' },
      { from: 'auto', to: 'waiting', by: 'flow' },
    ]);
  });
});

describe('a move that names a status', () => {
  const named: ChangeableStatus[] = ['auto', 'waiting', 'manual', 'finished', 'blocked', 'stopped'];
  const cases = before.flatMap((status) => named.map((name) => ({ status, name })));

  it.each(cases)('sets $name whatever it was before ($status)', ({ status, name }) => {
    const lead = leadWith(status);
    lead.updateDialog({ move: to, status: name });
    const runs = name === 'auto' || name === 'waiting';
    expect(lead.step).toBe('FD/REG');
    // The step it enters makes it wait for the lead.
    expect(lead.status).toBe(runs ? 'waiting' : name);
    expect(lead.texts.includes('Registered')).toBe(runs);
  });
});

describe('any move', () => {
  it("cancels the old step's timers and unsent automatic messages, and nobody else's", () => {
    const lead = begun({ flows, bot: { start: 'Welcome/delayed' } });
    expect(lead.texts).toEqual(['Now', 'Soon']);
    lead.updateDialog({ move: to });
    expect(lead.texts).toEqual(['Now', 'Registered']);
    lead.passes('3d');
    expect(lead.step).toBe('FD/REG');
    expect(lead.texts).toEqual(['Now', 'Registered']);
  });

  it('keeps what an operator has written', () => {
    const lead = begun({ flows, bot: { start: 'Welcome/delayed' } });
    lead.operatorWrites('I am here');
    lead.updateDialog({ move: to });
    expect(lead.texts).toEqual(['Now', 'I am here', 'Registered']);
  });

  it('to the step where it is enters it again', () => {
    const lead = leadWith('waiting');
    lead.updateDialog({ move: { flow: 'Welcome', step: 'hello' } });
    expect(lead.texts).toEqual(['Hello', 'Hello']);
  });

  it('to a step that was removed meanwhile still sets the status and says so', () => {
    const lead = leadWith('waiting');
    lead.updateDialog({ move: { flow: 'Welcome', step: 'gone' }, status: 'manual' });
    expect(lead.state).toMatchObject({ status: 'manual', step: 'Welcome/hello', warnings: ['missingStep'] });
  });
});

describe('a status without a move', () => {
  it('manual stops timers and takes unsent messages back; auto goes on where it stood', () => {
    const lead = begun({ flows, bot: { start: 'Welcome/delayed' } });
    lead.updateDialog({ status: 'manual' });
    expect(lead.texts).toEqual(['Now']);
    lead.passes('3d');
    expect(lead.texts).toEqual(['Now']);
    lead.updateDialog({ status: 'auto' });
    expect(lead.texts).toEqual(['Now', 'Later']);
    expect(lead.step).toBe('Welcome/later');
  });

  it('auto enters a step on which the dialog had only been put', () => {
    const lead = leadWith('manual');
    lead.updateDialog({ move: to });
    lead.operatorChanges({ status: 'auto' });
    expect(lead.texts).toEqual(['Hello', 'Registered']);
    expect(lead.status).toBe('waiting');
  });

  it('auto hands a waiting step back without saying it again', () => {
    const lead = leadWith('manual');
    lead.updateDialog({ status: 'auto' });
    expect(lead.state).toMatchObject({ texts: ['Hello'], status: 'auto', step: 'Welcome/hello' });
    lead.writes();
    expect(lead.texts).toEqual(['Hello', 'Later']);
  });
});

describe('a blocked dialog', () => {
  it('that the lead had blocked is unblocked by the lead writing again, on its step', () => {
    const lead = leadWith('waiting');
    lead.blocksBot();
    expect(lead.status).toBe('blocked');
    lead.updateDialog({ fields: { a: 'b' } });
    expect(lead.status).toBe('blocked');
    lead.unblocksBot();
    expect(lead.state).toMatchObject({ status: 'auto', step: 'Welcome/hello', texts: ['Hello'] });
  });

  it('that was moved meanwhile enters its step once the lead writes, and stays there', () => {
    const lead = leadWith('waiting');
    lead.blocksBot();
    lead.updateDialog({ move: { flow: 'Welcome', step: 'hello' } });
    expect(lead.texts).toEqual(['Hello']);
    lead.writes('I am back');
    // What woke the dialog is no answer to the step it then entered.
    expect(lead.state).toMatchObject({ step: 'Welcome/hello', status: 'waiting', texts: ['Hello', 'Hello'] });
  });

  it.each(['updateDialog', 'operatorChanges'] as const)(
    'that the owner blocked (%s) stays blocked, and the message is kept',
    (by) => {
      const lead = leadWith('waiting');
      lead[by]({ status: 'blocked' });
      const turn = lead.writes('let me in');
      lead.unblocksBot();
      expect(lead.state).toMatchObject({ status: 'blocked', texts: ['Hello'] });
      expect(turn.received).toEqual([{ kind: 'text', text: 'let me in' }]);
      lead[by]({ status: 'auto' });
      lead.writes();
      expect(lead.texts).toEqual(['Hello', 'Later']);
    },
  );

  it('stays the owner’s when the lead blocks the bot as well', () => {
    const lead = leadWith('blocked');
    lead.blocksBot();
    lead.writes();
    expect(lead.status).toBe('blocked');
  });

  it('takes no message of an operator', () => {
    for (const status of ['blocked', 'stopped'] as const) {
      const turn = leadWith(status).operatorWrites('hello');
      expect(turn).toMatchObject({ outcome: 'rejected', effects: [] });
    }
  });

  it('comes of a delivery that found the bot blocked, and stopped of one that may not write', () => {
    const lead = leadWith('waiting');
    lead.delivery('blockedByLead');
    expect(lead.status).toBe('blocked');
    lead.writes();
    lead.delivery('cannotWrite');
    expect(lead.state).toMatchObject({ status: 'stopped', warnings: ['sendFailed'] });
    lead.delivery('blockedByLead');
    expect(lead.status).toBe('stopped');
    lead.writes();
    expect(lead.status).not.toBe('stopped');
  });
});

describe('an automatic answer that failed for good', () => {
  it('makes an error that an operator must look at', () => {
    const lead = leadWith('waiting');
    lead.delivery('failed');
    expect(lead.state).toMatchObject({ status: 'error', warnings: ['sendFailed'] });
    lead.updateDialog({ move: to });
    expect(lead.status).toBe('waiting');
  });

  it('leaves a dialog that a person leads to the person', () => {
    const lead = leadWith('manual');
    lead.delivery('failed');
    expect(lead.status).toBe('manual');
  });

  it('comes of a flow that goes in a circle, and the lead gets none of its messages', () => {
    const lead = leadWith('error');
    expect(lead.warnings).toContain('circle');
    expect(lead.turns.at(-1)).toMatchObject({ outcome: 'failed' });
    expect(lead.texts).toEqual([]);
    expect(lead.turns.at(-1)?.effects.length).toBeLessThan(10);
  });
});

describe('guards of updateDialog', () => {
  it('let the change through only at the named step and status', () => {
    const lead = leadWith('waiting');
    const place = { flow: 'Welcome', step: 'hello' };
    expect(lead.updateDialog({ status: 'manual' }, { step: to }).outcome).toBe('rejected');
    expect(lead.updateDialog({ status: 'manual' }, { status: 'finished' }).outcome).toBe('rejected');
    expect(lead.updateDialog({ status: 'manual' }, { step: place, status: 'auto' })).toMatchObject({
      outcome: 'rejected',
      reason: 'the dialog is at Welcome/hello with status waiting',
    });
    expect(lead.status).toBe('waiting');
    expect(lead.updateDialog({ status: 'manual' }, { step: place, status: 'waiting' }).outcome).toBe(
      'applied',
    );
    expect(lead.status).toBe('manual');
  });
});

describe('a move off a step that was removed', () => {
  it('finds only who still stands there: a lead that has moved on meanwhile is left where it is', () => {
    const lead = leadWith('waiting');
    const move = { did: 'change' as const, change: { move: to }, newFields: [] };
    const elsewhere = lead.operate({ ...move, ifAt: { flow: 'Welcome', step: 'later' } });
    expect(elsewhere).toMatchObject({ outcome: 'ignored', effects: [] });
    expect(lead.operate({ ...move, ifAt: { flow: 'Welcome', step: 'hello' } }).outcome).toBe('applied');
    expect(lead.texts.at(-1)).toBe('Registered');
  });
});

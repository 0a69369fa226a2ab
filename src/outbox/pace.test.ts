/** A bot's lane in virtual time: what waits is handed out as `claimLanes` would, asked every few milliseconds. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  busyChats,
  busyGroups,
  chatFreeAt,
  createPace,
  forgiveMass,
  groupFreeAt,
  nextCallAt,
  noteCall,
  noteGroup,
  noteMessage,
  owesMass,
  pause,
} from './pace.ts';

type Wanted = { at: number; chat: string; mass: boolean; group: number | null };
type Called = Wanted & { calledAt: number };

/** Calls everything that is wanted, at most until `endsAt`; `pauses` are what a 429 would say. */
function play(
  wanted: readonly Wanted[],
  { endsAt = 10_000_000, pauses = [] }: { endsAt?: number; pauses?: { at: number; until: number }[] } = {},
): Called[] {
  const pace = createPace();
  const waiting = [...wanted].sort((a, b) => a.at - b.at);
  const called: Called[] = [];
  let told = 0;
  for (let now = 0; waiting.length > 0 && now < endsAt; ) {
    for (; (pauses[told]?.at ?? Number.POSITIVE_INFINITY) <= now; told += 1) {
      pause(pace, pauses[told]?.until ?? 0);
    }
    const free = nextCallAt(pace, now);
    if (free > now) {
      now = Math.min(free, pauses[told]?.at ?? free);
      continue;
    }
    const chats = new Set(busyChats(pace, now));
    const groups = new Set(busyGroups(pace, now));
    const may = waiting.filter(
      (one) => one.at <= now && (one.group === null ? !chats.has(one.chat) : !groups.has(one.group)),
    );
    const reply = may.find(({ mass }) => !mass);
    const massOne = may.find(({ mass }) => mass);
    if (owesMass(pace) && !massOne) forgiveMass(pace);
    const next = owesMass(pace) ? massOne : (reply ?? massOne);
    if (!next) {
      now += 7;
      continue;
    }
    waiting.splice(waiting.indexOf(next), 1);
    noteCall(pace, now, next.mass);
    if (next.group === null) noteMessage(pace, next.chat, now);
    else noteGroup(pace, next.group, now);
    called.push({ ...next, calledAt: now });
  }
  return called;
}

const message = fc.record({
  at: fc.nat(3000),
  chat: fc.nat(40).map(String),
  mass: fc.boolean(),
  group: fc.option(fc.constantFrom(-1, -2), { freq: 8 }),
});
const messages = fc.array(message, { minLength: 1, maxLength: 300 });

const most = (times: readonly number[], windowMs: number): number =>
  Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + windowMs).length));

describe('a bot’s lane', () => {
  it('calls at most 30 times in any second, wherever it begins', () => {
    fc.assert(
      fc.property(messages, (wanted) => {
        expect(
          most(
            play(wanted).map(({ calledAt }) => calledAt),
            1000,
          ),
        ).toBeLessThanOrEqual(30);
      }),
    );
    const busy = Array.from({ length: 300 }, (_, n) => ({ at: 0, chat: `${n}`, mass: false, group: null }));
    expect(
      most(
        play(busy).map(({ calledAt }) => calledAt),
        1000,
      ),
    ).toBe(30);
  });

  it('never puts two messages into a chat within a second', () => {
    fc.assert(
      fc.property(messages, (wanted) => {
        const last = new Map<string, number>();
        for (const { chat, group, calledAt } of play(wanted)) {
          const to = group === null ? chat : `group ${group}`;
          expect(calledAt - (last.get(to) ?? -1000)).toBeGreaterThanOrEqual(1000);
          last.set(to, calledAt);
        }
      }),
    );
  });

  it('puts at most 20 messages a minute into a group', () => {
    const wanted = Array.from({ length: 70 }, () => ({ at: 0, chat: '', mass: false, group: -5 }));
    const times = play(wanted).map(({ calledAt }) => calledAt);
    expect(times).toHaveLength(70);
    expect(most(times, 60_000)).toBe(20);
  });

  it('calls nothing while it is paused, and everything afterwards', () => {
    const pauses = fc
      .array(fc.record({ at: fc.nat(4000), forMs: fc.integer({ min: 1, max: 5000 }) }), { maxLength: 4 })
      .map((list) => list.map(({ at, forMs }) => ({ at, until: at + forMs })).sort((a, b) => a.at - b.at));
    fc.assert(
      fc.property(messages, pauses, (wanted, told) => {
        const called = play(wanted, { pauses: told });
        expect(called).toHaveLength(wanted.length);
        for (const { at, until } of told) {
          expect(called.filter(({ calledAt }) => calledAt >= at && calledAt < until)).toEqual([]);
        }
      }),
    );
  });

  it('keeps the longer of two pauses', () => {
    const pace = createPace();
    pause(pace, 5000);
    pause(pace, 2000);
    expect(nextCallAt(pace, 1000)).toBe(5000);
  });

  it('lets a reply pass by 2,000 mass messages at the very next call', () => {
    const mass = Array.from({ length: 2000 }, (_, n) => ({ at: 0, chat: `${n}`, mass: true, group: null }));
    const called = play([...mass, { at: 10_000, chat: 'lead', mass: false, group: null }]);
    const reply = called.find(({ chat }) => chat === 'lead');
    expect((reply?.calledAt ?? 0) - 10_000).toBeLessThanOrEqual(34);
  });

  it('lets nobody starve: a flood of replies leaves the mass messages one call a second', () => {
    const replies = Array.from({ length: 3000 }, (_, n) => ({
      ...{ at: Math.floor(n / 3) * 100, chat: `${n}`, mass: false, group: null },
    }));
    const called = play([...replies, { at: 0, chat: 'mass', mass: true, group: null }], { endsAt: 5000 });
    const mass = called.find(({ chat }) => chat === 'mass');
    expect(mass?.calledAt).toBeLessThanOrEqual(1100);
    fc.assert(
      fc.property(messages, (wanted) => {
        expect(play(wanted)).toHaveLength(wanted.length);
      }),
    );
  });

  it('forgets chats and groups that are free again', () => {
    const pace = createPace();
    for (let n = 0; n < 100; n += 1) noteMessage(pace, `${n}`, n);
    noteGroup(pace, -1, 0);
    expect(busyChats(pace, 1050)).toHaveLength(49);
    expect(pace.chats.size).toBe(49);
    expect(chatFreeAt(pace, '99', 1050)).toBe(1099);
    expect(busyGroups(pace, 500)).toEqual([-1]);
    expect(groupFreeAt(pace, -1, 500)).toBe(1000);
    expect(busyGroups(pace, 60_000)).toEqual([]);
    expect(pace.groups.size).toBe(0);
  });
});

/** What a network's data file says, and the check that it says it rightly. */
import { z } from 'zod';
import { fail, ok, type Result } from '../base/result.ts';
import { type EventStanding, isEventName } from '../event/event.ts';
import { statusWords } from './statusWords.ts';

const eventName = z.string().refine(isEventName, 'expected an event name');
const names = z.array(z.string().min(1)).default([]);
const lowerCase = z.string().regex(/^[^A-Z]+$/, 'expected lower case');
/** Lower-case word of the network -> event. */
const words = z.record(lowerCase, eventName).default({});

const expectedReading = z.strictObject({
  clickid: z.string().nullable(),
  event: z
    .strictObject({
      name: eventName,
      receivedName: z.string(),
      cost: z.string().nullable(),
      currency: z.string(),
      tid: z.string().nullable(),
      standing: z.enum(['held', 'reversed']).optional(),
    })
    .nullable(),
  fields: z.record(z.string(), z.string()).default({}),
  /** Codes, in order. */
  warnings: z.array(z.string()).default([]),
});

const networkFile = z.strictObject({
  key: z.string().regex(/^[a-z0-9]{1,32}$/),
  name: z.string().min(1),
  /** Where this knowledge comes from, and how sure it is. */
  source: z.string().min(1),
  /** What the owner must know when setting it up. */
  setup: z.string().min(1).optional(),
  /** Parameters of the registration link that can carry our click id -> the macro that gives it back. The first is the default. */
  clickIds: z.record(z.string(), z.string().min(1)),
  /** The network's own parameter names, tried after `tracker.<name>` and before the bare `<name>`. */
  reads: z
    .strictObject({ clickid: names, event: names, cost: names, currency: names, tid: names })
    .partial()
    .default({}),
  words,
  /** `common`: the usual status words (`lead`, `approved`, `declined`, ...) are understood as well. */
  statusWords: z.enum(['own', 'common']).default('own'),
  /** Parameters that say how an event named by another one stands: a sale that is pending or declined. */
  statuses: names,
  /** Events of which the network has not approved the amount yet, in lower case. */
  held: z.array(lowerCase).default(['hold']),
  /** Events that take back the amount of an earlier one with the same transaction id, in lower case. */
  reversed: z.array(lowerCase).default(['rejected']),
  /** Parameters of which `true`, `1` or `yes` names an event; the first one set counts. */
  flags: z.record(z.string(), eventName).default({}),
  /** Parameters that list, separated by commas, further words for an event. */
  wordLists: z.record(z.string(), eventName).default({}),
  /** The event of a request that has money or a transaction id and names none. */
  defaultEvent: eventName.optional(),
  /** `macros`: one URL per event, filled in by the network. `bare`: the network appends a query of its own. */
  urls: z.enum(['macros', 'bare']).default('macros'),
  events: z
    .array(
      z.strictObject({
        event: eventName,
        title: z.string().min(1),
        parameters: z.record(z.string(), z.string()).default({}),
      }),
    )
    .min(1),
  samples: z
    .array(
      z.strictObject({
        title: z.string().min(1),
        /** Query without `?`. */
        query: z.string().default(''),
        contentType: z.string().default(''),
        body: z.string().default(''),
        expect: expectedReading,
      }),
    )
    .min(1),
});

type NetworkFile = z.infer<typeof networkFile>;

/** What can be read from a postback, each with the names it may arrive under, in order of precedence. */
export type ReadNames = Readonly<
  Record<'clickid' | 'event' | 'cost' | 'currency' | 'tid', readonly string[]>
>;

/** A network as the rest of the code sees it. */
export type Network = Omit<
  NetworkFile,
  'clickIds' | 'reads' | 'words' | 'statusWords' | 'held' | 'reversed' | 'flags' | 'wordLists'
> & {
  /** The registration link's parameter that carries our click id unless the owner chooses another. */
  clickIdParameter: string;
  /** Every parameter that can carry it -> the macro that gives it back. */
  clickIds: ReadonlyMap<string, string>;
  reads: ReadNames;
  words: ReadonlyMap<string, string>;
  /** Event in lower case -> how its amount stands; the others count. */
  standings: ReadonlyMap<string, EventStanding>;
  flags: readonly (readonly [parameter: string, event: string])[];
  wordLists: readonly (readonly [parameter: string, event: string])[];
};

/** Reads a network's data file; the reason names the place and what was expected. */
export function parseNetwork(data: unknown): Result<Network, string> {
  const parsed = networkFile.safeParse(data);
  if (!parsed.success) return fail(z.prettifyError(parsed.error));
  const file = parsed.data;
  const [clickIdParameter] = Object.keys(file.clickIds);
  if (clickIdParameter === undefined) return fail('clickIds names no parameter');
  return ok({
    ...file,
    clickIdParameter,
    clickIds: new Map(Object.entries(file.clickIds)),
    reads: {
      clickid: ['clickid', 'tracker.clickid', ...(file.reads.clickid ?? [])],
      event: [
        ...new Set(['tracker.event', ...(file.reads.event ?? []), 'event', 'tracker.status', 'status']),
      ],
      cost: ['tracker.cost', ...(file.reads.cost ?? []), 'cost'],
      currency: ['tracker.currency', ...(file.reads.currency ?? []), 'currency'],
      tid: ['tracker.tid', ...(file.reads.tid ?? []), 'tid'],
    },
    words: new Map([
      ...standardWords,
      ...(file.statusWords === 'common' ? statusWords : []),
      ...Object.entries(file.words),
    ]),
    standings: standingsOf(file),
    flags: Object.entries(file.flags),
    wordLists: Object.entries(file.wordLists),
  });
}

function standingsOf(file: NetworkFile): Map<string, EventStanding> {
  const standings = new Map<string, EventStanding>();
  for (const event of file.held) standings.set(event, 'held');
  for (const event of file.reversed) standings.set(event, 'reversed');
  return standings;
}

/** Signalbox's own names are understood in any letter case, whatever the network. */
const standardWords: readonly (readonly [string, string])[] = [
  ['registration', 'registration'],
  ['sale', 'sale'],
  ['resale', 'resale'],
  ['withdrawal', 'withdrawal'],
];

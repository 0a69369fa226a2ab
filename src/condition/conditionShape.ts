/** A condition as it is understood: a closed tree. Its text is parsed once; everything else reads this. */
import type { Decimal } from '../base/decimal.ts';
import type { Instant } from '../base/instant.ts';

/** Left-hand sides. `amount` and `currency` are those of the event that fires an auto action. */
export type Operand =
  /** `event = sale`: has ever had it. */
  | { of: 'event' }
  | { of: 'count'; event: string }
  /** How long ago the last event of that name was. */
  | { of: 'last'; event: string }
  /** The balance in the company's currency, 0 without any money event. */
  | { of: 'cost' }
  | { of: 'tags' }
  | { of: 'field'; key: string }
  | { of: 'tracker'; key: string }
  | { of: 'status' | 'flow' | 'step' | 'manager' | 'campaign' | 'name' | 'username' | 'chatId' }
  /** How long ago the dialog began, or its last message was. */
  | { of: 'created' | 'lastMessage' }
  | { of: 'amount' | 'currency' };

/** Right-hand sides. `text` is what was written (without quotes), also of a number. */
export type Literal =
  | { is: 'text'; text: string }
  | { is: 'number'; text: string; value: Decimal }
  /** `2024-03-10`: compared with a field's day. */
  | { is: 'date'; text: string }
  | { is: 'duration'; text: string; ms: number }
  /** `none`: no value (of a manager, a flow, a step ...). */
  | { is: 'none' };

export type Operator = '=' | '!=' | '>' | '<' | '>=' | '<=' | 'has' | 'isEmpty' | 'isNotEmpty';

export type Comparison = { kind: 'compare'; operand: Operand; operator: Operator; literal: Literal | null };

export type Condition =
  | Comparison
  | { kind: 'not'; condition: Condition }
  | { kind: 'and' | 'or'; conditions: readonly Condition[] };

/** What one dialog is at one moment, as conditions see it. */
export type ConditionFacts = {
  now: Instant;
  status: string;
  flow: string | null;
  step: string | null;
  manager: string | null;
  /** Key of the campaign, null for an organic lead. */
  campaign: string | null;
  name: string;
  username: string;
  chatId: number;
  createdAt: Instant;
  lastMessageAt: Instant | null;
  fields: Readonly<Record<string, string | number | string[]>>;
  tracker: Readonly<Record<string, string>>;
  tags: readonly string[];
  /** Accepted events by name, and when the last of each was. */
  counts: Readonly<Record<string, number>>;
  last: Readonly<Record<string, Instant>>;
  /** In the company's currency. */
  balance: Decimal;
  /** The event that fires an auto action; null elsewhere. */
  event: { cost: Decimal | null; currency: string } | null;
};

/** Where a text is not understood: `at` is the index of the first wrong sign, `reason` a sentence. */
export type ConditionProblem = { at: number; reason: string };

/** Where a condition stands: only an auto action's has a triggering event. */
export type ConditionPlace = 'lead' | 'event';

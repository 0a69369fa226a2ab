/** What macros may speak of: the closed vocabulary's values for one dialog at one moment. */
import type { Instant } from '../base/instant.ts';
import type { Template } from './template.ts';

export type FieldValue = string | number | string[];

export type MacroData = {
  chatId: number;
  username: string;
  name: string;
  /** When the dialog began; shown as `2024-03-10T17:49:32.806Z`. */
  createdAt: Instant;
  stepKey: string;
  stepId: string;
  flowKey: string;
  status: string;
  /** IANA name, used by the `date` filter; an unknown one counts as UTC. */
  timezone: string;
  fields: Readonly<Record<string, FieldValue>>;
  tracker: Readonly<Record<string, string>>;
  /** By name, with or without the leading `variables.` that owners type into the name field. */
  variables: ReadonlyMap<string, Template>;
  /** The last event, null before the first. `cost` is a decimal as text. */
  event: { name: string; cost: string | null; currency: string; tid: string | null } | null;
};

/**
 * Why a macro did not render as meant: `unknown` name; `empty` value; `badFilter` (left out of the
 * chain); `badDate` (shown unformatted); `host` (it stood where a URL's scheme, host or port is);
 * `cycle` and `tooDeep` (variables inside variables); `tooLarge` (they multiply beyond the budget).
 */
export type MacroWarning = {
  macro: string;
  reason: 'unknown' | 'empty' | 'badFilter' | 'badDate' | 'host' | 'cycle' | 'tooDeep' | 'tooLarge';
};

export type Warn = (warning: MacroWarning) => void;

/** Lines of the timeline: why a dialog is where it is. Stored as JSON in the journal, version 1. */
import type { Decimal } from '../base/decimal.ts';
import type { EventStanding } from '../event/event.ts';
import type { FieldValue } from '../flow/flow.ts';
import type { SignalKind } from '../signal/signal.ts';
import type { Status } from './dialogShape.ts';

/** Who moved the dialog. */
export type Mover =
  | 'start'
  | 'flow'
  | 'changeFlow'
  | 'button'
  | 'autoAction'
  | 'webhook'
  | 'operator'
  | 'condition'
  | 'split'
  | 'ai';

export type Entry =
  /** What came in; `request` when it was kept earlier under that number. */
  | { kind: 'signal'; signal: SignalKind; text: string; request?: string }
  | { kind: 'campaign'; campaign: string; clickid: string; tracker: Record<string, string> }
  /** `media`: of what kind the medium is whose caption the text is. */
  | { kind: 'received'; text: string; media?: string }
  /** A message says something else now (`lead`: the channel told so), or is gone. */
  | { kind: 'edited'; text: string; by: 'lead' | 'operator' }
  | { kind: 'deleted'; count: number }
  | { kind: 'pinned'; pinned: boolean }
  /** A business account's owner wrote by hand. */
  | { kind: 'ownerWrote'; text: string; media?: string }
  | { kind: 'askedToJoin'; channel: string; letIn: string | null }
  | { kind: 'notified'; group: string; reason: 'manual' | 'condition' }
  | {
      kind: 'event';
      name: string;
      receivedName: string;
      ordinal: number;
      cost: Decimal | null;
      currency: string;
      tid: string | null;
      standing?: EventStanding;
    }
  /** A conversion was rejected or reversed: the amount of the event named is taken back. */
  | { kind: 'takenBack'; event: string; cost: Decimal; currency: string; tid: string | null }
  | {
      kind: 'rule';
      campaign: string;
      on: string;
      position: number;
      move: string | null;
      status: string | null;
      /** The condition that held. */
      when?: string;
    }
  /** Which way a step led: the branch's place from 1 (0: otherwise) and what stood there. */
  | { kind: 'branch'; step: string; branch: number; title: string; to: string; kept?: boolean }
  | { kind: 'push'; step: string; n: number }
  | { kind: 'postponed'; what: 'push'; reason: 'quietHours' | 'dailyLimit'; until: string }
  | { kind: 'asked'; task: 'turn' | 'write' | 'recognise'; step: string }
  | {
      kind: 'decided';
      requirementMet: boolean;
      branch: string | null;
      /** What the model proposed and code did not believe. */
      refused: string[];
      tokens: number;
    }
  | { kind: 'recognised'; text: string }
  | { kind: 'move'; from: string | null; to: string; by: Mover; entered: boolean }
  | { kind: 'status'; from: Status; to: Status; by: Mover | 'lead' | 'delivery' }
  | { kind: 'fields'; set: Record<string, FieldValue | null> }
  | { kind: 'tags'; added: string[]; removed: string[] }
  | { kind: 'manager'; manager: string | null }
  | { kind: 'sent'; text: string; buttons: string[]; media?: string; by?: 'ai' }
  | { kind: 'request'; method: string; url: string }
  | { kind: 'answer'; ok: boolean; status: number | null; reason: string | null }
  | { kind: 'wait'; what: 'delay' | 'reply' | 'answer' | 'clock' | 'quiet' | 'ai'; until: string | null }
  | { kind: 'cancelled'; what: 'messages' | 'timers' }
  | { kind: 'ignored'; reason: string }
  | { kind: 'warning'; code: string; text: string };

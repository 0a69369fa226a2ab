/** What every part of the constructor's screen needs to know, and do. */
import { createContext, useContext } from 'react';
import type { Flow, Step, StepKind } from '../../src/flow/flow.ts';
import type { MacroSource } from '../parts/macroNames.ts';
import type { Problem } from './findProblems.ts';
import type { Link } from './graph.ts';
import type { LeadBadge } from './leadWords.ts';

/** A step of another flow of the bot. */
export type OtherStep = { flow: string; key: string; kind: string };

export type Drawing = {
  bot: string;
  flow: Flow;
  /** Reads only: no right to change. */
  locked: boolean;
  links: readonly Link[];
  /** By `<step> <id of the output>`. */
  linkAt: ReadonlyMap<string, Link>;
  unreachable: ReadonlySet<string>;
  problems: ReadonlyMap<string, readonly Problem[]>;
  badges: ReadonlyMap<string, readonly LeadBadge[]>;
  /** Of a step's card, in pixels. */
  height: (step: Step) => number;
  /** Dialogs by step. */
  counters: Readonly<Record<string, number>>;
  /** Keys of published steps: dialogs follow them. */
  published: ReadonlySet<string>;
  /** `flow/step` where leads of the bot begin. */
  start: string | null;
  /** Makes leads of the bot begin at this published step, at once. */
  setStart(key: string): void;
  /** Opens the pushes of the whole flow. */
  editPushes(): void;
  elsewhere: readonly OtherStep[];
  macros: { source: MacroSource; timezone: string };
  selected: ReadonlySet<string>;
  /** The step whose drawer is open. */
  open: string | null;
  select(keys: readonly string[]): void;
  openStep(key: string | null): void;
  /** Changes in a row of one mark are undone together. */
  change(change: (flow: Flow) => Flow, mark?: string): void;
  /** Makes a step behind an output, or by itself; opens it. */
  add(kind: StepKind, from?: { step: string; output: string }): void;
  changeStep(key: string, change: (step: Step) => Step, mark?: string): void;
};

export const DrawingContext = createContext<Drawing | null>(null);

export function useDrawing(): Drawing {
  const drawing = useContext(DrawingContext);
  if (!drawing) throw new Error('broken invariant: a part of the constructor outside of it');
  return drawing;
}

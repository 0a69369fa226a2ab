import type { Step, StepKind } from '../../src/flow/flow.ts';

export type StepOf<Kind extends StepKind> = Extract<Step, { kind: Kind }>;

/** What the form of one kind gets: changes go into the drawing as they are typed. */
export type FormProps<Kind extends StepKind> = {
  step: StepOf<Kind>;
  /** `field`: changes of one field in a row are undone together. */
  change: (step: StepOf<Kind>, field: string) => void;
  /** What is wrong at a place of the step (`messages.0.text`). */
  errorAt: ErrorAt;
};

export type ErrorAt = (place: string) => string | undefined;

/** An optional text: nothing written is nothing there. */
export const orNothing = (text: string): string | undefined => (text === '' ? undefined : text);

/** Door of the room. */
export { type Accept, type AcceptUpdate, createIntake, type Intake } from './intake.ts';
export { type MicroBatch, microBatch } from './microBatch.ts';
export { createTurnWatch, type TurnOutcome, type TurnWatch } from './turnWatch.ts';

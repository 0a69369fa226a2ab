/** Door of the room: what is accepted here has happened. */
export { type Accept, createIntake, type Intake } from './intake.ts';

import { type Step, splitStepPath } from '../flow/flow.ts';
import { CannotGoOn } from './cannotGoOn.ts';
import type { Playing } from './playing.ts';
import { redraw } from './world.ts';

/**
 * Loads the dice: in these steps one choice has all the percent from here on. Who has got a branch
 * before keeps it, as in life.
 */
export function decideChance(playing: Playing, wanted: Readonly<Record<string, string>>): void {
  const { configuration } = playing.world;
  const flows = configuration.flows.filter(({ botId }) => botId === playing.bot.id);
  const found = new Map(
    Object.entries(wanted).map(([place, choice]) => {
      const { flow, step } = splitStepPath(place);
      const flowId = flows.find(({ key }) => key === flow)?.id;
      const row = configuration.steps.find((one) => one.flowId === flowId && one.key === step);
      if (!row) throw new CannotGoOn(`the bot has no step ${place}`, ['split', place]);
      return [row.id, loaded(row.document, place, choice)];
    }),
  );
  configuration.steps = configuration.steps.map((row) => ({
    ...row,
    document: found.get(row.id) ?? row.document,
  }));
  redraw(playing.world);
}

function loaded(step: Step, place: string, choice: string): Step {
  const fits = (names: readonly (string | undefined)[]): boolean => names.includes(choice);
  if (step.kind === 'abRouter') {
    const flow = splitStepPath(place).flow;
    const branches = step.branches.map((one) => ({
      ...one,
      percent: fits([one.next, `${flow}/${one.next}`, one.title]) ? 100 : 0,
    }));
    if (branches.some(({ percent }) => percent > 0)) return { ...step, branches };
  }
  if (step.kind === 'assignOperator' && step.assign) {
    const assign = step.assign.map((one) => ({ ...one, percent: fits([one.operator]) ? 100 : 0 }));
    if (assign.some(({ percent }) => percent > 0)) return { ...step, assign };
  }
  throw new CannotGoOn(`${place} has no choice ${JSON.stringify(choice)} that chance decides`, [
    'split',
    place,
  ]);
}

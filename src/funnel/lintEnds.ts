/** What comes after a step: nothing, nothing by mistake, or something that is never reached. */
import type { Step } from '../flow/flow.ts';
import type { Report } from './finding.ts';
import { goesOn, instantWays } from './instantWays.ts';
import type { GraphStep } from './stepGraph.ts';
import { targetsOf } from './stepTarget.ts';

/** `otherwiseTaken`: the branches of a customCondition leave something for what stands behind them. */
export function lintEnds({ step, path }: GraphStep, otherwiseTaken: boolean, report: Report): void {
  const unused = step.next === undefined ? null : whyNextIsUnused(step);
  if (unused) report('nextNeverTaken', [...path, 'next'], unused);
  const over = otherwiseTaken ? whyOver(step) : null;
  if (over) {
    report('nothingAfter', [...path, 'key'], `${over}: the flow ends here; write next, or finish: finished`);
  }
  const waits = step.finish === 'waiting' || step.kind === 'customPush';
  if (waits && !step.stay && step.next === undefined && !hasWayOn(step)) {
    const reason = 'waits for the lead and leads nowhere; write stay: true if that is meant';
    report('endlessWait', [...path, 'key'], reason);
  }
  if (isEndlessTalk(step)) {
    const reason = 'the AI talks on for ever: there is no requirement, and no branch leads on';
    report('endlessWait', [...path, 'key'], reason);
  }
  const pushes = step.pushes?.length ? 'pushes' : step.useGlobalPushes ? 'useGlobalPushes' : null;
  if (pushes && neverRests(step)) {
    report('pushesNeverSent', [...path, pushes], 'are never sent: the dialog leaves this step at once');
  }
}

function whyNextIsUnused(step: Step): string | null {
  if (step.stay) return 'is never taken: stay: true keeps the lead here';
  switch (step.kind) {
    case 'changeFlow':
      return 'is never taken: the dialog goes to the step in to';
    case 'abRouter':
      return 'is never taken: one of the branches is';
    case 'customCondition':
      return step.otherwise === undefined ? null : 'is never taken: otherwise is';
    case 'aiReply':
      return step.requirement === undefined ? 'is never taken: there is no requirement to be met' : null;
    case 'sendWebhook':
      return step.wait && step.ok !== undefined && step.failed !== undefined
        ? 'is never taken: ok or failed is'
        : null;
    default:
      return null;
  }
}

/** Why a step that says nothing of its end ends the flow, or null. */
function whyOver(step: Step): string | null {
  if (step.next !== undefined || step.stay || (step.finish ?? 'next') !== 'next') return null;
  switch (step.kind) {
    case 'changeFlow':
    case 'abRouter':
    case 'customPush':
      return null;
    case 'customCondition':
      return step.otherwise === undefined ? 'nothing follows when no branch holds' : null;
    case 'aiReply':
      return step.requirement === undefined ? null : 'nothing follows when the requirement is met';
    case 'sendWebhook':
      if (!step.wait) return 'nothing follows';
      if (step.ok === undefined)
        return step.failed === undefined ? 'nothing follows' : 'nothing follows a good answer';
      return step.failed === undefined ? 'nothing follows when the call fails' : null;
    case 'sendMessage':
      return hasWayOn(step) ? null : 'nothing follows';
    default:
      return 'nothing follows';
  }
}

/** A button that leads to a step. */
const hasWayOn = (step: Step): boolean => targetsOf(step).some(({ button }) => button);

const isEndlessTalk = (step: Step): boolean =>
  step.kind === 'aiReply' &&
  step.requirement === undefined &&
  !(step.branches ?? []).some((branch) => branch.next !== undefined && !branch.return);

/** Every end of the step hands the dialog over at once. */
function neverRests(step: Step): boolean {
  if (step.kind === 'changeFlow' || step.kind === 'abRouter') return true;
  if (step.kind === 'customCondition' && step.otherwise !== undefined) return true;
  return goesOn(step) && instantWays(step).length > 0;
}

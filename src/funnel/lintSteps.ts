/** What can be said of one step alone. */
import { type BotSettings, claimedCondition, type MessageShape, type Step } from '../flow/flow.ts';
import type { Report } from './finding.ts';
import type { Path } from './funnelSource.ts';
import type { GraphStep, StepGraph } from './stepGraph.ts';
import { fullReference, targetsOf } from './stepTarget.ts';

/** Buttons, empty steps, AI that is asked for facts or where it cannot be waited for, missing global pushes. */
export function lintStep(
  one: GraphStep,
  graph: StepGraph,
  globalPushes: BotSettings['globalPushes'],
  report: Report,
): void {
  const { step, path, flow } = one;
  if (isEmpty(step)) report('emptyStep', [...path, 'kind'], `this ${step.kind} step changes nothing`);
  messagesOf(step).forEach(({ message, place }) => {
    lintButtons(message, [...path, ...place], report);
  });
  lintRuns(one, graph, report);
  if (step.kind === 'aiReply') lintClaims(step, path, report);
  const pushes = globalPushes && Object.hasOwn(globalPushes, flow) ? globalPushes[flow] : [];
  if (step.useGlobalPushes && !pushes?.length) {
    const reason = `the bot has no globalPushes for the flow ${flow}`;
    report('noGlobalPushes', [...path, 'useGlobalPushes'], reason);
  }
}

function isEmpty(step: Step): boolean {
  if (step.kind === 'changeTags') return !step.assign?.length && !step.remove?.length;
  return step.kind === 'setFields' && Object.keys(step.fields).length === 0;
}

function messagesOf(step: Step): { message: MessageShape; place: Path }[] {
  const own = step.kind === 'sendMessage' ? step.messages : [];
  return [
    ...own.map((message, m) => ({ message, place: ['messages', m] })),
    ...(step.pushes ?? []).flatMap(({ message }, p) =>
      message ? [{ message, place: ['pushes', p, 'message'] }] : [],
    ),
  ];
}

/** Two buttons of one text under a message: the lead cannot tell them apart. */
export function lintButtons(message: MessageShape, path: Path, report: Report): void {
  const seen = new Set<string>();
  message.buttons?.forEach((row, r) => {
    row.forEach(({ text }, b) => {
      const label = text.trim();
      if (seen.has(label)) {
        const reason = `the message has another button ${JSON.stringify(label)}`;
        report('duplicateButton', [...path, 'buttons', r, b, 'text'], reason);
      }
      seen.add(label);
    });
  });
}

/** A step that is run without moving there cannot wait for the AI: the engine leaves it out. */
function lintRuns({ step, path, flow }: GraphStep, { steps, indexOf }: StepGraph, report: Report): void {
  for (const { place, reference } of targetsOf(step)) {
    const branch =
      step.kind === 'aiReply' && place[0] === 'branches' ? step.branches?.[Number(place[1])] : null;
    if (place.at(-1) !== 'run' && !branch?.return) continue;
    const target = steps[indexOf.get(fullReference(reference, flow)) ?? -1];
    if (!target || !asksAi(target.step)) continue;
    const reason = `${target.name} waits for the AI and cannot be run without moving there`;
    report('runNeedsAi', [...path, ...place], reason);
  }
}

const asksAi = (step: Step): boolean =>
  step.kind === 'aiReply' ||
  (step.kind === 'sendMessage' && step.messages.some(({ prompt }) => prompt !== undefined));

/** Facts come from events only: what the model is told to judge of them counts together with the events. */
function lintClaims(step: Extract<Step, { kind: 'aiReply' }>, path: Path, report: Report): void {
  const claim = (place: Path, words: string | undefined, requires: string | undefined): void => {
    const derived = words === undefined || requires !== undefined ? null : claimedCondition(words);
    if (derived === null) return;
    const reason = `names a fact that only an event can tell: it counts only while ${derived} holds as well; write requires: ${derived} to say so`;
    report('aiClaimsFact', [...path, ...place], reason);
  };
  claim(['requirement'], step.requirement, step.requires);
  step.branches?.forEach((branch, b) => {
    claim(['branches', b, 'when'], branch.when, branch.requires);
  });
}

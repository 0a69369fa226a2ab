import { laterKinds, type MessageShape, type Step } from '../flow/flow.ts';
import { type Findings, notSupported } from './finding.ts';
import type { Path } from './funnelSource.ts';

/** Whether a reference, seen from a flow, leads to a step that there is. */
export type StepExists = (reference: string) => boolean;

const media = ['photo', 'video', 'document', 'voice', 'videoNote', 'album', 'caption', 'prompt'] as const;

/** Targets that are not there, and what the engine does not do yet. */
export function checkStep(step: Step, path: Path, exists: StepExists, findings: Findings): void {
  const refuse = (place: Path, reason: string): void => {
    findings.errors.push({ path: [...path, ...place], reason });
  };
  const target = (place: Path, reference: string | undefined): void => {
    if (reference !== undefined && !exists(reference)) refuse(place, `there is no step ${reference}`);
  };
  if (laterKinds.includes(step.kind)) {
    refuse(['kind'], notSupported(`steps of kind ${step.kind}`));
    return;
  }
  if (step.pushes?.length) refuse(['pushes'], notSupported('pushes'));
  if (step.useGlobalPushes) refuse(['useGlobalPushes'], notSupported('pushes'));
  target(['next'], step.next);
  if (step.kind === 'changeFlow') target(['to'], step.to);
  if (step.kind === 'sendWebhook') {
    target(['ok'], step.ok);
    target(['failed'], step.failed);
  }
  if (step.kind === 'sendMessage') {
    step.messages.forEach((message, index) => {
      checkMessage(message, ['messages', index], refuse, target);
    });
  }
}

function checkMessage(
  message: MessageShape,
  path: Path,
  refuse: (place: Path, reason: string) => void,
  target: (place: Path, reference: string | undefined) => void,
): void {
  const unsupported = media.filter((kind) => message[kind] !== undefined);
  for (const kind of unsupported) refuse([...path, kind], notSupported(`messages with ${kind}`));
  if (message.text === undefined && unsupported.length === 0) refuse(path, 'a message needs a text');
  message.buttons?.forEach((row, r) => {
    row.forEach((button, b) => {
      target([...path, 'buttons', r, b, 'goto'], button.goto);
      target([...path, 'buttons', r, b, 'run'], button.run);
    });
  });
}

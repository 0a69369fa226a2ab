/** Every text of a step that may hold macros, and every condition that it names. */
import {
  type Condition,
  type ConditionFacts,
  compileCondition,
  parseCondition,
} from '../condition/condition.ts';
import { claimedCondition, type MessageShape, mediaKinds, type PushShape, type Step } from '../flow/flow.ts';

export type Predicate = (facts: ConditionFacts) => boolean;

export const textsOf = (shape: Step, pushes: readonly PushShape[]): string[] => [
  ...ownTexts(shape),
  ...pushes.flatMap((push) => [...(push.message ? messageTexts(push.message) : []), push.prompt ?? '']),
];

function ownTexts(shape: Step): string[] {
  switch (shape.kind) {
    case 'sendMessage':
      return shape.messages.flatMap(messageTexts);
    case 'setFields':
      return Object.values(shape.fields).map(String);
    case 'sendWebhook':
      return [shape.url, shape.body ?? '', ...Object.values(shape.headers ?? {})];
    case 'sendTrackerEvent':
      return [shape.cost ?? '', shape.currency ?? '', shape.tid ?? ''];
    case 'aiReply':
      return [
        ...[shape.goal, shape.requirement ?? '', shape.legend ?? '', shape.extra ?? ''],
        ...(shape.branches ?? []).flatMap((branch) => [branch.when, branch.answer ?? '']),
      ];
    default:
      return [];
  }
}

const messageTexts = (message: MessageShape): string[] => [
  message.text ?? '',
  message.caption ?? '',
  message.prompt ?? '',
  ...filesOf(message),
  ...contactTexts(message),
  ...(message.buttons ?? []).flat().flatMap((button) => [button.text, button.url ?? '', button.webApp ?? '']),
];

const contactTexts = ({ contact }: MessageShape): string[] =>
  contact ? [contact.phone, contact.firstName, contact.lastName ?? ''] : [];

/** The media of a message as they are written. */
export const filesOf = (message: MessageShape): string[] =>
  message.album ??
  mediaKinds.flatMap((kind) => {
    const file = message[kind];
    return typeof file === 'string' ? [file] : [];
  });

/** What must hold before an AI may say that its requirement is met, or take a branch; null: nothing. */
export const requiredBy = (words: string | undefined, requires: string | undefined): string | null =>
  requires ?? (words === undefined ? null : claimedCondition(words));

/** The conditions of a step by their text. One that cannot be read (its check was passed over) never holds. */
export function conditionsOf(shape: Step): ReadonlyMap<string, Predicate> {
  return new Map(conditionTexts(shape).map((text) => [text, predicateOf(text)]));
}

function conditionTexts(shape: Step): string[] {
  if (shape.kind === 'customCondition') return shape.branches.map((branch) => branch.when);
  if (shape.kind !== 'aiReply') return [];
  return [
    requiredBy(shape.requirement, shape.requires),
    ...(shape.branches ?? []).map((branch) => requiredBy(branch.when, branch.requires)),
  ].filter((text) => text !== null);
}

/** A condition ready to be asked of a lead. */
export function predicateOf(text: string): Predicate {
  const parsed = parseCondition(text, 'lead');
  const condition: Condition | null = parsed.ok ? parsed.value : null;
  return condition ? compileCondition(condition) : () => false;
}

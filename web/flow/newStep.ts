import type { Step, StepKind } from '../../src/flow/flow.ts';

/** In the order of the menu that makes a step. */
export const stepKinds = [
  'sendMessage',
  'aiReply',
  'customCondition',
  'customDelay',
  'customPush',
  'abRouter',
  'changeTags',
  'setFields',
  'sendWebhook',
  'sendTrackerEvent',
  'assignOperator',
  'changeFlow',
] as const satisfies readonly StepKind[];

/** What a new step's key begins with. */
export const keyBase: Record<StepKind, string> = {
  sendMessage: 'message',
  aiReply: 'ai',
  customCondition: 'condition',
  customDelay: 'delay',
  customPush: 'push',
  abRouter: 'split',
  changeTags: 'tags',
  setFields: 'fields',
  sendWebhook: 'webhook',
  sendTrackerEvent: 'event',
  assignOperator: 'manager',
  changeFlow: 'flow',
};

/** A step of that kind with nothing filled in: what must be filled is marked until it is. */
export function newStep(kind: StepKind, key: string): Step {
  switch (kind) {
    case 'sendMessage':
      return { key, kind, messages: [{ text: '' }], finish: 'waiting' };
    case 'aiReply':
      return { key, kind, goal: '', requirement: '' };
    case 'customCondition':
      return { key, kind, branches: [{ when: '', next: '' }] };
    case 'customDelay':
      return { key, kind, for: '1h' };
    case 'customPush':
      return { key, kind, pushes: [{ after: '1h', message: { text: '' } }] };
    case 'abRouter':
      return {
        key,
        kind,
        branches: [
          { percent: 50, next: '' },
          { percent: 50, next: '' },
        ],
      };
    case 'changeTags':
      return { key, kind, assign: [] };
    case 'setFields':
      return { key, kind, fields: {} };
    case 'sendWebhook':
      return { key, kind, url: '' };
    case 'sendTrackerEvent':
      return { key, kind, event: '' };
    case 'assignOperator':
      return { key, kind, assign: [{ operator: '', percent: 100 }] };
    case 'changeFlow':
      return { key, kind, to: '' };
  }
}

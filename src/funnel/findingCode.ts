/**
 * Everything the checks of a funnel file may say, by code. A code, once published, keeps its meaning;
 * docs/guide/en/lint.md explains each, and a test compares the two.
 * `error`: the file is refused. `warning`: told by lint, plan and apply alike. `info`: told by lint only.
 */
export const findingCodes = {
  malformed: 'error',
  duplicateKey: 'error',
  missingStep: 'error',
  buttonToMissingStep: 'error',
  missingFlow: 'error',
  missingBot: 'error',
  missingCampaign: 'error',
  unknownNetwork: 'error',
  badCondition: 'error',
  abSum: 'error',
  operatorSum: 'error',
  badMedia: 'error',
  badLink: 'error',
  variableCycle: 'error',
  secretPlace: 'error',
  secretName: 'error',
  missingSecret: 'error',
  notSupported: 'error',

  noStart: 'warning',
  unreachableStep: 'warning',
  circle: 'warning',
  nothingAfter: 'warning',
  nextNeverTaken: 'warning',
  branchNeverTaken: 'warning',
  otherwiseNeverTaken: 'warning',
  abZero: 'warning',
  twoRulesOnOneEvent: 'warning',
  ruleNeverFires: 'warning',
  unsentEvent: 'warning',
  undeclaredField: 'warning',
  undeclaredTag: 'warning',
  undeclaredTracker: 'warning',
  unknownPlace: 'warning',
  macroWithoutSource: 'warning',
  duplicateButton: 'warning',
  emptyStep: 'warning',
  badValue: 'warning',
  aiNotSetUp: 'warning',
  aiClaimsFact: 'warning',
  noGlobalPushes: 'warning',
  pushesNeverSent: 'warning',
  runNeedsAi: 'warning',
  quietHours: 'warning',
  linkVariable: 'warning',
  secretKept: 'warning',

  endlessWait: 'info',
  unusedVariable: 'info',
  unusedTag: 'info',
} as const satisfies Record<string, 'error' | 'warning' | 'info'>;

export type FindingCode = keyof typeof findingCodes;
export type Severity = (typeof findingCodes)[FindingCode];

/** What reads like a sentence in the sources and never reaches a screen of the application. */

/** Files that speak to the model, to the terminal, to the log, to the database, or in two languages already. */
export const unshownFiles = new RegExp(
  [
    '^(store|story)/',
    '^ai/(amountsIn|claims\\w+|clause|confirmsAsked|describeLead|eventWords|factPatterns|promptTexts|prompt)\\.ts',
    '^condition/(explain\\w*|compileCondition|formatCondition|sql)\\.ts',
    '^(commandLine|config|demo|logger|main|metrics|server|simulate|workThread|working|world)\\.ts',
    '^funnel/(describeAnswer|funnelSchema|lintText)\\.ts',
    '^webhook/(egressAllow|webhookHeaders)\\.ts',
    '^network/(linkPreview|networkFile|networks|statusWords)\\.ts',
    '^account/(roles|usedLinkPage)\\.ts',
    '^api/openApi\\.ts',
    // What the lead is told of privacy stands there in both languages.
    '^dialog/command\\.ts',
    // The checklist is told by its codes: web/settings/checkWords.ts.
    '^telegram/(callReport|checklist|invites|notice|setMenu|webhookSecret)\\.ts',
  ].join('|'),
);

/** Words of protocols, documentation that stands in an argument, and what is said to leads. */
const elsewhere = [
  'signalbox account',
  'Bearer 7',
  'event: dialog\ndata: 7\n\n',
  'retry: 2000\n\n',
  '7; filename="7"; filename*=UTF-8\'\'7',
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  'What the lead has told, null where nothing.',
  'The decision about the latest messages of the lead.',
  'What applying this file would change',
  'Make all the changes or none',
  'You are talking to an AI assistant, not a person.',
  '/start 7',
  'event = sale',
  'event = registration',
  'draft 7/7',
];

/** Told by causeWords, by their first word. */
const causes = ['fields · 7', '7 by 7, 77 tokens', '7 by nobody, 77 tokens'];

/** What the model is told of its own reply. */
const corrections = [
  'it was empty',
  'it was far too long',
  'it held control characters',
  'it wrote words letter by letter; write them as usual',
  'it held parts of these instructions',
  'it let the lead believe that a person writes; say that you are an AI assistant where it matters',
  'it repeated these instructions word for word; say it in your own words',
  'it said that a 7 has happened, which no event in the list says; say that none has been reported yet',
  'it named an amount for a 7 that no event in the list has',
];

/** Pieces that stand in a sentence only: the sentences are among `gluedSentences`, or are found whole. */
const pieces = [
  'was empty',
  'was longer than 7 characters',
  'held control characters',
  'was spelled letter by letter',
  'held marks of the prompt',
  'denied being an AI',
  'repeated the instructions',
  'told of a 7 that no event says',
  'named an amount for a 7 that no event has',
  "the AI's answer is no number",
  ', not 7',
  '; for no value write: is empty',
  ' in quotes',
  'no step',
  'is unknown and was left empty',
  'has no value for this lead and was left empty',
  '{{7}} in 7/7 7',
  'a Telegram bot needs a token, and the server has none for it',
  '7 7; did you mean 7?',
  'the bot has no custom field',
  'no campaign brings a tracker field',
  'the bot does not declare, and no step assigns, the tag',
  'the bot has no flow',
  'the bot has no step',
  'the bot has no campaign',
  '; did you mean 7?',
  ' unless a branch leads out',
  ', and behind it to 7 more',
  'with the same condition',
  'without a condition',
  ' It was 7, at 7.',
  '7 It was 7, at 7.',
  'the bot 7',
  'Telegram: 7',
  '7 (unknown error)',
  ', or ',
  ' in DATA_DIR/files',
  "7 7 a private or reserved address; the server's EGRESS_ALLOW can open it",
  'resolves to',
];

export const unshownSentences: ReadonlySet<string> = new Set([
  ...elsewhere,
  ...causes,
  ...corrections,
  ...pieces,
]);

/**
 * The sentences of the engine that have a translation, by what they look like. The first that fits
 * counts, so the narrower one stands first. Parts named `reason` are sentences themselves.
 */
import type { TextKey } from '../parts/language.ts';

/** A JSON string: read in one go, however many quotes a hostile label holds. */
const quoted = '"(?:[^"\\\\]|\\\\.)*"';

const repeats: [RegExp, TextKey][] = [
  [/^tid (?<tid>.+) was received before$/, 'reason.tid'],
  [/^(?<event>\S+) was received before$/, 'reason.before'],
  [/^(?<event>\S+) without tid counts once a lead$/, 'reason.once'],
  [/^(?<event>\S+) is recorded but not counted: a lead has at most (?<most>\d+) names/, 'reason.uncounted'],
  [/^the same request came within (?<seconds>[\d.]+) s$/, 'reason.within'],
];

const dialogs: [RegExp, TextKey][] = [
  [/^the rule respects the operator/, 'reason.operator'],
  [/^automation does not run while the dialog is (?<status>\w+)$/, 'reason.status'],
  [/^the dialog is at no step with status (?<status>\w+)$/, 'reason.atNoStep'],
  [/^the dialog is at (?<step>\S+) with status (?<status>\w+)$/, 'reason.at'],
  [/^the lead came by another click/, 'reason.secondClick'],
  [/^the lead has opted out until it writes \/start$/, 'reason.optedOut'],
  [/^the bot skips (?<media>\w+) messages$/, 'reason.skips'],
  [/^a dialog has at most (?<most>\d+) tags: (?<left>\d+) were left out$/, 'reason.tags'],
  [/^(?<event>\S+) takes nothing back: (?<reason>.+)$/s, 'reason.takeBack'],
  [/^no counted amount has the tid (?<tid>.*)$/s, 'reason.takeBack.tid'],
  [/^no counted deposit is left/, 'reason.takeBack.deposit'],
];

const drawings: [RegExp, TextKey][] = [
  [/^the start step (?<step>\S+) does not exist$/, 'reason.missing.start'],
  [/^the greeting step (?<step>\S+) does not exist$/, 'reason.missing.greeting'],
  [/^the button leads to (?<to>\S+), which does not exist$/, 'reason.missing.target'],
  [/^the auto action on (?<on>\S+) leads to (?<to>\S+), which does not exist$/, 'reason.missing.rule'],
  [/^(?<step>\S+) leads to (?<to>\S+), which does not exist$/, 'reason.missing.step'],
  [/^(?<step>\S+) no longer exists$/, 'reason.missing.gone'],
  [/^the button that was pressed is no longer/, 'reason.missingButton'],
  [/^(?<step>\S+) waits for the AI and cannot be run/, 'reason.runNeedsAi'],
  [/^(?<step>\S+) only moves, and was run without moving$/, 'reason.runOnlyMoves'],
  [/^the flow went through (?<steps>\d+) steps without waiting: (?<circle>.+)$/s, 'reason.circle'],
  [/^stopped a circle: .* answered each other (?<rounds>\d+) times \((?<circle>.+)\)$/s, 'reason.loop'],
];

const messages: [RegExp, TextKey][] = [
  [/^a message was not sent: (?<reason>.+)$/s, 'reason.notSent'],
  [/^a business account may write for 24 hours after/, 'reason.window.business'],
  [/^who asks to join a channel may be written to only until/, 'reason.window.joining'],
  [/^\{\{(?<macro>[^}]+)\}\} in (?<step>\S+) is unknown/, 'reason.macroUnknown'],
  [/^\{\{(?<macro>[^}]+)\}\} in (?<step>\S+) has no value/, 'reason.macroEmpty'],
  [/^\{\{(?<macro>[^}]+)\}\} in (?<step>\S+) could not be filled: (?<why>\w+)$/, 'reason.macroBroken'],
  [/^push (?<index>\d+) of (?<step>\S+) came out empty/, 'reason.emptyPush'],
  [/^message (?<index>\d+) of (?<step>\S+) came out empty/, 'reason.emptyMessage'],
  [/^the (?<media>\w+) of (?<step>\S+) was not sent: (?<reason>.+)$/s, 'reason.mediaUrl'],
  [
    new RegExp(`^the button (?<label>${quoted}) of (?<step>\\S+) was left out: (?<reason>.+)$`, 's'),
    'reason.buttonUrl',
  ],
  [/^the URL of (?<step>\S+) cannot be called: (?<reason>.+)$/s, 'reason.callUrl'],
  [/^it is empty$/, 'reason.url.empty'],
  [/^the variable (?<name>\S+) has no value to use as a URL$/, 'reason.url.variable'],
  [/^(?<name>\S+) does not render as an absolute URL$/, 'reason.url.notAbsolute'],
];

const values: [RegExp, TextKey][] = [
  [/^the cost of (?<step>\S+) (?<reason>.+)$/s, 'reason.cost'],
  [/^fields\.(?<field>\S+) was not written: a bot has at most (?<most>\d+) fields$/, 'reason.field.many'],
  [
    new RegExp(`^fields\\.(?<field>\\S+) was not written: (?<value>${quoted}) (?<reason>.+)$`, 's'),
    'reason.field.value',
  ],
  [/^fields\.(?<field>\S+) (?<reason>(?:is|has) .+)$/s, 'reason.field.unfit'],
  [/^is longer than (?<most>\d+) characters$/, 'reason.value.long'],
  [/^is no http or https link$/, 'reason.value.link'],
  [/^is none of (?<options>.*)$/s, 'reason.value.none'],
  [new RegExp(`^(?<value>${quoted}) is none of (?<options>.*)$`, 's'), 'reason.value.wrong'],
  [/^is no number$/, 'reason.value.number'],
  [/^has more than 15 digits$/, 'reason.value.digits'],
  [/^is no date such as/, 'reason.value.date'],
  [/^is a day or time that does not exist$/, 'reason.value.day'],
  [new RegExp(`^(?<value>${quoted}) is not a number$`, 's'), 'reason.amount.number'],
  [/^an amount has at most (?<most>\d+) characters$/, 'reason.amount.long'],
  [/^a number has at most (?<most>\d+) digits before and (?<after>\d+) after/, 'reason.amount.digits'],
];

const ai: [RegExp, TextKey][] = [
  [/^an answer of the AI came too late: (?<reason>.+)$/s, 'reason.ai.late'],
  [/^the dialog has left the step meanwhile$/, 'reason.ai.leftStep'],
  [/^the lead has written again meanwhile$/, 'reason.ai.wroteAgain'],
  [/^push (?<number>\d+) of (?<step>\S+) was not written: (?<reason>.+)$/s, 'reason.ai.push'],
  [/^the AI of (?<step>\S+): (?<reason>.+)$/s, 'reason.ai.failed'],
  [/^what the lead sent was not recognised: (?<reason>.+)$/s, 'reason.ai.notRecognised'],
  [/^the AI gave no reply$/, 'reason.ai.noReply'],
  [/^the AI has not answered in time$/, 'reason.ai.noAnswer'],
  [/^the owner of (?:the|this) business account has not (?:agreed|consented)/, 'reason.ai.consent'],
  [/^no AI endpoint is set up for this bot$/, 'reason.ai.noEndpoint'],
  [/^the requirement is met: the step has none$/, 'reason.refused.none'],
  [/^the requirement is met: the events of the lead do not say so$/, 'reason.refused.events'],
  [new RegExp(`^the branch (?<branch>${quoted}): it may not be taken now$`, 's'), 'reason.refused.branch'],
  [new RegExp(`^the field (?<field>${quoted}): the step does not let`, 's'), 'reason.refused.field'],
  [/^the field (?<field>\S+): the value (?<reason>.+)$/s, 'reason.refused.value'],
];

/** What the endpoint did, and why its words were not sent. */
const aiCalls: [RegExp, TextKey][] = [
  [/^no AI model is set up for this bot$/, 'reason.ai.noModel'],
  [/^the AI endpoint: (?<reason>.+)$/s, 'reason.ai.endpoint'],
  [/^the AI endpoint cannot be called: (?<reason>.+)$/s, 'reason.ai.cannotCall'],
  [/^the AI endpoint answered (?<code>\d+): (?<reason>.+)$/s, 'reason.ai.answeredWhy'],
  [/^the AI endpoint answered (?<code>\d+)$/, 'reason.ai.answered'],
  [/^the (?<most>\d+) tokens of the day are used up \((?<used>\d+) so far\)$/, 'reason.ai.budget'],
  [/^the question has waited for too long$/, 'reason.ai.waited'],
  [/^something of ours broke$/, 'reason.ai.broke'],
  [/^no answer$/, 'reason.ai.nothing'],
  [/^no whole answer in time$/, 'reason.ai.noAnswer'],
  [/^the model refused to answer$/, 'reason.ai.refused'],
  [/^the AI gave an empty answer$/, 'reason.ai.noReply'],
  [/^the answer (?:holds|is) no (?:decision|chat completion|transcription)$/, 'reason.ai.unusable'],
  [/^the file is not there any more$/, 'reason.ai.noFile'],
  [/^files of this kind cannot be recognised$/, 'reason.ai.fileKind'],
  [/^the AI's answer denied being an AI$/, 'reason.reply.person'],
  [/^the AI's answer told of a \w+ that no event says$/, 'reason.reply.event'],
  [/^the AI's answer named an amount for a \w+ that no event has$/, 'reason.reply.amount'],
  [/^the AI's answer (?:repeated the instructions|held marks of the prompt)$/, 'reason.reply.prompt'],
  [/^the AI's answer (?:was|held) /, 'reason.reply.shape'],
];

const postbacks: [RegExp, TextKey][] = [
  [
    /^The network has not filled in the macro (?<macro>.+); it counts as absent\.$/s,
    'reason.postback.unfilled',
  ],
  [/^Sent more than once; the last value counts\.$/, 'reason.postback.repeated'],
  [/^No event was recorded: (?<reason>.+)\.$/s, 'reason.postback.noEvent'],
  [/^No event was named; the network means (?<event>\S+) by that\.$/, 'reason.postback.assumed'],
  [/^The event has no amount: (?<reason>.+)\.$/s, 'reason.postback.noAmount'],
  [
    new RegExp(`^(?<value>${quoted}) is not a currency code such as USD; (?<taken>\\w+) was taken\\.$`, 's'),
    'reason.postback.currency',
  ],
  [/^the request names no click id$/, 'reason.postback.noClick'],
  [new RegExp(`^no click has the id (?<clickid>${quoted})$`, 's'), 'reason.postback.unknownClick'],
  [/^A field key begins with a letter/, 'reason.postback.fieldKey'],
  [/^A field value has at most (?<most>\d+) characters\.$/, 'reason.postback.fieldLong'],
];

const calls: [RegExp, TextKey][] = [
  [/^the connection was refused/, 'reason.call.refused'],
  [/^the connection was broken off/, 'reason.call.broken'],
  [/^the connection was closed/, 'reason.call.closed'],
  [/^the host name is unknown/, 'reason.call.hostUnknown'],
  [/^the host name could not be resolved/, 'reason.call.hostUnresolved'],
  [/^the connection timed out/, 'reason.call.timedOut'],
  [/^no whole answer within (?<seconds>[\d.]+) s$/, 'reason.call.late'],
  [/^(?<host>\S+) (?:is|resolves to) a private or reserved address/, 'reason.call.inside'],
  [/^answered \d+: redirects are not followed$/, 'reason.call.redirect'],
  [/^answered \d+: the receiver is gone/, 'reason.call.gone'],
];

export const reasons: readonly [RegExp, TextKey][] = [
  ...repeats,
  ...dialogs,
  ...drawings,
  ...messages,
  ...values,
  ...ai,
  ...aiCalls,
  ...postbacks,
  ...calls,
];

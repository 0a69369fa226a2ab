/** Everything the fake may refuse with: the one table of error descriptions, each with where it comes from. */
import type { ResponseParameters } from '@grammyjs/types';

/**
 * Where a description comes from. `server`: a string of the open Bot API server (tdlib/telegram-bot-api)
 * or of its library (tdlib/td), under the prefix and the lower case that `fail_query_with_error` gives it.
 * `telegram`: a code of Telegram's own servers that the Bot API passes on. `fake`: said by the fake alone,
 * where Telegram would let pass or ignore what is most likely a mistake; it always contains "(fake)".
 */
export type RefusalSource = 'server' | 'telegram' | 'fake';

type Row = readonly [code: number, description: string, source: RefusalSource];

const rows = {
  notFound: [404, 'Not Found', 'server'],
  methodNotFound: [404, 'Not Found: method not found', 'server'],
  invalidToken: [401, 'Unauthorized: invalid token specified', 'server'],
  unauthorized: [401, 'Unauthorized', 'server'],
  tooLarge: [413, 'Request Entity Too Large', 'server'],
  unreadableBody: [400, 'Bad Request: can not parse the body (fake)', 'fake'],
  internal: [500, 'Internal Server Error: {what} (fake)', 'fake'],
  tooManyRequests: [429, 'Too Many Requests: retry after {seconds}', 'server'],

  unknownParameter: [400, 'Bad Request: {method} has no parameter {name} (fake)', 'fake'],
  notModelled: [400, 'Bad Request: {what} is not modelled (fake)', 'fake'],
  wrongJson: [400, 'Bad Request: {name} is not of the shape that the method takes: {why} (fake)', 'fake'],
  notOfItsType: [400, 'Bad Request: {name} is not of type {type} (fake)', 'fake'],

  pollTerminated: [
    409,
    'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    'server',
  ],
  pollEndedByWebhook: [409, 'Conflict: terminated by setWebhook request', 'server'],
  webhookActive: [
    409,
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    'server',
  ],
  webhookNotHttps: [400, 'Bad Request: bad webhook: An HTTPS URL must be provided for webhook', 'server'],
  webhookPort: [
    400,
    'Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443',
    'server',
  ],
  webhookUrl: [400, 'Bad Request: invalid webhook URL specified', 'server'],
  secretTooLong: [400, 'Bad Request: secret token is too long', 'server'],
  secretAlphabet: [400, 'Bad Request: secret token contains unallowed characters', 'server'],
  maxConnections: [400, 'Bad Request: max_connections is not between 1 and 100 (fake)', 'fake'],

  chatIdEmpty: [400, 'Bad Request: chat_id is empty', 'server'],
  chatNotFound: [400, 'Bad Request: chat not found', 'server'],
  userNotFound: [400, 'Bad Request: user not found', 'server'],
  blocked: [403, 'Forbidden: bot was blocked by the user', 'server'],
  deactivated: [403, 'Forbidden: user is deactivated', 'server'],
  cannotInitiate: [403, "Forbidden: bot can't initiate conversation with a user", 'server'],
  kicked: [403, 'Forbidden: bot was kicked from the {place} chat', 'server'],
  notMember: [403, 'Forbidden: bot is not a member of the {place} chat', 'server'],
  upgraded: [400, 'Bad Request: group chat was upgraded to a supergroup chat', 'server'],
  noRightToPost: [400, 'Bad Request: need administrator rights in the channel chat', 'server'],
  notEnoughRightsToInvite: [400, 'Bad Request: not enough rights to manage chat invite link', 'server'],
  notEnoughRightsToAdmit: [400, 'Bad Request: not enough rights to manage chat join requests', 'server'],
  noJoinRequests: [400, "Bad Request: the chat can't have join requests", 'server'],
  noLinksHere: [400, "Bad Request: can't invite members to a private chat", 'server'],
  membersHidden: [400, 'Bad Request: member list is inaccessible', 'server'],
  notEnoughRightsToPin: [
    400,
    'Bad Request: not enough rights to manage pinned messages in the chat',
    'server',
  ],

  textEmpty: [400, 'Bad Request: message text is empty', 'server'],
  textBlank: [400, 'Bad Request: text must be non-empty', 'server'],
  textTooLong: [400, 'Bad Request: message is too long', 'server'],
  captionTooLong: [400, 'Bad Request: message caption is too long', 'server'],
  notUtf8: [400, 'Bad Request: strings must be encoded in UTF-8', 'server'],
  parseMode: [400, 'Bad Request: unsupported parse_mode', 'server'],
  unparsed: [400, "Bad Request: can't parse entities: {why}", 'server'],
  entityJson: [400, "Bad Request: can't parse MessageEntity: {why}", 'server'],
  entity: [400, 'Bad Request: entity {n}: {why} (fake)', 'fake'],

  buttonText: [400, 'Bad Request: inline keyboard button text must be non-empty', 'server'],
  buttonData: [400, 'Bad Request: BUTTON_DATA_INVALID', 'telegram'],
  buttonUrl: [400, "Bad Request: inline keyboard button URL '{url}' is invalid: {why}", 'server'],
  buttonKind: [
    400,
    "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    'server',
  ],
  webAppUrl: [
    400,
    "Bad Request: inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed",
    'server',
  ],
  buttonActions: [400, 'Bad Request: button "{text}" has {count} actions instead of one (fake)', 'fake'],

  fileMissing: [400, 'Bad Request: there is no {kind} in the request', 'server'],
  fileNotSpecified: [400, 'Bad Request: file_id not specified', 'server'],
  photoTooBig: [400, 'Bad Request: a photo is larger than 10 MB (fake)', 'fake'],
  fileId: [400, 'Bad Request: wrong file identifier/HTTP URL specified', 'server'],
  fileIdInvalid: [400, 'Bad Request: invalid file_id', 'server'],
  fileOfOtherType: [400, "Bad Request: can't use file of type {was} as {wanted}", 'server'],
  fileEmpty: [400, 'Bad Request: file must be non-empty', 'server'],
  fileTooBig: [400, 'Bad Request: file is too big', 'server'],
  urlContent: [400, 'Bad Request: failed to get HTTP URL content', 'server'],
  urlWrong: [400, 'Bad Request: wrong HTTP URL specified', 'server'],

  replyNotFound: [400, 'Bad Request: message to be replied not found', 'server'],
  editNotFound: [400, 'Bad Request: message to edit not found', 'server'],
  cannotEdit: [400, "Bad Request: message can't be edited", 'server'],
  noTextToEdit: [400, 'Bad Request: there is no text in the message to edit', 'server'],
  noCaptionToEdit: [400, 'Bad Request: there is no caption in the message to edit', 'server'],
  notModified: [
    400,
    'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    'server',
  ],
  deleteNotFound: [400, 'Bad Request: message to delete not found', 'server'],
  cannotDelete: [400, "Bad Request: message can't be deleted", 'server'],
  tooOldToDelete: [400, "Bad Request: message can't be deleted for everyone", 'server'],
  messageIds: [400, 'Bad Request: message identifiers are not specified', 'server'],
  pinNotFound: [400, 'Bad Request: message to pin not found', 'server'],
  unpinNotFound: [400, 'Bad Request: message to unpin not found', 'server'],

  queryTooOld: [
    400,
    'Bad Request: query is too old and response timeout expired or query ID is invalid',
    'server',
  ],
  wrongAction: [400, 'Bad Request: wrong parameter action in request', 'server'],
  answerTooLong: [400, 'Bad Request: MESSAGE_TOO_LONG', 'telegram'],

  albumEmpty: [400, 'Bad Request: there are no messages to send', 'server'],
  albumTooLong: [400, 'Bad Request: too many messages to send as an album', 'server'],
  albumOfOne: [400, 'Bad Request: an album of one (fake)', 'fake'],
  albumKind: [
    400,
    'Bad Request: can\'t parse InputMedia: type "{type}" can\'t be used in sendMediaGroup',
    'server',
  ],
  albumMix: [400, "Bad Request: {type} can't be mixed with other media types", 'server'],
  albumJson: [400, "Bad Request: can't parse InputMedia: {why}", 'server'],

  parameterEmpty: [400, 'Bad Request: parameter "{name}" is required', 'server'],
  latitude: [400, 'Bad Request: latitude is empty', 'server'],
  wrongLocation: [400, 'Bad Request: latitude or longitude is out of range (fake)', 'fake'],
  longitude: [400, 'Bad Request: longitude is empty', 'server'],

  linkName: [400, 'Bad Request: invite link name is too long (fake)', 'fake'],
  linkLimits: [
    400,
    "Bad Request: member limit can't be specified for links requiring administrator approval",
    'server',
  ],
  linkExpired: [400, 'Bad Request: EXPIRE_DATE_INVALID', 'telegram'],
  linkLimit: [400, 'Bad Request: USAGE_LIMIT_INVALID', 'telegram'],
  linkNotFound: [400, 'Bad Request: INVITE_HASH_EXPIRED', 'telegram'],
  noRequest: [400, 'Bad Request: HIDE_REQUESTER_MISSING', 'telegram'],
  alreadyMember: [400, 'Bad Request: USER_ALREADY_PARTICIPANT', 'telegram'],

  connectionNotFound: [400, 'Bad Request: business connection not found', 'server'],
  connectionInvalid: [400, 'Bad Request: BUSINESS_CONNECTION_INVALID', 'telegram'],
  businessRights: [400, 'Bad Request: BOT_ACCESS_FORBIDDEN', 'telegram'],
  businessPeer: [400, 'Bad Request: BUSINESS_PEER_INVALID', 'telegram'],
  businessWindow: [400, 'Bad Request: BUSINESS_PEER_USAGE_MISSING', 'telegram'],

  commandJson: [400, "Bad Request: can't parse BotCommand: {why}", 'server'],
  commandText: [400, 'Bad Request: BOT_COMMAND_INVALID', 'telegram'],
  commandDescription: [400, 'Bad Request: BOT_COMMAND_DESCRIPTION_INVALID', 'telegram'],
  commandsTooMuch: [400, 'Bad Request: BOT_COMMANDS_TOO_MUCH', 'telegram'],
} as const satisfies Record<string, Row>;

export type RefusalName = keyof typeof rows;

export const refusalTable: Readonly<Record<RefusalName, Row>> = rows;

/** A call that is answered with an error instead of a result. */
export class Refused extends Error {
  readonly code: number;
  readonly parameters: ResponseParameters | undefined;

  constructor(code: number, description: string, parameters?: ResponseParameters) {
    super(description);
    this.name = 'Refused';
    this.code = code;
    this.parameters = parameters;
  }
}

/** The refusal of that name, with the places of its description filled in. */
export function refusal(
  name: RefusalName,
  fill: Readonly<Record<string, string | number>> = {},
  parameters?: ResponseParameters,
): Refused {
  const [code, description] = refusalTable[name];
  const filled = description.replace(/\{(\w+)\}/g, (_, place: string) => String(fill[place] ?? ''));
  return new Refused(code, filled, parameters);
}

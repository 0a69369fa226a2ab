/** Which methods the fake has and which parameters each of them takes; a parameter of Telegram's left out does not compile. */
import type { Opts } from '@grammyjs/types';

/**
 * `chat` is a number or @username; `file` an upload, file_id or URL; `json` a JSON object or array. What is
 * `unmodelled` exists in Telegram and is refused here, so that nobody believes it tested.
 */
export type ParameterKind =
  | 'text'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'json'
  | 'chat'
  | 'file'
  | 'unmodelled';

const target = {
  business_connection_id: 'text',
  chat_id: 'chat',
  message_thread_id: 'unmodelled',
  direct_messages_topic_id: 'unmodelled',
} as const;

const anySending = {
  disable_notification: 'boolean',
  protect_content: 'boolean',
  allow_paid_broadcast: 'unmodelled',
  message_effect_id: 'unmodelled',
  reply_parameters: 'json',
  reply_to_message_id: 'integer',
} as const;

const sending = {
  ...target,
  ...anySending,
  ephemeral_message_parameters: 'unmodelled',
  suggested_post_parameters: 'unmodelled',
  reply_markup: 'json',
} as const;

const caption = { caption: 'text', parse_mode: 'text', caption_entities: 'json' } as const;
const aboveMedia = { ...caption, show_caption_above_media: 'boolean', has_spoiler: 'boolean' } as const;
const size = { duration: 'integer', width: 'integer', height: 'integer', thumbnail: 'file' } as const;
const message = { business_connection_id: 'text', chat_id: 'chat', message_id: 'integer' } as const;
const editing = { ...message, inline_message_id: 'unmodelled', reply_markup: 'json' } as const;
const joiner = { chat_id: 'chat', user_id: 'integer' } as const;

export const callShapes = {
  getMe: {},
  getUpdates: { offset: 'integer', limit: 'integer', timeout: 'integer', allowed_updates: 'json' },
  setWebhook: {
    url: 'text',
    certificate: 'unmodelled',
    ip_address: 'text',
    max_connections: 'integer',
    allowed_updates: 'json',
    drop_pending_updates: 'boolean',
    secret_token: 'text',
  },
  deleteWebhook: { drop_pending_updates: 'boolean' },
  getWebhookInfo: {},
  sendMessage: {
    ...sending,
    text: 'text',
    parse_mode: 'text',
    entities: 'json',
    link_preview_options: 'json',
  },
  sendPhoto: { ...sending, ...aboveMedia, photo: 'file' },
  sendVideo: {
    ...sending,
    ...aboveMedia,
    ...size,
    video: 'file',
    cover: 'unmodelled',
    start_timestamp: 'unmodelled',
    supports_streaming: 'boolean',
  },
  sendAnimation: { ...sending, ...aboveMedia, ...size, animation: 'file' },
  sendDocument: {
    ...sending,
    ...caption,
    document: 'file',
    thumbnail: 'file',
    disable_content_type_detection: 'boolean',
  },
  sendAudio: {
    ...sending,
    ...caption,
    audio: 'file',
    duration: 'integer',
    performer: 'text',
    title: 'text',
    thumbnail: 'file',
  },
  sendVoice: { ...sending, ...caption, voice: 'file', duration: 'integer' },
  sendVideoNote: {
    ...sending,
    video_note: 'file',
    duration: 'integer',
    length: 'integer',
    thumbnail: 'file',
  },
  sendSticker: { ...sending, sticker: 'file', emoji: 'text' },
  sendMediaGroup: { ...target, ...anySending, media: 'json' },
  sendContact: { ...sending, phone_number: 'text', first_name: 'text', last_name: 'text', vcard: 'text' },
  sendLocation: {
    ...sending,
    latitude: 'number',
    longitude: 'number',
    horizontal_accuracy: 'number',
    live_period: 'unmodelled',
    heading: 'unmodelled',
    proximity_alert_radius: 'unmodelled',
  },
  sendChatAction: {
    business_connection_id: 'text',
    chat_id: 'chat',
    message_thread_id: 'unmodelled',
    action: 'text',
  },
  editMessageText: {
    ...editing,
    text: 'text',
    parse_mode: 'text',
    entities: 'json',
    link_preview_options: 'json',
    rich_message: 'unmodelled',
  },
  editMessageCaption: { ...editing, ...caption, show_caption_above_media: 'boolean' },
  editMessageReplyMarkup: editing,
  deleteMessage: { chat_id: 'chat', message_id: 'integer' },
  deleteMessages: { chat_id: 'chat', message_ids: 'json' },
  pinChatMessage: { ...message, disable_notification: 'boolean' },
  unpinChatMessage: message,
  answerCallbackQuery: {
    callback_query_id: 'text',
    text: 'text',
    show_alert: 'boolean',
    url: 'text',
    cache_time: 'integer',
  },
  getFile: { file_id: 'text' },
  createChatInviteLink: {
    chat_id: 'chat',
    name: 'text',
    expire_date: 'integer',
    member_limit: 'integer',
    creates_join_request: 'boolean',
  },
  revokeChatInviteLink: { chat_id: 'chat', invite_link: 'text' },
  approveChatJoinRequest: joiner,
  declineChatJoinRequest: joiner,
  getChat: { chat_id: 'chat' },
  getChatMember: joiner,
  setMyCommands: { commands: 'json', scope: 'json', language_code: 'text' },
  getMyCommands: { scope: 'json', language_code: 'text' },
  getBusinessConnection: { business_connection_id: 'text' },
} as const satisfies {
  [M in keyof Opts<never>]?: Record<keyof Required<Opts<never>[M]>, ParameterKind>;
};

export type MethodName = keyof typeof callShapes;

const byLowerCase = new Map<string, MethodName>();
for (const name of Object.keys(callShapes)) {
  if (isMethod(name)) byLowerCase.set(name.toLowerCase(), name);
}

function isMethod(name: string): name is MethodName {
  return Object.hasOwn(callShapes, name);
}

/** The method as Telegram finds it: the case of its letters does not count. */
export const findMethod = (name: string): MethodName | null => byLowerCase.get(name.toLowerCase()) ?? null;

export const shapeOf = (method: MethodName): Readonly<Record<string, ParameterKind>> => callShapes[method];

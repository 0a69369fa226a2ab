/** Every method that the fake has. */
import { getMe, getMyCommands, setMyCommands } from './aboutBotMethods.ts';
import { sendMediaGroup } from './albumMethods.ts';
import { getBusinessConnection } from './businessMethods.ts';
import type { MethodName } from './callShapes.ts';
import { editMessageCaption, editMessageReplyMarkup, editMessageText } from './editMethods.ts';
import { getFile } from './fileMethods.ts';
import * as media from './mediaMethods.ts';
import type { Method } from './method.ts';
import * as place from './placeMethods.ts';
import { answerCallbackQuery } from './queryMethods.ts';
import { deleteMessage, deleteMessages, pinChatMessage, unpinChatMessage } from './removeMethods.ts';
import { sendChatAction, sendContact, sendLocation, sendMessage } from './textMethods.ts';
import { deleteWebhook, getUpdates, getWebhookInfo, setWebhook } from './updateMethods.ts';

export const methods: { [Name in MethodName]: Method<Name> } = {
  getMe,
  getUpdates,
  setWebhook,
  deleteWebhook,
  getWebhookInfo,
  sendMessage,
  sendPhoto: media.sendPhoto,
  sendVideo: media.sendVideo,
  sendAnimation: media.sendAnimation,
  sendDocument: media.sendDocument,
  sendAudio: media.sendAudio,
  sendVoice: media.sendVoice,
  sendVideoNote: media.sendVideoNote,
  sendSticker: media.sendSticker,
  sendMediaGroup,
  sendContact,
  sendLocation,
  sendChatAction,
  editMessageText,
  editMessageCaption,
  editMessageReplyMarkup,
  deleteMessage,
  deleteMessages,
  pinChatMessage,
  unpinChatMessage,
  answerCallbackQuery,
  getFile,
  createChatInviteLink: place.createChatInviteLink,
  revokeChatInviteLink: place.revokeChatInviteLink,
  approveChatJoinRequest: place.approveChatJoinRequest,
  declineChatJoinRequest: place.declineChatJoinRequest,
  getChat: place.getChat,
  getChatMember: place.getChatMember,
  setMyCommands,
  getMyCommands,
  getBusinessConnection,
};

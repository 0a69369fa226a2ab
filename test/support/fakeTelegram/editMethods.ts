/** Changing messages that are already there. */
import type { Message, Update } from '@grammyjs/types';
import { entityList } from './entities.ts';
import { formatText } from './formattedText.ts';
import type { Method, MethodContext } from './method.ts';
import { refusal } from './refusals.ts';
import { readMarkup } from './replyMarkup.ts';
import { findTarget } from './targets.ts';
import { changed, dateOf, findMessage, type StoredMessage } from './world.ts';

type Edited<Kind extends Message> = Update.Edited & Kind;

export const editMessageText: Method<'editMessageText'> = (context) => {
  const { parameters } = context;
  const given = parameters.json('entities', entityList, 'entityJson');
  const { text, entities } = formatText(
    'text',
    parameters.text('text'),
    parameters.text('parse_mode'),
    given,
  );
  const stored = findOwn(context);
  if (stored.message.text === undefined) throw refusal('noTextToEdit');
  const marks = entities.length > 0 ? { entities } : { entities: undefined };
  return change(context, stored, { text, ...marks });
};

export const editMessageCaption: Method<'editMessageCaption'> = (context) => {
  const { parameters } = context;
  const given = parameters.json('caption_entities', entityList, 'entityJson');
  const formatted = formatText('caption', parameters.text('caption'), parameters.text('parse_mode'), given);
  const stored = findOwn(context);
  if (!hasCaption(stored.message)) throw refusal('noCaptionToEdit');
  const { text, entities } = formatted;
  return change(context, stored, {
    caption: text === '' ? undefined : text,
    caption_entities: entities.length > 0 ? entities : undefined,
  });
};

export const editMessageReplyMarkup: Method<'editMessageReplyMarkup'> = (context) =>
  change(context, findOwn(context), {});

const hasCaption = ({ photo, video, animation, document, audio, voice }: Message): boolean =>
  [photo, video, animation, document, audio, voice].some((part) => part !== undefined);

/** A bot changes what it has sent itself, unless a reply keyboard came with it. */
function findOwn(context: MethodContext): StoredMessage {
  const { bot, parameters } = context;
  readMarkup(parameters);
  const { conversation } = findTarget(context, 'change');
  const stored = findMessage(conversation, parameters.integer('message_id'));
  if (!stored) throw refusal('editNotFound');
  if (stored.byBot !== bot.me.id || stored.keyboard !== null) throw refusal('cannotEdit');
  return stored;
}

/** Without a keyboard in the call the message loses the one it has. */
function change<Changed extends Partial<Message>>(
  { world, parameters }: MethodContext,
  stored: StoredMessage,
  content: Changed,
): Edited<Message & Changed> {
  const { inline } = readMarkup(parameters);
  const before = stored.message;
  const after = {
    ...before,
    ...content,
    reply_markup: inline ?? undefined,
    edit_date: dateOf(world),
  };
  if (sameContent(before, after)) throw refusal('notModified');
  stored.earlier.push(before);
  stored.message = after;
  changed(world);
  return after;
}

function sameContent(before: Message, after: Message): boolean {
  const content = ({ text, entities, caption, caption_entities, reply_markup }: Message): string =>
    JSON.stringify([text ?? '', entities ?? [], caption ?? '', caption_entities ?? [], reply_markup ?? null]);
  return content(before) === content(after);
}

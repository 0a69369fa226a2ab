/** Messages without a file: texts, contacts, places, and what a bot is shown doing. */
import type { Contact, Location } from '@grammyjs/types';
import { entityList } from './entities.ts';
import { formatText } from './formattedText.ts';
import type { Method } from './method.ts';
import { refusal } from './refusals.ts';
import { beginSending, finishSending } from './sending.ts';
import { findTarget } from './targets.ts';
import { changed } from './world.ts';

export const sendMessage: Method<'sendMessage'> = (context) => {
  const { parameters } = context;
  const given = parameters.json('entities', entityList, 'entityJson');
  const { text, entities } = formatText(
    'text',
    parameters.text('text'),
    parameters.text('parse_mode'),
    given,
  );
  return finishSending(beginSending(context), { text, ...(entities.length > 0 ? { entities } : {}) });
};

export const sendContact: Method<'sendContact'> = (context) => {
  const { parameters } = context;
  if (!parameters.has('phone_number')) throw refusal('parameterEmpty', { name: 'phone_number' });
  if (!parameters.has('first_name')) throw refusal('parameterEmpty', { name: 'first_name' });
  const contact: Contact = {
    phone_number: parameters.text('phone_number'),
    first_name: parameters.text('first_name'),
    ...(parameters.has('last_name') ? { last_name: parameters.text('last_name') } : {}),
    ...(parameters.has('vcard') ? { vcard: parameters.text('vcard') } : {}),
  };
  return finishSending(beginSending(context), { contact });
};

export const sendLocation: Method<'sendLocation'> = (context) => {
  const { parameters } = context;
  if (!parameters.has('latitude')) throw refusal('latitude');
  if (!parameters.has('longitude')) throw refusal('longitude');
  const latitude = Number(parameters.text('latitude'));
  const longitude = Number(parameters.text('longitude'));
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) throw refusal('wrongLocation');
  const location: Location = { latitude, longitude };
  return finishSending(beginSending(context), { location });
};

const actions = new Set([
  ...['typing', 'upload_photo', 'record_video', 'upload_video', 'record_voice', 'upload_voice'],
  ...['upload_document', 'choose_sticker', 'find_location', 'record_video_note', 'upload_video_note'],
]);

export const sendChatAction: Method<'sendChatAction'> = (context) => {
  const action = context.parameters.text('action');
  if (!actions.has(action)) throw refusal('wrongAction');
  const { conversation } = findTarget(context, 'write');
  conversation.actions.push({ action, at: context.world.now() });
  changed(context.world);
  return true;
};

/** What a message says and shows, whoever sent it. */
import type { Message } from 'grammy/types';
import type { Entity } from '../base/entity.ts';
import type { ReceivedFile, Told } from '../signal/signal.ts';
import { readEntities } from './readEntities.ts';
import { readRichText } from './readRichText.ts';
import { integerOf, listOf, numberOf, objectOf, textOf, type Unread } from './unread.ts';

/** `media` is null for a plain text; else `text` is the caption, or what stands for one (a poll's question). */
export type Content = {
  media: string | null;
  text: string;
  entities: Entity[];
  file: ReceivedFile | null;
  contact: Told['contact'] | null;
  location: Told['location'] | null;
};

/** 4,096 characters, each of at most two UTF-16 units. */
export const longestText = 8192;
export const longestName = 256;

type AnyFile = {
  file_id: string;
  file_unique_id: string;
  file_name: string;
  mime_type: string;
  file_size: number;
};

/** Where kinds of which the content is a file stand; an animation stands as a document as well. */
const fileKinds = [
  ['animation', 'animation'],
  ['video', 'video'],
  ['video_note', 'videoNote'],
  ['voice', 'voice'],
  ['audio', 'audio'],
  ['document', 'document'],
  ['sticker', 'sticker'],
] as const satisfies readonly (readonly [keyof Message, string])[];

/** Null for a message of the service, and for a kind of content that this version does not know. */
export function readContent(message: Unread<Message>): Content | null {
  if (typeof message.text === 'string') {
    const text = textOf(message.text, longestText);
    return { ...nothing, text, entities: readEntities(message.entities, text) };
  }
  return readFileContent(message) ?? readPlace(message) ?? readContact(message) ?? readOther(message);
}

const nothing: Content = { media: null, text: '', entities: [], file: null, contact: null, location: null };

function readFileContent(message: Unread<Message>): Content | null {
  const text = textOf(message.caption, longestText);
  const caption = { ...nothing, text, entities: readEntities(message.caption_entities, text) };
  for (const [name, media] of fileKinds) {
    const file = objectOf<AnyFile>(message[name]);
    if (file) return { ...caption, media, file: readFile(file) };
  }
  const photo = largestOf(listOf(message.photo));
  return photo ? { ...caption, media: 'photo', file: readFile(photo) } : null;
}

/** Null without the one part by which its content can be had. */
function readFile(file: Unread<AnyFile>): ReceivedFile | null {
  const fileId = textOf(file.file_id, longestName);
  if (fileId === '') return null;
  const size = integerOf(file.file_size);
  return {
    fileId,
    uniqueId: textOf(file.file_unique_id, longestName),
    name: textOf(file.file_name, longestName),
    mime: textOf(file.mime_type, 128),
    size: size === null || size < 0 ? null : size,
  };
}

/** Telegram sends a picture in up to four sizes. */
function largestOf(sizes: readonly unknown[]): Unread<AnyFile> | null {
  let largest: Unread<AnyFile> | null = null;
  let most = -1;
  for (const one of sizes.slice(0, 20)) {
    const size = objectOf<AnyFile & { width: number; height: number }>(one);
    const pixels = (numberOf(size?.width) ?? 0) * (numberOf(size?.height) ?? 0);
    if (!size || pixels < most) continue;
    largest = size;
    most = pixels;
  }
  return largest;
}

/** A venue is a place with a name. */
function readPlace(message: Unread<Message>): Content | null {
  const venue = objectOf<{ title: string; address: string; location: unknown }>(message.venue);
  const place = objectOf<{ latitude: number; longitude: number }>(venue?.location ?? message.location);
  const latitude = numberOf(place?.latitude);
  const longitude = numberOf(place?.longitude);
  if (latitude === null || longitude === null) return null;
  const named = [venue?.title, venue?.address].map((part) => textOf(part, longestName));
  const text = named.filter(Boolean).join(', ');
  return { ...nothing, media: 'location', text, location: { latitude, longitude } };
}

function readContact(message: Unread<Message>): Content | null {
  const contact = objectOf<NonNullable<Message['contact']>>(message.contact);
  if (!contact) return null;
  const userId = integerOf(contact.user_id);
  return {
    ...nothing,
    media: 'contact',
    contact: {
      phone: textOf(contact.phone_number, 64),
      firstName: textOf(contact.first_name, longestName),
      lastName: textOf(contact.last_name, longestName),
      ...(userId === null ? {} : { userId }),
    },
  };
}

/** What has no file of its own: kept with its words, so that an operator sees what there was. */
function readOther(message: Unread<Message>): Content | null {
  const rich = objectOf(message.rich_message);
  if (rich) return { ...nothing, text: readRichText(rich) };
  const poll = objectOf<{ question: string }>(message.poll);
  if (poll) return { ...nothing, media: 'poll', text: textOf(poll.question, longestText) };
  const dice = objectOf<{ emoji: string; value: number }>(message.dice);
  if (dice) return { ...nothing, media: 'dice', text: diceText(dice) };
  const game = objectOf<{ title: string }>(message.game);
  if (game) return { ...nothing, media: 'game', text: textOf(game.title, longestName) };
  const checklist = objectOf<{ title: string }>(message.checklist);
  if (checklist) return { ...nothing, media: 'checklist', text: textOf(checklist.title, longestName) };
  if (objectOf(message.story)) return { ...nothing, media: 'story' };
  if (!objectOf(message.paid_media)) return null;
  return { ...nothing, media: 'paidMedia', text: textOf(message.caption, longestText) };
}

const diceText = (dice: Unread<{ emoji: string; value: number }>): string =>
  `${textOf(dice.emoji, 16)} ${integerOf(dice.value) ?? ''}`.trim();

/** An operator's message, checked whole before it is accepted: what Telegram would refuse is said at once. */
import type { z } from 'zod';
import type { Entity } from '../base/entity.ts';
import type { OwnFiles } from '../base/fileKeeper.ts';
import { type Media, uploadIn } from '../base/media.ts';
import { type ParameterError, RefusalError, refuse } from '../base/refusal.ts';
import type { OperatorSignal } from '../signal/signal.ts';
import { type Connection, findMessage, type MessageRecord } from '../store/store.ts';
import { checkEntities } from './checkEntities.ts';
import { checkFiles } from './checkFiles.ts';
import type { messageEdit, operatorMessage } from './contract.ts';

type Given = z.infer<typeof operatorMessage>;
type Wrote = Extract<OperatorSignal['action'], { did: 'wrote' }>;
type Edited = Extract<OperatorSignal['action'], { did: 'edited' }>;

/** Where the message goes, and where its files may be. */
export type MessagePlace = { database: Connection; own: OwnFiles; spaceId: string; dialogId: number };

/** Of Telegram, in UTF-16 units. */
const longestText = 4096;
const longestCaption = 1024;

const withoutCaption: ReadonlySet<string> = new Set(['videoNote', 'sticker', 'contact', 'location']);

/** Throws `invalid_parameter` naming everything that is wrong. `uploads` are the ids of those that it uses. */
export async function readMessage(
  place: MessagePlace,
  given: Given,
): Promise<{ action: Wrote; uploads: string[] }> {
  const { text = '', entities = [], replyTo } = given;
  const media = mediaOf(given);
  const problems = [
    ...contentProblems(given),
    ...textProblems(text, media?.kind ?? 'text'),
    ...checkEntities(text, entities),
    ...(await checkFiles(place, media)),
    ...(await replyProblems(place, replyTo)),
  ];
  if (problems.length > 0) throw new RefusalError(refuse('invalid_parameter', { parameters: problems }));
  const uploads = (media?.files ?? []).flatMap((file) => uploadIn(file) ?? []);
  return {
    uploads,
    action: {
      ...{ did: 'wrote', text },
      ...(entities.length > 0 ? { entities: entities.map(plainEntity) } : {}),
      ...(media ? { media } : {}),
      ...(replyTo === undefined ? {} : { replyTo }),
    },
  };
}

/** The change of a message that was found in the dialog. */
export function readEdit(
  message: MessageRecord,
  { text, entities = [] }: z.infer<typeof messageEdit>,
): Edited {
  const { direction, kind, state, deletedAt } = message;
  const cannot =
    direction === 'in'
      ? 'only what we have written can be changed'
      : withoutCaption.has(kind)
        ? `a message of this kind (${kind}) has no text`
        : (state !== 'sent' && state !== 'pending') || deletedAt !== null
          ? 'only a message that is there in the chat, or on its way, can be changed'
          : null;
  const problems = [
    ...(cannot === null ? [] : [{ name: 'messageId', reason: cannot }]),
    ...textProblems(text, kind),
    ...(kind === 'text' && text.trim() === '' ? [{ name: 'text', reason: 'is empty' }] : []),
    ...checkEntities(text, entities),
  ];
  if (problems.length > 0) throw new RefusalError(refuse('invalid_parameter', { parameters: problems }));
  const marks = entities.length > 0 ? { entities: entities.map(plainEntity) } : {};
  return { did: 'edited', messageId: String(message.id), text, ...marks };
}

function mediaOf({ media, contact, location }: Given): Media | null {
  if (media) return media;
  if (contact) return { kind: 'contact', files: [], contact: { lastName: '', ...contact } };
  return location ? { kind: 'location', files: [], location } : null;
}

function contentProblems({ text = '', media, contact, location }: Given): ParameterError[] {
  const contents = [media, contact, location].filter((one) => one !== undefined).length;
  if (contents > 1) return [{ name: '', reason: 'expected one of media, contact and location' }];
  if (contents === 1 || text.trim() !== '') return [];
  return [{ name: 'text', reason: 'expected a text, media, a contact or a location' }];
}

function textProblems(text: string, kind: string): ParameterError[] {
  if (kind === 'text' && text.length > longestText) {
    return [{ name: 'text', reason: `is longer than ${longestText} characters` }];
  }
  if (withoutCaption.has(kind) && text !== '') {
    return [{ name: 'text', reason: `a message of this kind (${kind}) has no caption` }];
  }
  if (kind === 'text' || text.length <= longestCaption) return [];
  return [
    { name: 'text', reason: `as a caption has ${text.length} characters, at most are ${longestCaption}` },
  ];
}

async function replyProblems(
  { database, dialogId }: MessagePlace,
  replyTo: string | undefined,
): Promise<ParameterError[]> {
  if (replyTo === undefined || (await findMessage(database, dialogId, replyTo))) return [];
  return [{ name: 'replyTo', reason: 'is no message of this dialog' }];
}

/** What is not given is not there, instead of being undefined. */
function plainEntity(given: NonNullable<Given['entities']>[number]): Entity {
  const { type, offset, length, url, language, userId, emojiId } = given;
  return {
    ...{ type, offset, length },
    ...(url === undefined ? {} : { url }),
    ...(language === undefined ? {} : { language }),
    ...(userId === undefined ? {} : { userId }),
    ...(emojiId === undefined ? {} : { emojiId }),
  };
}

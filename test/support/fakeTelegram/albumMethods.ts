/** Albums: two to ten files that show as one message. */
import type { Message } from '@grammyjs/types';
import { z } from 'zod';
import { entityList } from './entities.ts';
import { inputFile } from './inputFile.ts';
import { captionOf, contentOf } from './mediaMethods.ts';
import type { Method, MethodContext } from './method.ts';
import { refusal } from './refusals.ts';
import { beginSending, finishSending } from './sending.ts';

const media = z.strictObject({
  type: z.string(),
  media: z.string(),
  thumbnail: z.string().optional(),
  caption: z.string().optional(),
  parse_mode: z.string().optional(),
  caption_entities: entityList.optional(),
  show_caption_above_media: z.boolean().optional(),
  has_spoiler: z.boolean().optional(),
  supports_streaming: z.boolean().optional(),
  disable_content_type_detection: z.boolean().optional(),
  width: z.int().optional(),
  height: z.int().optional(),
  duration: z.int().optional(),
  performer: z.string().optional(),
  title: z.string().optional(),
});

type Media = z.infer<typeof media>;
type AlbumKind = 'photo' | 'video' | 'document' | 'audio';

const isAlbumKind = (type: string): type is AlbumKind =>
  type === 'photo' || type === 'video' || type === 'document' || type === 'audio';

export const sendMediaGroup: Method<'sendMediaGroup'> = (context) => {
  const parts = context.parameters.json('media', z.array(media), 'albumJson');
  if (!parts) throw refusal('parameterEmpty', { name: 'media' });
  const contents = parts.map((part) => readPart(context, part));
  checkTogether(parts);
  const sending = beginSending(context);
  const media_group_id = String(context.world.next('album') + 13_000_000_000_000_000);
  return contents.map((content) => asAlbumMessage(finishSending(sending, { ...content, media_group_id })));
};

function readPart(context: MethodContext, part: Media): Partial<Message> {
  if (!isAlbumKind(part.type)) throw refusal('albumKind', { type: part.type });
  const { caption = '', parse_mode: mode = '', caption_entities: entities = null } = part;
  const words = captionOf(caption, mode, entities, {
    above: part.show_caption_above_media === true,
    spoiler: part.has_spoiler === true,
  });
  const file = inputFile(context, part.type, part.media, null);
  return { ...contentOf(file, (measure) => part[measure] ?? null), ...words };
}

/** Photos and videos go together, documents and audio only among themselves. */
function checkTogether(parts: readonly Media[]): void {
  if (parts.length === 0) throw refusal('albumEmpty');
  if (parts.length > 10) throw refusal('albumTooLong');
  if (parts.length === 1) throw refusal('albumOfOne');
  const apart = parts.find(({ type }) => type === 'document' || type === 'audio');
  if (apart && parts.some(({ type }) => type !== apart.type)) throw refusal('albumMix', { type: apart.type });
}

type AlbumMessage =
  ReturnType<typeof sendMediaGroup> extends infer Sent
    ? Exclude<Sent, Promise<unknown>> extends (infer One)[]
      ? One
      : never
    : never;

function asAlbumMessage(message: Message): AlbumMessage {
  const { photo, video, document, audio } = message;
  if (photo) return { ...message, photo };
  if (video) return { ...message, video };
  if (document) return { ...message, document };
  if (audio) return { ...message, audio };
  throw new Error('an album of something else');
}

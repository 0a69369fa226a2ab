/** Messages with one file. */
import type {
  Animation,
  Audio,
  Document,
  Message,
  MessageEntity,
  PhotoSize,
  Sticker,
  Video,
  VideoNote,
  Voice,
} from '@grammyjs/types';
import { entityList } from './entities.ts';
import { defaultMeasures, type FileKind, fileContent, type Measures } from './files.ts';
import { formatText } from './formattedText.ts';
import { inputFile } from './inputFile.ts';
import type { Method, MethodContext } from './method.ts';
import { beginSending, finishSending } from './sending.ts';
import type { StoredFile } from './world.ts';

export const sendPhoto: Method<'sendPhoto'> = (context) => {
  const { photo, words } = read(context, 'photo', 'photo');
  return finishSending(beginSending(context), { photo: present<PhotoSize[]>(photo), ...words });
};

export const sendVideo: Method<'sendVideo'> = (context) => {
  const { video, words } = read(context, 'video', 'video');
  return finishSending(beginSending(context), { video: present<Video>(video), ...words });
};

export const sendAnimation: Method<'sendAnimation'> = (context) => {
  const { animation, document, words } = read(context, 'animation', 'animation');
  const content = { animation: present<Animation>(animation), document: present<Document>(document) };
  return finishSending(beginSending(context), { ...content, ...words });
};

export const sendDocument: Method<'sendDocument'> = (context) => {
  const { document, words } = read(context, 'document', 'document');
  return finishSending(beginSending(context), { document: present<Document>(document), ...words });
};

export const sendAudio: Method<'sendAudio'> = (context) => {
  const { audio, words } = read(context, 'audio', 'audio');
  const { parameters } = context;
  const titled = {
    ...present<Audio>(audio),
    ...(parameters.has('title') ? { title: parameters.text('title') } : {}),
    ...(parameters.has('performer') ? { performer: parameters.text('performer') } : {}),
  };
  return finishSending(beginSending(context), { audio: titled, ...words });
};

export const sendVoice: Method<'sendVoice'> = (context) => {
  const { voice, words } = read(context, 'voice', 'voice');
  return finishSending(beginSending(context), { voice: present<Voice>(voice), ...words });
};

export const sendVideoNote: Method<'sendVideoNote'> = (context) => {
  const { video_note } = read(context, 'videoNote', 'video_note');
  return finishSending(beginSending(context), { video_note: present<VideoNote>(video_note) });
};

export const sendSticker: Method<'sendSticker'> = (context) => {
  const { sticker } = read(context, 'sticker', 'sticker');
  return finishSending(beginSending(context), { sticker: present<Sticker>(sticker) });
};

type Caption = Pick<
  Message,
  'caption' | 'caption_entities' | 'show_caption_above_media' | 'has_media_spoiler'
>;

/** The file's part of the message and the caption; the words are checked first, as Telegram does. */
function read(context: MethodContext, kind: FileKind, name: string): Partial<Message> & { words: Caption } {
  const { parameters } = context;
  const given = parameters.json('caption_entities', entityList, 'entityJson');
  const words = captionOf(parameters.text('caption'), parameters.text('parse_mode'), given, {
    above: parameters.boolean('show_caption_above_media'),
    spoiler: parameters.boolean('has_spoiler'),
  });
  const file = inputFile(context, kind, parameters.text(name), name);
  return { ...contentOf(file, (measure) => parameters.integer(measure)), words };
}

export function contentOf(
  file: StoredFile,
  given: (measure: keyof Measures) => number | null,
): Partial<Message> {
  const { duration, width, height } = defaultMeasures;
  return fileContent(file, {
    duration: given('duration') ?? duration,
    width: given('width') ?? width,
    height: given('height') ?? height,
  });
}

export function captionOf(
  text: string,
  parseMode: string,
  entities: Parameters<typeof formatText>[3],
  shown: { above: boolean; spoiler: boolean },
): Caption {
  const formatted = formatText('caption', text, parseMode, entities);
  const marks: MessageEntity[] = formatted.entities;
  return {
    ...(formatted.text === '' ? {} : { caption: formatted.text }),
    ...(marks.length === 0 ? {} : { caption_entities: marks }),
    ...(shown.above ? { show_caption_above_media: true as const } : {}),
    ...(shown.spoiler ? { has_media_spoiler: true as const } : {}),
  };
}

/** `fileContent` gives what its kind says. */
function present<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new Error('a file without its part of the message');
  return part;
}

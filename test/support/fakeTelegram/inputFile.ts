/** The file that a call names: an upload, a file_id of this bot's, or a URL that Telegram would fetch. */
import { type FileKind, storeFile } from './files.ts';
import { refusal } from './refusals.ts';
import type { CallContext } from './targets.ts';
import type { StoredFile } from './world.ts';

/** As Telegram's errors name the kinds. */
const typeNames: Record<FileKind, string> = {
  photo: 'Photo',
  video: 'Video',
  animation: 'Animation',
  document: 'Document',
  audio: 'Audio',
  voice: 'VoiceNote',
  videoNote: 'VideoNote',
  sticker: 'Sticker',
};

/** Bot API, "Sending files": photos 10 MB, everything else 50 MB. */
const photoBytes = 10 * 1024 * 1024;
const fileBytes = 50 * 1024 * 1024;

/** `value` is what the parameter holds, `part` the form's part that is taken when it is empty. */
export function inputFile(call: CallContext, kind: FileKind, value: string, part: string | null): StoredFile {
  const attached = /^attach:\/\/(.+)$/s.exec(value)?.[1] ?? (value === '' ? part : null);
  if (attached !== null) return uploaded(call, kind, attached);
  return /^https?:\/\//i.test(value) ? fetched(call, kind, value) : known(call, kind, value);
}

function uploaded({ world, bot, parameters }: CallContext, kind: FileKind, part: string): StoredFile {
  const file = parameters.uploads.get(part);
  if (!file) throw refusal('fileMissing', { kind: part.replaceAll('_', ' ') });
  if (file.content.length === 0) throw refusal('fileEmpty');
  if (file.content.length > fileBytes) throw refusal('tooLarge');
  if (kind === 'photo' && file.content.length > photoBytes) throw refusal('photoTooBig');
  return storeFile(world, bot, kind, { content: file.content, name: file.name });
}

/** Nothing is really fetched: the content tells where it would have come from. */
function fetched({ world, bot }: CallContext, kind: FileKind, url: string): StoredFile {
  if (kind === 'videoNote') throw refusal('fileId');
  if (!URL.canParse(url) || !/[.:]/.test(new URL(url).hostname)) throw refusal('urlWrong');
  if (world.brokenUrls.has(url)) throw refusal('urlContent');
  const name = new URL(url).pathname.split('/').at(-1) ?? '';
  return storeFile(world, bot, kind, { content: Buffer.from(`fetched from ${url}`), name: name || 'file' });
}

function known({ world, bot }: CallContext, kind: FileKind, fileId: string): StoredFile {
  const file = world.files.get(fileId);
  if (!file || file.botId !== bot.me.id) throw refusal('fileId');
  if (file.kind !== kind) {
    throw refusal('fileOfOtherType', { was: typeNames[file.kind], wanted: typeNames[kind] });
  }
  return file;
}

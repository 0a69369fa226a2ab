/** Whether the files of an operator's message are there, and of a kind that Telegram takes. */
import { type Media, uploadIn } from '../base/media.ts';
import type { ParameterError } from '../base/refusal.ts';
import { findUploads, type StoredFile } from '../store/store.ts';
import type { MessagePlace } from './readMessage.ts';

/** Bots may send so much, and a photo of so much (Bot API, "Sending files"). */
export const uploadLimit = 50 * 1024 * 1024;
const photoLimit = 10 * 1024 * 1024;

/** Names each file that is wrong. */
export async function checkFiles(place: MessagePlace, media: Media | null): Promise<ParameterError[]> {
  if (media === null || media.files.length === 0) return [];
  const { kind, files } = media;
  const uploads = await findUploads(
    place.database,
    place.spaceId,
    files.flatMap((file) => uploadIn(file) ?? []),
  );
  const problems = await Promise.all(
    files.map(async (file, n) => {
      const reason = await fileProblem(place, kind, file, uploads);
      return reason === null ? [] : [{ name: `media.files.${n}`, reason }];
    }),
  );
  return [...countProblems(kind, files.length), ...problems.flat()];
}

function countProblems(kind: string, count: number): ParameterError[] {
  if (kind === 'album') {
    return count >= 2 && count <= 10
      ? []
      : [{ name: 'media.files', reason: `an album has 2 to 10 files, not ${count}` }];
  }
  return count === 1 ? [] : [{ name: 'media.files', reason: `expected one file, not ${count}` }];
}

async function fileProblem(
  { own }: MessagePlace,
  kind: string,
  file: string,
  uploads: readonly StoredFile[],
): Promise<string | null> {
  if (/^file:/i.test(file)) {
    const upload = uploads.find(({ id }) => id === uploadIn(file));
    return upload ? kindProblem(kind, upload) : 'there is no upload of this id';
  }
  if (/^[a-z][a-z0-9+.-]*:/i.test(file)) {
    const isAddress = /^https?:/i.test(file) && URL.canParse(file);
    return isAddress ? null : 'expected file:<id>, an http or https address, or a path';
  }
  const found = await own.open(file);
  if (!found) return 'the folder of files has no such file';
  return found.size > uploadLimit ? 'is larger than the 50 MB that Telegram takes' : null;
}

/** What Telegram would say, before anything was sent. */
function kindProblem(kind: string, { mime, size }: StoredFile): string | null {
  const isPicture = mime.startsWith('image/');
  if (kind === 'album' && !isPicture && !mime.startsWith('video/')) {
    return `an album has photos and videos, this is ${mime}`;
  }
  if (kind === 'photo' && !isPicture) return `is no picture (${mime}): send it as a document`;
  const asPhoto = kind === 'photo' || (kind === 'album' && isPicture);
  return asPhoto && size > photoLimit ? 'as a photo may have 10 MB at most: send it as a document' : null;
}

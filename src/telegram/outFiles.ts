/** Files of a message as Telegram takes them: by its own name for one, by address, or as an upload. */
import { createHash } from 'node:crypto';
import { InputFile } from 'grammy';
import { fail, ok, type Result } from '../base/result.ts';
import { type Connection, findFileIds, forgetFileIds } from '../store/store.ts';

/** A content that we have; it is read once, if at all. */
export type OutFile = {
  name: string;
  size: number;
  /** Hexadecimal. */
  sha256: string;
  /** Its media type, '' when it is not known. */
  mime: string;
  content: AsyncIterable<Uint8Array>;
};

export type FileSource = {
  database: Connection;
  /** A file of the owner's folder, or an upload (`file:<id>`) of the bot's space; null: there is none. */
  findFile(name: string, botId: string): Promise<OutFile | null>;
  /** What is at an address of the owner's choice, at most so many bytes. */
  fetchUrl(url: string, limitBytes: number): Promise<Result<{ name: string; content: Uint8Array }, string>>;
};

/** Kinds that are one file each; an album's are photos and videos. */
export type FileKind =
  | 'photo'
  | 'video'
  | 'animation'
  | 'document'
  | 'audio'
  | 'voice'
  | 'videoNote'
  | 'sticker';

/** `unsure`: of an upload only its own name and type tell a video from a photo. */
export type WantedFile = { name: string; kind: FileKind; unsure?: boolean };

export type GivenFile = {
  kind: FileKind;
  /** What Telegram's name for it is remembered under. */
  source: string;
  /** `fileId`: a remembered name; `url`: Telegram fetches it. */
  by: 'fileId' | 'url' | 'upload';
  file: string | InputFile;
};

/** Bots may upload so much (Bot API, "Sending files"). */
const uploadLimit = 50 * 1024 * 1024;

/** Addresses that Telegram could not make anything of: we fetch them ourselves. The oldest go first. */
const mostBadUrls = 1000;

export type OutFiles = {
  /** The files in order; fails with a reason for people. */
  give(botId: string, files: readonly WantedFile[]): Promise<Result<GivenFile[], string>>;
  /**
   * Telegram has refused them. True: the next attempt goes another way, as names are forgotten and addresses
   * fetched by us.
   */
  refused(botId: string, given: readonly GivenFile[]): Promise<boolean>;
};

export function createOutFiles(source: FileSource): OutFiles {
  const badUrls = new Set<string>();

  const prepare = async (
    botId: string,
    { name, kind, unsure }: WantedFile,
  ): Promise<Result<Prepared, string>> => {
    if (isUrl(name)) {
      const key = `url:${createHash('sha256').update(name).digest('hex')}`;
      const byUrl = isTakenByUrl(name, kind) && !badUrls.has(name);
      return ok({ kind, key, open: async () => (byUrl ? ok(name) : download(name, kind)) });
    }
    const found = await source.findFile(name, botId);
    if (!found) {
      const where = name.startsWith('file:') ? '' : ' in DATA_DIR/files';
      return fail(`there is no file ${JSON.stringify(name.slice(0, 200))}${where}`);
    }
    if (found.size > uploadLimit) return fail(tooLarge(name));
    const moves = unsure && (found.mime.startsWith('video/') || isVideo(found.name));
    return ok({
      kind: moves ? 'video' : kind,
      key: found.sha256,
      open: async () => ok(new InputFile(found.content, plainName(found.name))),
    });
  };
  const download = async (url: string, kind: FileKind): Promise<Result<InputFile, string>> => {
    const fetched = await source.fetchUrl(url, uploadLimit);
    if (!fetched.ok) return fail(`${kind} ${JSON.stringify(url.slice(0, 200))}: ${fetched.reason}`);
    return ok(new InputFile(fetched.value.content, plainName(fetched.value.name)));
  };
  return {
    give: async (botId, files) => {
      const prepared: Prepared[] = [];
      for (const file of files) {
        const one = await prepare(botId, file);
        if (!one.ok) return one;
        prepared.push(one.value);
      }
      const wanted = prepared.map(({ key, kind }) => ({ source: key, kind }));
      const known = await findFileIds(source.database, botId, wanted);
      const given: GivenFile[] = [];
      for (const { kind, key, open } of prepared) {
        const id = known.find((one) => one.source === key && one.kind === kind)?.fileId;
        const opened = id === undefined ? await open() : ok(id);
        if (!opened.ok) return opened;
        const by = id !== undefined ? 'fileId' : typeof opened.value === 'string' ? 'url' : 'upload';
        given.push({ kind, source: key, by, file: opened.value });
      }
      return ok(given);
    },
    refused: async (botId, given) => {
      const names = given.flatMap(({ by, file }) =>
        by === 'fileId' && typeof file === 'string' ? [file] : [],
      );
      await forgetFileIds(source.database, botId, names);
      const urls = given.flatMap(({ by, file }) => (by === 'url' && typeof file === 'string' ? [file] : []));
      for (const url of urls) badUrls.add(url);
      for (const url of badUrls) {
        if (badUrls.size <= mostBadUrls) break;
        badUrls.delete(url);
      }
      return names.length + urls.length > 0;
    },
  };
}

type Prepared = { kind: FileKind; key: string; open: () => Promise<Result<string | InputFile, string>> };

export const isVideo = (name: string): boolean => /\.(mp4|m4v|mov|webm|mkv|avi|mpe?g)([?#]|$)/i.test(name);

const isUrl = (name: string): boolean => /^https?:\/\//i.test(name);

/** Telegram fetches no video notes; as stickers WEBP alone, as documents GIF, PDF and ZIP (Bot API, "Sending files"). */
function isTakenByUrl(url: string, kind: FileKind): boolean {
  if (!URL.canParse(url) || kind === 'videoNote') return false;
  const { pathname } = new URL(url);
  if (kind === 'sticker') return /\.webp$/i.test(pathname);
  return kind !== 'document' || /\.(gif|pdf|zip)$/i.test(pathname);
}

const tooLarge = (name: string): string =>
  `${JSON.stringify(name.slice(0, 200))} is larger than the 50 MB that Telegram lets bots send`;

/** It goes into a header, unquoted. */
function plainName(name: string): string {
  const plain = name
    .toWellFormed()
    .replaceAll(/[\p{Cc}"';\\/]+/gu, '_')
    .trim();
  return plain.slice(-100).toWellFormed() || 'file';
}

/** What a message of ours may carry beside its text. */

/** Kinds whose content is one file; an album has two to ten photos and videos. */
export type MediaKind =
  | 'photo'
  | 'video'
  | 'animation'
  | 'document'
  | 'audio'
  | 'voice'
  | 'videoNote'
  | 'sticker'
  | 'album';

/**
 * `files` are paths inside the owner's folder of files, `file:<id>` of an upload, or absolute URLs. A
 * contact or a place has none.
 */
export type Media =
  | { kind: MediaKind; files: string[] }
  | { kind: 'contact'; files: []; contact: { phone: string; firstName: string; lastName: string } }
  | { kind: 'location'; files: []; location: { latitude: number; longitude: number } };

/** The id in `file:<id>`, in small letters; null for everything else. */
export function uploadIn(file: string): string | null {
  const id = /^file:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.exec(file)?.[1];
  return id?.toLowerCase() ?? null;
}

/** What an upload is called and taken for, asked of the server once. */
import { useQuery } from '@tanstack/react-query';

export type UploadedFile = { name: string; mime: string; size: number };

export const uploadUrl = (id: string): string => `/api/v1/files/${encodeURIComponent(id)}`;

/** `file` is null when there is none of this id (any more), or the caller may not see it. */
export function useUploaded(id: string | null): { file: UploadedFile | null; known: boolean } {
  const { data, isSuccess } = useQuery({
    queryKey: ['upload', id],
    queryFn: ({ signal }) => askUpload(id ?? '', signal),
    enabled: id !== null,
    // An upload never changes; that one is gone is seen at the next visit.
    staleTime: Number.POSITIVE_INFINITY,
  });
  return { file: data ?? null, known: isSuccess };
}

async function askUpload(id: string, signal: AbortSignal): Promise<UploadedFile | null> {
  const { ok, headers, body } = await fetch(uploadUrl(id), { signal });
  // The head of the answer says all; a video need not come for it.
  await body?.cancel();
  if (!ok) return null;
  const mime = headers.get('content-type')?.split(';')[0] ?? '';
  const name = nameIn(headers.get('content-disposition') ?? '');
  return { name, mime, size: Number(headers.get('content-length') ?? 0) };
}

/** The file's name in a `Content-Disposition` of ours, which writes it percent-encoded (RFC 6266). */
export function nameIn(disposition: string): string {
  const written = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  const plain = /filename="([^"]*)"/i.exec(disposition)?.[1];
  try {
    return written === undefined ? (plain ?? '') : decodeURIComponent(written);
  } catch {
    return plain ?? '';
  }
}

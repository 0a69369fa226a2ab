import { uploadIn } from '../../src/base/media.ts';
import { AttachmentView } from '../dialogs/attachmentView.tsx';
import { uploadUrl, useUploaded } from '../parts/useUploaded.ts';
import { MediaBox } from './mediaBox.tsx';

/** The media of a message: what was uploaded as it looks, the rest by kind and name. */
export function MediaView({ media, files }: { media: string; files: readonly string[] }) {
  const uploads = files.flatMap((file) => uploadIn(file) ?? []);
  const others = files.filter((file) => uploadIn(file) === null);
  return (
    <>
      {uploads.map((id, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an album may hold a picture twice
        <Upload key={`${index} ${id}`} id={id} kind={media} />
      ))}
      {(others.length > 0 || files.length === 0) && <MediaBox media={media} files={others} />}
    </>
  );
}

function Upload({ id, kind }: { id: string; kind: string }) {
  const { file } = useUploaded(id);
  if (!file) return <MediaBox media={kind} files={[]} />;
  const { name, mime, size } = file;
  const url = uploadUrl(id);
  return <AttachmentView file={{ kind, name, mime, size, url, state: 'kept', reason: null }} />;
}

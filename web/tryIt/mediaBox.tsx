import {
  IconFile,
  IconLibraryPhoto,
  IconMicrophone,
  IconMusic,
  IconPhoto,
  IconPlayerPlay,
  IconSticker,
  IconVideo,
} from '@tabler/icons-react';
import { useText } from '../parts/useText.ts';
import styles from './phone.module.css';
import { mediaWords } from './plainWords.ts';

const icons: Record<string, typeof IconFile> = {
  photo: IconPhoto,
  video: IconPlayerPlay,
  document: IconFile,
  audio: IconMusic,
  voice: IconMicrophone,
  videoNote: IconVideo,
  sticker: IconSticker,
  album: IconLibraryPhoto,
};

export const iconOfMedia = (media: string) =>
  (Object.hasOwn(icons, media) ? icons[media] : undefined) ?? IconFile;

/** Stands for media in a bubble: the page loads nothing from elsewhere, so an icon and the files' names. */
export function MediaBox({ media, files }: { media: string; files: readonly string[] }) {
  const text = useText();
  const Icon = iconOfMedia(media);
  return (
    <span className={styles.media} data-media={media}>
      <span className={styles.mediaIcon}>
        <Icon size={20} stroke={1.8} aria-hidden />
      </span>
      <span className={styles.mediaWords}>
        <span className={styles.mediaKind}>
          {mediaWords(text, media)}
          {files.length > 1 && ` · ${files.length}`}
        </span>
        {files.map((file, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the files of a sent message never change
          <span key={index} className={styles.mediaFile} title={file}>
            {nameOfFile(file)}
          </span>
        ))}
      </span>
    </span>
  );
}

/** The last part of a path or URL; a URL that ends at its host is called by the host. */
export function nameOfFile(file: string): string {
  const url = URL.canParse(file) ? new URL(file) : null;
  const path = url ? url.pathname : file;
  const last = path.split('/').findLast((part) => part !== '');
  return decoded(last ?? url?.host ?? file);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

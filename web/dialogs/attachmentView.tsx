import { Anchor, Loader } from '@mantine/core';
import { IconAlertTriangle, IconDownload } from '@tabler/icons-react';
import type { ApiAttachment } from '../../src/api/contract.ts';
import { useText } from '../parts/useText.ts';
import { iconOfMedia } from '../tryIt/mediaBox.tsx';
import { mediaWords } from '../tryIt/plainWords.ts';
import styles from './chat.module.css';

/** A file of a message: shown where a browser can show it, else a link to it. */
export function AttachmentView({ file }: { file: Omit<ApiAttachment, 'n'> }) {
  const text = useText();
  const { kind, name, mime, url, state, reason, size } = file;
  const title = name || mediaWords(text, kind);
  if (state === 'coming') {
    return (
      <span className={styles.file}>
        <Loader size={16} aria-hidden />
        {text('dialogs.file.coming', { name: title })}
      </span>
    );
  }
  // What lies elsewhere is not loaded into the page: it would tell its owner who is looking.
  const own = url?.startsWith('/api/v1/') ? url : null;
  if (state === 'failed' || url === null) {
    return (
      <span className={styles.file}>
        <IconAlertTriangle size={16} aria-hidden />
        {text('dialogs.file.failed', { name: title, reason: reason ?? '' })}
      </span>
    );
  }
  if (own && (mime.startsWith('image/') || (mime === '' && kind === 'photo'))) {
    return (
      <a className={styles.picture} href={own} target="_blank" rel="noopener noreferrer">
        <img src={own} alt={title} loading="lazy" />
      </a>
    );
  }
  if (own && /^video\/(mp4|webm)$/.test(mime)) {
    // biome-ignore lint/a11y/useMediaCaption: what leads send has no captions
    return <video className={styles.video} src={own} controls preload="metadata" aria-label={title} />;
  }
  if (own && mime.startsWith('audio/')) {
    // biome-ignore lint/a11y/useMediaCaption: what leads send has no captions
    return <audio className={styles.audio} src={own} controls preload="metadata" aria-label={title} />;
  }
  const Icon = iconOfMedia(kind);
  return (
    <Anchor className={styles.file} href={safe(url)} target="_blank" rel="noopener noreferrer" inherit>
      <Icon size={18} aria-hidden />
      <span className={styles.fileName}>{title}</span>
      {size !== null && <span className={styles.fileSize}>{sizeWords(size, text.language)}</span>}
      <IconDownload size={15} aria-label={text('dialogs.file.get')} />
    </Anchor>
  );
}

const safe = (url: string): string => (/^(https?:\/\/|\/api\/v1\/)/i.test(url) ? url : '#');

export function sizeWords(bytes: number, language: string): string {
  const [value, unit] = bytes < 1024 * 1024 ? [bytes / 1024, 'kilobyte'] : [bytes / 1024 / 1024, 'megabyte'];
  const digits = { maximumFractionDigits: value < 10 ? 1 : 0 };
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short', ...digits }).format(
    value,
  );
}

import { CopyButton } from '../parts/copyButton.tsx';
import styles from './tracker.module.css';

/** An address to be copied, shown as the text that it is. */
export function UrlLine({ url, label }: { url: string; label: string }) {
  return (
    <span className={styles.url}>
      <code>{url}</code>
      <CopyButton value={url} label={label} />
    </span>
  );
}

import { CopyButton } from '../parts/copyButton.tsx';
import styles from './settings.module.css';

/** An address to be copied. */
export function UrlBox({ url, label }: { url: string; label: string }) {
  return (
    <div className={styles.url}>
      <span className={styles.urlText} data-testid="url">
        {url}
      </span>
      <CopyButton value={url} label={label} />
    </div>
  );
}

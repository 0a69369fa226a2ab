import { Fragment } from 'react';
import { CopyButton } from '../parts/copyButton.tsx';
import { useText } from '../parts/useText.ts';
import { joinUrl, type UrlPiece } from './fillUrl.ts';
import styles from './story.module.css';

/** The exact address that a card calls, with what is this lead's own set off. */
export function CallUrl({ method, pieces, body }: { method: string; pieces: UrlPiece[]; body?: string }) {
  const text = useText();
  const url = joinUrl(pieces);
  const whole =
    body === undefined
      ? url
      : `curl -X POST '${url}' -H 'content-type: application/json' -d '${quoted(body)}'`;
  return (
    <div className={styles.url}>
      <code className={styles.urlText}>
        <span className={styles.method}>{method}</span>
        {'\u00a0'}
        {pieces.map((piece, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one address never change places
          <span key={index} className={styles[piece.kind]}>
            <Breakable text={piece.text} />
          </span>
        ))}
        {body !== undefined && <span className={styles.body}>{body}</span>}
      </code>
      <CopyButton value={whole} label={text(body === undefined ? 'copy.url' : 'copy.curl')} />
    </div>
  );
}

/** Lines break before a parameter where they can. */
function Breakable({ text }: { text: string }) {
  return text.split(/(?=[&?])/).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one address never change places
    <Fragment key={index}>
      {/^[&?]/.test(part) && <wbr />}
      {part}
    </Fragment>
  ));
}

/** For a shell's single quotes. */
const quoted = (text: string): string => text.replaceAll("'", "'\\''");

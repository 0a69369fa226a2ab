import {
  IconAlertTriangle,
  IconAppWindow,
  IconBan,
  IconClock,
  IconExternalLink,
  IconHeadset,
  IconSparkles,
} from '@tabler/icons-react';
import type { ApiMessage } from '../../src/api/contract.ts';
import { MarkedText } from '../dialogs/markedText.tsx';
import { momentTime } from '../parts/momentTime.ts';
import { useText } from '../parts/useText.ts';
import { MediaView } from './mediaView.tsx';
import styles from './phone.module.css';

const stateIcons = {
  pending: IconClock,
  cancelled: IconBan,
  failed: IconAlertTriangle,
  uncertain: IconAlertTriangle,
};

type BubbleProps = { message: ApiMessage; onPress: (button: string) => Promise<boolean> };

/** One message of the chat; the lead's own stand on the right. */
export function Bubble({ message, onPress }: BubbleProps) {
  const text = useText();
  const own = message.direction === 'in';
  const says = text.or(`state.${message.state}`, message.state);
  const StateIcon = message.state === 'sent' ? null : stateIcons[message.state];
  return (
    <div
      className={styles.message}
      data-own={own}
      data-state={message.state}
      data-direction={message.direction}
    >
      <div className={styles.bubble}>
        <Says own={own} by={message.by} />
        {message.media && <MediaView media={message.media} files={message.files ?? []} />}
        {message.kind === 'button' && <span className={styles.pressed}>{text('phone.pressed')}</span>}
        {own && message.media && message.text !== '' && (
          <span className={styles.pressed}>{text('phone.recognised')}</span>
        )}
        {message.text !== '' && (
          <span className={styles.text}>
            <MarkedText text={message.text} entities={message.entities ?? []} />
          </span>
        )}
        <span className={styles.time}>
          {StateIcon && (
            <span className={styles.state} title={says}>
              <StateIcon size={13} stroke={2} aria-hidden />
              {/* Every message is on its way for a moment: a word would make the bubbles jump. */}
              <span className={message.state === 'pending' ? styles.hidden : undefined}>{says} ·</span>{' '}
            </span>
          )}
          <time dateTime={message.at}>{momentTime(message.at, text.language)}</time>
        </span>
      </div>
      {message.buttons.length > 0 && (
        <div className={styles.buttons}>
          {message.buttons.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a sent message never change
            <div key={index} className={styles.row}>
              {row.map((button, column) => (
                <InlineButton
                  // biome-ignore lint/suspicious/noArrayIndexKey: the buttons of a sent message never change
                  key={column}
                  button={button}
                  onPress={onPress}
                />
              ))}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

/** Who speaks: heard of everybody, seen of those who are not the drawn flow. */
function Says({ own, by }: { own: boolean; by: ApiMessage['by'] }) {
  const text = useText();
  if (own) return <span className={styles.hidden}>{text('phone.you')} </span>;
  if (by !== 'ai' && by !== 'operator') {
    return <span className={styles.hidden}>{text('phone.botSays')} </span>;
  }
  const Icon = by === 'ai' ? IconSparkles : IconHeadset;
  return (
    <span className={styles.writer} data-by={by}>
      <Icon size={13} stroke={2} aria-hidden />
      {text(by === 'ai' ? 'phone.aiWrote' : 'phone.operatorWrote')}
    </span>
  );
}

type ApiButton = ApiMessage['buttons'][number][number];

function InlineButton({ button, onPress }: { button: ApiButton; onPress: BubbleProps['onPress'] }) {
  const text = useText();
  const { id } = button;
  const link = button.url ?? button.webApp;
  if (link !== null && isSafeLink(link)) {
    const Icon = button.webApp ? IconAppWindow : IconExternalLink;
    return (
      <a className={styles.button} href={link} target="_blank" rel="noopener noreferrer" title={link}>
        {button.text} <Icon size={13} stroke={2} aria-label={text('phone.opensTab')} />
      </a>
    );
  }
  return (
    <button
      type="button"
      className={styles.button}
      disabled={id === null}
      title={id === null ? text('phone.deadButton') : undefined}
      onClick={() => id !== null && void onPress(id)}
    >
      {button.text}
    </button>
  );
}

/** A macro may fill a whole address, so it is outside text: `javascript:` must not become a link. */
export function isSafeLink(link: string): boolean {
  return URL.canParse(link) && ['http:', 'https:', 'tg:'].includes(new URL(link).protocol);
}

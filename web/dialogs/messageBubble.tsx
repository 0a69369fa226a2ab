import { ActionIcon, Menu } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconBan,
  IconCheck,
  IconClock,
  IconDots,
  IconHeadset,
  IconPencil,
  IconRobot,
  IconSparkles,
} from '@tabler/icons-react';
import type { ApiMessage } from '../../src/api/contract.ts';
import { momentTime } from '../parts/momentTime.ts';
import { SafeLink } from '../parts/safeLink.tsx';
import { useText } from '../parts/useText.ts';
import { MediaBox } from '../tryIt/mediaBox.tsx';
import { AttachmentView } from './attachmentView.tsx';
import styles from './chat.module.css';
import { MarkedText } from './markedText.tsx';

type MessageBubbleProps = {
  message: ApiMessage;
  /** The message that it answers, where it is on the page. */
  answered: ApiMessage | undefined;
  /** Absent: nothing may be written here. */
  onReply?: (() => void) | undefined;
  onEdit?: (() => void) | undefined;
};

const writers = { flow: IconRobot, ai: IconSparkles, operator: IconHeadset };

const states = {
  ...{ pending: IconClock, sent: IconCheck, cancelled: IconBan },
  ...{ failed: IconAlertTriangle, uncertain: IconAlertTriangle },
};

export function MessageBubble({ message, answered, onReply, onEdit }: MessageBubbleProps) {
  const text = useText();
  const own = message.direction === 'out';
  const Writer = message.by ? writers[message.by] : null;
  const attachments = message.attachments ?? [];
  const deleted = message.deletedAt !== undefined;
  return (
    <li className={styles.message} data-own={own} data-state={message.state} data-deleted={deleted}>
      <div className={styles.bubble}>
        {own && message.by && Writer && (
          <span className={styles.writer}>
            <Writer size={14} aria-hidden /> {text(`dialogs.by.${message.by}`)}
          </span>
        )}
        {!own && <span className={styles.hidden}>{text('dialogs.by.lead')}</span>}
        {message.replyTo !== undefined && (
          <span className={styles.answered}>{answered?.text || text('dialogs.message.earlier')}</span>
        )}
        {attachments.map((file) => (
          <AttachmentView key={file.n} file={file} />
        ))}
        {message.media && attachments.length === 0 && (
          <MediaBox media={message.media} files={message.files ?? []} />
        )}
        {message.contact && (
          <span className={styles.text}>
            {`${message.contact.firstName} ${message.contact.lastName}`.trim()} · {message.contact.phone}
          </span>
        )}
        {message.location && <Place {...message.location} />}
        {message.kind === 'button' && <span className={styles.note}>{text('dialogs.message.pressed')}</span>}
        {message.text !== '' && (
          <span className={styles.text}>
            <MarkedText text={message.text} entities={message.entities ?? []} />
          </span>
        )}
        <Foot message={message} />
      </div>
      {message.buttons.length > 0 && (
        <ul className={styles.buttons} aria-label={text('dialogs.message.buttons')}>
          {message.buttons.flat().map((button, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the buttons of a sent message never change
            <li key={index}>
              <SafeLink href={button.url ?? button.webApp ?? ''}>{button.text}</SafeLink>
            </li>
          ))}
        </ul>
      )}
      {(onReply || onEdit) && <Acts onReply={onReply} onEdit={onEdit} />}
    </li>
  );
}

/** When, and what became of it. */
function Foot({ message }: { message: ApiMessage }) {
  const text = useText();
  const { state, reason, editedAt, deletedAt } = message;
  const State = message.direction === 'out' ? states[state] : null;
  const says = text(`state.${state === 'sent' ? 'pending' : state}`);
  return (
    <span className={styles.foot}>
      {deletedAt !== undefined && <span className={styles.gone}>{text('dialogs.message.deleted')} ·</span>}
      {editedAt !== undefined && (
        <span title={momentTime(editedAt, text.language, true)}>{text('dialogs.message.edited')} ·</span>
      )}
      {state !== 'sent' && state !== 'pending' && (
        <span className={styles.trouble}>{reason ? `${says}: ${text.told(reason)}` : says} ·</span>
      )}
      <time dateTime={message.at}>{momentTime(message.at, text.language)}</time>
      {State && <State size={13} aria-label={state === 'sent' ? text('dialogs.message.sent') : says} />}
    </span>
  );
}

function Acts({ onReply, onEdit }: Pick<MessageBubbleProps, 'onReply' | 'onEdit'>) {
  const text = useText();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon
          className={styles.acts}
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={text('dialogs.message.acts')}
        >
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {onReply && (
          <Menu.Item leftSection={<IconArrowBackUp size={16} aria-hidden />} onClick={onReply}>
            {text('dialogs.message.reply')}
          </Menu.Item>
        )}
        {onEdit && (
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={onEdit}>
            {text('dialogs.message.edit')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function Place({ latitude, longitude }: { latitude: number; longitude: number }) {
  const place = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  return (
    <span className={styles.text}>
      <SafeLink
        href={`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=15/${latitude}/${longitude}`}
      >
        {place}
      </SafeLink>
    </span>
  );
}

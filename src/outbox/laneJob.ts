/** A row of a bot's lane read as what to ask of the channel. */
import type { Entity } from '../base/entity.ts';
import type {
  Button,
  ChannelEffect,
  LaneCall,
  LaneJob,
  MessageCall,
  MessageEffect,
} from '../effect/effect.ts';
import { type Connection, findMessageTargets, type LaneRow, type MessageTarget } from '../store/store.ts';

/**
 * What a message's row says besides its text and buttons. `sent` is ours (see `continueLaneRow`), and so is
 * `doubted`: an attempt at the part that is next may have arrived.
 */
export type MessageDocument = Pick<MessageEffect, 'pin' | 'resend' | 'media' | 'entities' | 'replyTo'> & {
  chatId: number;
  connection?: string;
  sent?: number[];
  doubted?: boolean;
};

export type ChannelDocument = ChannelEffect & { chatId: number; connection?: string };

/** A row in hand: what to ask, or why nothing can be asked. `typing` says until when. */
export type LaneItem = { row: LaneRow; job: LaneJob | null; problem: string; typingUntil: number | null };

type Targets = ReadonlyMap<string, MessageTarget>;

/** Reads the rows, with the messages that they name looked up at once. */
export async function readLaneRows(connection: Connection, rows: readonly LaneRow[]): Promise<LaneItem[]> {
  const read = rows.map((row) => ({ row, named: namedBy(row) }));
  const wanted = read.flatMap(({ row, named }) =>
    named === undefined ? [] : [{ dialogId: row.dialogId, id: named }],
  );
  const found = await findMessageTargets(connection, wanted);
  const targets: Targets = new Map(found.map((one) => [`${one.dialogId}/${one.id}`, one]));
  return read.map(({ row, named }) => readRow(row, targets.get(`${row.dialogId}/${named ?? ''}`)));
}

function namedBy(row: LaneRow): string | undefined {
  if (row.kind === 'message') {
    const document: MessageDocument = JSON.parse(row.document);
    return document.replyTo;
  }
  const document: ChannelDocument = JSON.parse(row.document);
  return document.kind === 'edit' || document.kind === 'pin' ? document.messageId : undefined;
}

function readRow(row: LaneRow, target: MessageTarget | undefined): LaneItem {
  if (row.kind === 'message') {
    const document: MessageDocument = JSON.parse(row.document);
    return item(row, document, messageCall(row, document, target));
  }
  const document: ChannelDocument = JSON.parse(row.document);
  const call = channelCall(row, document, target);
  if (typeof call === 'string') return { row, job: null, problem: call, typingUntil: null };
  return item(row, document, call, document.kind === 'typing' ? document.until : null);
}

const item = (
  row: LaneRow,
  { chatId, connection = '' }: { chatId: number; connection?: string },
  call: LaneCall,
  typingUntil: number | null = null,
): LaneItem => ({
  row,
  job: { botId: row.botId, chatId, connection, ...call },
  problem: '',
  typingUntil,
});

function messageCall(
  row: LaneRow,
  document: MessageDocument,
  target: MessageTarget | undefined,
): MessageCall {
  const stored: Entity[] | null = row.entities === null ? null : JSON.parse(row.entities);
  return {
    call: 'message',
    text: row.text ?? '',
    entities: stored ?? (row.edited ? [] : (document.entities ?? [])),
    media: document.media ?? null,
    buttons: readButtons(row.buttons),
    replyTo: target?.externalId ?? null,
    pin: document.pin,
    resend: document.resend,
    sent: document.sent ?? [],
  };
}

function channelCall(
  row: LaneRow,
  document: ChannelDocument,
  target: MessageTarget | undefined,
): LaneCall | string {
  switch (document.kind) {
    case 'typing':
      return { call: 'typing' };
    case 'answerPress':
      return { call: 'answerPress', queryId: document.queryId };
    case 'approveJoin':
      return { call: 'approveJoin', channelId: document.channelId, userId: document.userId };
    case 'notify': {
      const { groupId, language, reason, name, username, place, status } = document;
      const { dialogId } = row;
      return { call: 'notify', dialogId, groupId, language, reason, name, username, place, status };
    }
    default: {
      const externalId = target?.externalId ?? null;
      if (!target || externalId === null) return 'the message has not arrived in the chat';
      if (document.kind === 'pin') return { call: 'pin', externalId, pinned: document.pinned };
      const { text, entities = [] } = document;
      const caption = target.kind !== 'text';
      return { call: 'edit', externalId, text, entities, buttons: readButtons(target.buttons), caption };
    }
  }
}

function readButtons(json: string | null): Button[][] {
  const buttons: Button[][] = json === null ? [] : JSON.parse(json);
  return buttons;
}

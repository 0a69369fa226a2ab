import { formatMoney } from '../base/decimal.ts';
import { formatInstant } from '../base/instant.ts';
import type { ContactRecord } from '../store/store.ts';
import type { ApiContact } from './contractContacts.ts';

/** `masked`: for whoever may not know who the lead is. What the lead is like is shown to them as well. */
export function showContact(row: ContactRecord, masked: boolean): ApiContact {
  const { bot, status, flow, step, campaign, fields, tracker, clickid, tags: labels, manager, events } = row;
  return {
    id: String(row.id),
    bot,
    chatId: masked ? null : row.chatId,
    username: masked ? '' : row.username,
    name: masked ? '' : row.name,
    ...{ status, flow, step, campaign, fields },
    tracker: clickid === null ? tracker : { ...tracker, clickid },
    ...{ tags: labels, manager },
    balance: Object.fromEntries(Object.entries(row.balance).map(([key, sum]) => [key, formatMoney(sum)])),
    events,
    createdAt: formatInstant(row.createdAt),
    lastMessageAt: row.lastMessageAt === null ? null : formatInstant(row.lastMessageAt),
  };
}

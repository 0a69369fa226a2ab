/** What a group of operators is told of a dialog. */
import type { Entity } from '../base/entity.ts';

export type Notice = {
  language: 'en' | 'ru';
  reason: 'manual' | 'condition';
  name: string;
  username: string;
  /** `flow/step`, '' for none. */
  place: string;
  status: string;
};

const words = {
  en: {
    manual: 'A dialog waits for a person.',
    condition: "A dialog meets this group's condition.",
    lead: 'Lead',
    step: 'Step',
    status: 'Status',
    open: 'Open the dialog',
  },
  ru: {
    manual: 'Диалог ждёт человека.',
    condition: 'В диалоге выполнилось условие этой группы.',
    lead: 'Лид',
    step: 'Шаг',
    status: 'Статус',
    open: 'Открыть диалог',
  },
};

const longestName = 100;

/**
 * Its text, and the words of the link's button. What comes from outside stands in `code`: there Telegram makes
 * no link, mention or command of it, whatever a lead calls itself.
 */
export function writeNotice(
  notice: Notice,
  link: string,
): { text: string; entities: Entity[]; open: string } {
  const said = words[notice.language];
  const entities: Entity[] = [];
  let text = said[notice.reason];
  const add = (label: string, values: readonly string[]): void => {
    const shown = values.map(oneLine).filter((value) => value !== '');
    if (shown.length === 0) return;
    text += `\n${label}: `;
    shown.forEach((value, n) => {
      if (n > 0) text += ', ';
      entities.push({ type: 'code', offset: text.length, length: value.length });
      text += value;
    });
  };
  add(said.lead, [notice.name, notice.username && `@${notice.username}`]);
  add(said.step, [notice.place]);
  add(said.status, [notice.status]);
  return { text: `${text}\n${link}`, entities, open: said.open };
}

function oneLine(text: string): string {
  const line = text
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .toWellFormed()
    .trim();
  return line.slice(0, longestName).toWellFormed().trim();
}

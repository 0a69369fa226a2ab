/** The roles of a space: what each may do, and how a page says it. Data only. */
import { mayDo, type Scope } from '../base/rights.ts';

type Words = { en: string; ru: string };

export type RoleName =
  | 'owner'
  | 'admin'
  | 'manager'
  | 'operator'
  | 'hiddenOperator'
  | 'controller'
  | 'viewer'
  | 'buyer'
  | 'buyerLead';

export type Role = {
  name: RoleName;
  scopes: readonly Scope[];
  /** Leads' names, user names and ids are hidden in every answer. */
  masked: boolean;
  title: Words;
  says: Words;
};

const role = (name: RoleName, scopes: readonly Scope[], title: Words, says: Words): Role => ({
  ...{ name, scopes, title, says },
  masked: name === 'hiddenOperator',
});

/** From the one who may do most. `read`, `write` and `funnel` are sums; see base/rights.ts. */
export const roles: readonly Role[] = [
  role(
    'owner',
    ['*'],
    { en: 'Owner', ru: 'Владелец' },
    {
      en: 'Everything, other owners as well. A space always has one.',
      ru: 'Всё, включая других владельцев. В пространстве всегда есть хотя бы один.',
    },
  ),
  role(
    'admin',
    ['read', 'write', 'funnel', 'simulate', 'users', 'audit'],
    { en: 'Administrator', ru: 'Администратор' },
    { en: 'Everything but owners.', ru: 'Всё, кроме владельцев.' },
  ),
  role(
    'manager',
    ['read', 'write', 'simulate'],
    { en: 'Manager', ru: 'Менеджер' },
    {
      en: 'Leads the operators: all dialogs, logs and figures; exports and erases leads.',
      ru: 'Руководит операторами: все диалоги, логи и цифры; выгружает и удаляет лидов.',
    },
  ),
  role(
    'operator',
    ['dialogs', 'reply'],
    { en: 'Operator', ru: 'Оператор' },
    { en: 'Reads dialogs, answers and moves leads.', ru: 'Читает диалоги, отвечает лидам и перемещает их.' },
  ),
  role(
    'hiddenOperator',
    ['dialogs', 'reply'],
    { en: 'Hidden operator', ru: 'Скрытый оператор' },
    {
      en: "An operator who does not see the lead's name, user name, photo and id.",
      ru: 'Оператор, которому не видны имя, юзернейм, фото и id лида.',
    },
  ),
  role(
    'controller',
    ['dialogs', 'tracker.read', 'logs', 'audit'],
    { en: 'Controller', ru: 'Контролёр' },
    {
      en: 'Reads everything and changes nothing: dialogs, logs, figures, who changed what.',
      ru: 'Всё читает и ничего не меняет: диалоги, логи, цифры, кто что изменил.',
    },
  ),
  role(
    'viewer',
    ['dialogs', 'tracker.read'],
    { en: 'Viewer', ru: 'Наблюдатель' },
    { en: 'Reads dialogs and figures.', ru: 'Читает диалоги и цифры.' },
  ),
  role(
    'buyer',
    ['tracker.read'],
    { en: 'Buyer', ru: 'Баер' },
    { en: 'Campaigns, links and figures; no dialogs.', ru: 'Кампании, ссылки и цифры; без диалогов.' },
  ),
  role(
    'buyerLead',
    ['tracker', 'logs'],
    { en: 'Buyer team lead', ru: 'Тимлид баеров' },
    {
      en: 'Draws campaigns and postbacks, reads logs and figures; no dialogs.',
      ru: 'Создаёт кампании и постбэки, смотрит логи и цифры; без диалогов.',
    },
  ),
];

/** The rows of the table that says what each role may do, in its order. */
export const abilities: readonly { name: string; scope: Scope; says: Words }[] = [
  { name: 'dialogs', scope: 'dialogs', says: { en: 'Read dialogs', ru: 'Читать диалоги' } },
  {
    name: 'reply',
    scope: 'reply',
    says: { en: 'Answer leads, move them', ru: 'Отвечать лидам, перемещать их' },
  },
  { name: 'export', scope: 'read', says: { en: 'Export leads', ru: 'Выгружать лидов' } },
  { name: 'erase', scope: 'write', says: { en: 'Erase leads', ru: 'Удалять лидов' } },
  {
    name: 'trackerRead',
    scope: 'tracker.read',
    says: { en: 'See campaigns and figures', ru: 'Видеть кампании и цифры' },
  },
  {
    name: 'tracker',
    scope: 'tracker',
    says: { en: 'Draw campaigns and postbacks', ru: 'Настраивать кампании и постбэки' },
  },
  { name: 'logs', scope: 'logs', says: { en: 'Read logs', ru: 'Смотреть логи' } },
  {
    name: 'settings',
    scope: 'settings',
    says: { en: 'Draw bots and flows', ru: 'Настраивать ботов и флоу' },
  },
  { name: 'simulate', scope: 'simulate', says: { en: 'Try bots out', ru: 'Пробовать ботов в симуляторе' } },
  {
    name: 'users',
    scope: 'users',
    says: { en: 'Keep people and API keys', ru: 'Управлять людьми и ключами API' },
  },
  { name: 'audit', scope: 'audit', says: { en: 'See who changed what', ru: 'Видеть, кто что изменил' } },
];

/** The role of that name; null when there is none, or none any more. */
export const roleOf = (name: string): Role | null => roles.find((one) => one.name === name) ?? null;

/** Nobody gives what they do not have: `*` is an owner's alone. */
export const mayGive = (given: readonly string[], wanted: readonly string[]): boolean =>
  wanted.every((scope) => mayDo(given, scope));

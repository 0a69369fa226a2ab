/** What has to change for a space to become what a file wants. */
import { isDeepStrictEqual } from 'node:util';
import type { ConfigurationChange } from '../store/store.ts';
import type { Change, ChangedObject } from './change.ts';
import type { SecretDifference } from './secretDifference.ts';
import type { SpaceIndex } from './spaceIndex.ts';
import { bareStep, botRow, type Target, webhookRow } from './target.ts';

export type Difference = { changes: Change[]; change: ConfigurationChange };

/** Compares by id. Rows that are not wanted any more are removed only of bots that the file names. */
export function differenceOf(target: Target, space: SpaceIndex, secrets: SecretDifference): Difference {
  const changes: Change[] = [];
  const compare = <Row extends { key: string }>(
    object: ChangedObject,
    rows: readonly Row[],
    stored: readonly Row[],
    nameOf: (row: Row) => string,
  ): { save: Row[]; gone: Row[] } => {
    const before = new Map(stored.map((row) => [nameOf(row), row]));
    const save = rows.filter((row) => !isSame(row, before.get(nameOf(row))));
    for (const row of save) {
      changes.push({ action: before.has(nameOf(row)) ? 'update' : 'create', object, key: nameOf(row) });
      before.delete(nameOf(row));
    }
    const wanted = new Set(rows.map(nameOf));
    const gone = stored.filter((row) => !wanted.has(nameOf(row)));
    for (const row of gone) changes.push({ action: 'delete', object, key: nameOf(row) });
    return { save, gone };
  };

  const whole = [...space.bots.values()].filter((bot) => target.wholeBots.has(bot.key));
  const storedFlows = whole.flatMap((bot) => space.flowsOf(bot.id));
  const names = namesOf(target, space);
  const inBot = (row: { botId: string; key: string }): string => `${names.bot(row.botId)}/${row.key}`;

  const bots = compareBots(target, space, changes);
  const declared = new Set(target.fields.map(inBot));
  const storedFields = whole.flatMap((bot) => space.fieldsOf(bot.id));
  const fields = compare(
    'field',
    target.fields,
    storedFields.filter((field) => field.declared || declared.has(inBot(field))),
    inBot,
  );
  changes.push(...secrets.changes);
  const storedWebhooks = whole.flatMap((bot) => space.webhooksOf(bot.id)).map(webhookRow);
  const webhooks = compare('webhook', target.webhooks, storedWebhooks, inBot);
  const flows = compare('flow', target.flows, storedFlows, inBot);
  const storedSteps = storedFlows
    .flatMap((flow) => space.stepsOf(flow.id))
    .map((step) => ({ ...step, document: bareStep(step.document) }));
  const steps = compare('step', target.steps, storedSteps, (row) => `${names.flow(row.flowId)}/${row.key}`);
  const key = (row: { key: string }): string => row.key;
  const named = <Row>(rows: ReadonlyMap<string, Row>, wanted: readonly { key: string }[]): Row[] =>
    wanted.flatMap((row) => rows.get(row.key) ?? []);
  const campaigns = compare('campaign', target.campaigns, named(space.campaigns, target.campaigns), key);
  const postbacks = compare('postback', target.postbacks, named(space.postbacks, target.postbacks), key);
  const ids = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);
  return {
    changes,
    change: {
      save: {
        ...{ bots, fields: fields.save, secrets: secrets.save, webhooks: webhooks.save, flows: flows.save },
        ...{ steps: steps.save, campaigns: campaigns.save, postbacks: postbacks.save },
      },
      remove: {
        ...{ fields: fields.gone, secrets: secrets.remove },
        ...{ webhooks: ids(webhooks.gone), flows: ids(flows.gone), steps: ids(steps.gone) },
      },
    },
  };
}

/** A bot's variables are told one by one: they are what owners change most. */
function compareBots(target: Target, space: SpaceIndex, changes: Change[]): Target['bots'] {
  return target.bots.filter((row) => {
    const found = space.bots.get(row.key);
    const stored = found && botRow(found);
    const before = changes.length;
    const settings = (bot: typeof row) => ({ ...bot, document: { ...bot.document, variables: null } });
    if (!stored) changes.push({ action: 'create', object: 'bot', key: row.key });
    else if (!isSame(settings(row), settings(stored))) {
      changes.push({ action: 'update', object: 'bot', key: row.key });
    }
    const had = new Map(Object.entries(stored?.document.variables ?? {}));
    for (const [name, value] of Object.entries(row.document.variables ?? {})) {
      const key = `${row.key}/${name}`;
      if (!had.has(name)) changes.push({ action: 'create', object: 'variable', key });
      else if (had.get(name) !== value) changes.push({ action: 'update', object: 'variable', key });
      had.delete(name);
    }
    for (const name of had.keys())
      changes.push({ action: 'delete', object: 'variable', key: `${row.key}/${name}` });
    return changes.length > before;
  });
}

function namesOf(target: Target, space: SpaceIndex) {
  const bots = [...space.bots.values(), ...target.bots];
  const botKeys = new Map(bots.map((bot) => [bot.id, bot.key]));
  const flows = [...[...space.bots.values()].flatMap((bot) => space.flowsOf(bot.id)), ...target.flows];
  const flowKeys = new Map(flows.map((flow) => [flow.id, `${botKeys.get(flow.botId)}/${flow.key}`]));
  return { bot: (id: string) => botKeys.get(id) ?? '', flow: (id: string) => flowKeys.get(id) ?? '' };
}

/** As JSON has it: the database keeps no `undefined`, no -0 and no order of keys. */
const isSame = (left: unknown, right: unknown): boolean =>
  right !== undefined && isDeepStrictEqual(asJson(left), asJson(right));

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

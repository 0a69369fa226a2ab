/** One page's form over its part of a bot's settings: checked, saved alone, never written over others' work. */
import { type UseFormReturnType, useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiFinding } from '../../src/api/contractConfiguration.ts';
import { ApiFailure, sendJson } from '../parts/api.ts';
import { type Texts, useText } from '../parts/useText.ts';
import { type Loaded, loadSettings, type Settings, settingsKey, settingsPath } from './botSettings.ts';
import { type Difference, difference } from './difference.ts';
import { settingsPlace } from './formPlace.ts';
import { problemsOf } from './validate.ts';

export type PageShape<Values> = {
  /** The keys of the settings that stand on this page. */
  sections: readonly (keyof Settings)[];
  read(settings: Settings): Values;
  /** The settings with this page's part replaced. */
  write(values: Values, settings: Settings): Settings;
  /** Where a place of the settings stands in the form; default: under the same name. Null: nowhere. */
  placeOf?(place: string[], values: Values): string | null;
};

/** Something that no field of the form shows. */
export type Told = { place: string; reason: string };

/** Somebody else saved first: what changed, and what it is now. */
export type Conflict = { fresh: Loaded; changes: Difference[] };

export type SettingsForm<Values> = {
  form: UseFormReturnType<Values>;
  bot: string;
  /** What the server has, as far as this page knows. */
  base: Settings;
  saving: boolean;
  saved: boolean;
  /** Errors that belong to no field of this page. */
  rest: Told[];
  /** What the checks say of this page, by the form's field; that of no field under ''. */
  findings: ReadonlyMap<string, Told[]>;
  failure: unknown;
  conflict: Conflict | null;
  submit(): void;
  /** After a conflict: what was changed here, on top of what the others have saved. */
  saveMine(): void;
  takeTheirs(): void;
};

export function useSettingsForm<Values extends Record<string, unknown>>(
  bot: string,
  loaded: Loaded,
  page: PageShape<Values>,
): SettingsForm<Values> {
  const text = useText();
  const client = useQueryClient();
  const [base, setBase] = useState(loaded);
  const [rest, setRest] = useState<Told[]>([]);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const form = useForm<Values>({ initialValues: page.read(loaded.settings) });
  const stand = (now: Loaded): void => {
    client.setQueryData(settingsKey(bot), now);
    setBase(now);
    const values = page.read(now.settings);
    form.setInitialValues(values);
    form.setValues(values);
    form.clearErrors();
    setRest([]);
    setConflict(null);
  };
  const show = (errors: readonly Problem[], values: Values): void => {
    const fields: Record<string, string> = {};
    const others: Told[] = [];
    for (const { place, reason } of errors) {
      const at = fieldOf(place, values, page);
      if (at === null) others.push({ place: place.join('.'), reason: text.told(reason) });
      else if (!Object.hasOwn(fields, at)) fields[at] = text.wrong(reason);
    }
    form.setErrors(fields);
    setRest(others);
  };
  const save = useMutation({
    mutationFn: async ({ onto, values }: { onto: Loaded; values: Values }) => {
      const settings = page.write(values, onto.settings);
      await sendJson('PUT', settingsPath(bot), { revision: onto.revision, settings });
      return loadSettings(bot);
    },
    onSuccess: (now) => {
      stand(now);
      for (const key of ['bots', 'webhooks']) void client.invalidateQueries({ queryKey: [key] });
    },
    onError: async (error) => {
      if (!(error instanceof ApiFailure)) return;
      if (error.code === 'changed_meanwhile') {
        const fresh = await loadSettings(bot);
        setConflict({ fresh, changes: difference(base.settings, fresh.settings) });
      } else {
        const errors = error.parameters.map(({ name, reason }) => ({ place: settingsPlace(name), reason }));
        show(errors, form.getValues());
      }
    },
  });
  const saveOnto = (onto: Loaded, values: Values): void => {
    const problems = problemsOf(page.write(values, onto.settings)).filter(({ place }) => isOwn(place, page));
    show(problems, values);
    if (problems.length > 0) return;
    setConflict(null);
    save.mutate({ onto, values });
  };
  return {
    ...{ form, bot, base: base.settings, rest, conflict },
    findings: placeFindings(base.findings, page, page.read(base.settings), text),
    saving: save.isPending,
    saved: save.isSuccess && !form.isDirty(),
    failure: isShownElsewhere(save.error) ? null : save.error,
    submit: () => saveOnto(base, form.getValues()),
    saveMine: () => {
      if (!conflict) return;
      const { fresh } = conflict;
      const mine = merged(form.getValues(), page.read(base.settings), page.read(fresh.settings));
      setBase(fresh);
      form.setValues(mine);
      saveOnto(fresh, mine);
    },
    takeTheirs: () => {
      if (!conflict) return;
      stand(conflict.fresh);
      save.reset();
    },
  };
}

/** What was changed here stays, everything else is as it is by now. */
function merged<Values extends Record<string, unknown>>(
  mine: Values,
  before: Values,
  theirs: Values,
): Values {
  const values = { ...theirs };
  for (const key in values) {
    if (JSON.stringify(mine[key]) !== JSON.stringify(before[key])) values[key] = mine[key];
  }
  return values;
}

type Problem = { place: string[]; reason: string };

/** A conflict and errors of fields have places of their own. */
const isShownElsewhere = (error: unknown): boolean =>
  error instanceof ApiFailure && (error.parameters.length > 0 || error.code === 'changed_meanwhile');

const isOwn = <Values>(place: readonly string[], page: PageShape<Values>): boolean =>
  page.sections.some((section) => section === place[0]);

function fieldOf<Values>(place: string[], values: Values, page: PageShape<Values>): string | null {
  if (!isOwn(place, page)) return null;
  return page.placeOf ? page.placeOf(place, values) : place.join('.');
}

function placeFindings<Values>(
  findings: readonly ApiFinding[],
  page: PageShape<Values>,
  values: Values,
  text: Texts,
): Map<string, Told[]> {
  const placed = new Map<string, Told[]>();
  for (const { path, reason, elsewhere } of findings) {
    const place = path.map(String);
    if (elsewhere !== null || !isOwn(place, page)) continue;
    const at = fieldOf(place, values, page) ?? '';
    placed.set(at, [...(placed.get(at) ?? []), { place: place.join('.'), reason: text.wrong(reason) }]);
  }
  return placed;
}

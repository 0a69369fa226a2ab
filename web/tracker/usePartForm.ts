/** A form over one part of the configuration: saved by its revision, never written over others' work. */
import { type UseFormReturnType, useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiFinding } from '../../src/api/contractConfiguration.ts';
import { ApiFailure } from '../parts/api.ts';
import { useText } from '../parts/useText.ts';
import { placeOf } from './placeOf.ts';

export type Loaded<Values> = { revision: string; values: Values };
export type Told = { name: string; reason: string };

export type PartForm<Values> = {
  form: UseFormReturnType<Values>;
  /** Something stands in it that is not saved. */
  dirty: boolean;
  saving: boolean;
  saved: boolean;
  /** Errors that belong to no field. */
  rest: Told[];
  findings: readonly ApiFinding[];
  failure: unknown;
  /** Somebody else saved first: what they have changed. */
  conflict: readonly Told[] | null;
  submit(): void;
  /** After a conflict: what was typed, over what the others have saved. */
  saveMine(): void;
  takeTheirs(): void;
};

export type Part<Values> = {
  load(): Promise<Loaded<Values>>;
  save(revision: string, values: Values): Promise<readonly ApiFinding[]>;
  /** The form's field for a place of the part; null where it has none. */
  fieldOf(place: string): string | null;
};

export function usePartForm<Values extends Record<string, unknown>>(
  loaded: Loaded<Values>,
  part: Part<Values>,
): PartForm<Values> {
  const text = useText();
  const form = useForm<Values>({ initialValues: loaded.values });
  // The form's own answer does not notice rows that change places.
  const [base, setBase] = useState(() => JSON.stringify(loaded.values));
  const dirty = JSON.stringify(form.values) !== base;
  const [revision, setRevision] = useState(loaded.revision);
  const [rest, setRest] = useState<Told[]>([]);
  const [conflict, setConflict] = useState<{ told: readonly Told[]; fresh: Loaded<Values> } | null>(null);
  const stand = (now: Loaded<Values>): void => {
    setRevision(now.revision);
    setBase(JSON.stringify(now.values));
    form.setInitialValues(now.values);
    form.setValues(now.values);
    form.clearErrors();
    setRest([]);
    setConflict(null);
  };
  const show = (parameters: readonly Told[]): void => {
    const fields: Record<string, string> = {};
    const others: Told[] = [];
    for (const { name, reason } of parameters) {
      const field = part.fieldOf(placeOf(name));
      if (field !== null) fields[field] ??= text.wrong(reason);
      else others.push({ name, reason: text.told(reason) });
    }
    form.setErrors(fields);
    setRest(others);
  };
  const save = useMutation({
    mutationFn: async (onto: string) => {
      const findings = await part.save(onto, form.getValues());
      return { findings, now: await part.load() };
    },
    onSuccess: ({ now }) => stand(now),
    onError: async (error) => {
      if (!(error instanceof ApiFailure)) return;
      if (error.code !== 'changed_meanwhile') return show(error.parameters);
      setConflict({ told: error.parameters, fresh: await part.load() });
    },
  });
  const saveOnto = (onto: string): void => {
    setRest([]);
    setConflict(null);
    form.clearErrors();
    save.mutate(onto);
  };
  const told = save.error instanceof ApiFailure && save.error.parameters.length > 0;
  return {
    ...{ form, dirty, rest, saving: save.isPending },
    saved: save.isSuccess && !dirty,
    findings: save.data?.findings ?? [],
    failure: told || conflict ? null : save.error,
    conflict: conflict?.told ?? null,
    submit: () => saveOnto(revision),
    saveMine: () => {
      if (!conflict) return;
      setRevision(conflict.fresh.revision);
      saveOnto(conflict.fresh.revision);
    },
    takeTheirs: () => {
      if (!conflict) return;
      stand(conflict.fresh);
      save.reset();
    },
  };
}

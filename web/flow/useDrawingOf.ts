import { useCallback, useMemo, useRef, useState } from 'react';
import type { Step, StepKind } from '../../src/flow/flow.ts';
import { useBots } from '../app/breadcrumb.tsx';
import { useMacros } from '../parts/useMacros.ts';
import { useText } from '../parts/useText.ts';
import type { Drawing } from './drawing.ts';
import { addStep, changeStep, freeKey, type Spot } from './editFlow.ts';
import { findProblems } from './findProblems.ts';
import { linksOf, unreachable } from './graph.ts';
import { freeSpot, heightOf, placesOf, stepWidth } from './layout.ts';
import { mostOnCard } from './leadBadges.tsx';
import { leadBadges, rootsOf } from './leadWords.ts';
import { keyBase, newStep } from './newStep.ts';
import { serverProblems } from './serverProblems.ts';
import type { FlowEditor } from './useFlowEditor.ts';

type Screen = {
  locked: boolean;
  open: string | null;
  setOpen: (key: string | null) => void;
  setStart: (key: string) => void;
  editPushes: () => void;
};

/** What the parts of the screen need to know of the drawing, worked out anew only where it has changed. */
export function useDrawingOf(editor: FlowEditor, screen: Screen): Drawing {
  const { locked, open, setOpen, setStart, editPushes } = screen;
  const text = useText();
  const { bot, flow, detail, act, findings, published } = editor;
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const bots = useBots();
  const { source, timezone, known } = useMacros(bot);
  const elsewhere = useMemo(
    () =>
      (bots.find(({ key }) => key === bot)?.flows ?? [])
        .filter(({ key }) => key !== flow.key)
        .flatMap((one) => one.steps.map(({ key, kind }) => ({ flow: one.key, key, kind }))),
    [bots, bot, flow.key],
  );
  const drawn = useMemo(
    () => linksOf(flow, bots.length > 0 ? new Set(elsewhere.map((one) => `${one.flow}/${one.key}`)) : null),
    [flow, elsewhere, bots.length],
  );
  const links = useSame(drawn, JSON.stringify(drawn));
  const linkAt = useMemo(() => new Map(links.map((one) => [`${one.from} ${one.output.id}`, one])), [links]);
  const lost = useMemo(() => {
    const roots = rootsOf(detail.leads, flow.key);
    const start = detail.start?.startsWith(`${flow.key}/`) ? [detail.start.slice(flow.key.length + 1)] : [];
    const all = [...roots, ...start];
    // Nothing leads into a new flow yet: it is read from its first step.
    return unreachable(flow, all.length > 0 ? all : flow.steps.slice(0, 1).map(({ key }) => key));
  }, [flow, detail]);
  const unreached = useSame(lost, JSON.stringify([...lost]));
  const problems = useMemo(() => {
    const own = findProblems(flow, { links, unreachable: unreached, macros: known ? source : null });
    const told = new Set(own.map(({ step, place }) => `${step} ${place}`));
    const server = serverProblems(findings, flow).filter(({ step, place }) => !told.has(`${step} ${place}`));
    return Map.groupBy([...own, ...server], ({ step }) => step);
  }, [flow, links, unreached, findings, source, known]);
  const badges = useMemo(
    () =>
      new Map(
        Object.entries(detail.leads).map(([key, leads]) => [key, leadBadges(leads, bot, flow.key, text)]),
      ),
    [detail.leads, bot, flow.key, text],
  );
  const height = useCallback(
    (step: Step) =>
      heightOf(step) + badgeHeight * Math.min(badges.get(step.key)?.length ?? 0, mostOnCard + 1),
    [badges],
  );
  const publishedKeys = useMemo(() => new Set((published?.steps ?? []).map(({ key }) => key)), [published]);
  const macros = useMemo(() => ({ source, timezone }), [source, timezone]);
  return useMemo(() => {
    const change: Drawing['change'] = (how, mark) => {
      if (!locked)
        act(mark === undefined ? { do: 'change', change: how } : { do: 'change', change: how, mark });
    };
    return {
      ...{
        bot,
        flow,
        locked,
        links,
        linkAt,
        problems,
        badges,
        elsewhere,
        macros,
        selected,
        open,
        change,
        height,
      },
      unreachable: unreached,
      ...{ start: detail.start, setStart, editPushes },
      counters: detail.counters,
      published: publishedKeys,
      select: (keys) => setSelected((now) => (sameKeys(now, keys) ? now : new Set(keys))),
      openStep: (key) => {
        setSelected(new Set(key === null ? [] : [key]));
        setOpen(key);
      },
      add: (kind: StepKind, from) => {
        const key = freeKey(flow, keyBase[kind]);
        const places = placesOf(flow, links, height);
        const step = newStep(kind, key);
        const at = freeSpot(wantedSpot(places, from?.step), step, flow, places);
        // Where nothing has been put by hand the whole is laid out anew.
        const placed = flow.steps.some((one) => one.at) ? { ...step, at } : step;
        change((now) => addStep(now, placed, from));
        setSelected(new Set([key]));
        setOpen(key);
      },
      changeStep: (key, how, mark) => change((now) => changeStep(now, key, how), mark),
    };
  }, [
    bot,
    flow,
    locked,
    links,
    linkAt,
    problems,
    badges,
    elsewhere,
    macros,
    selected,
    open,
    unreached,
    detail,
    publishedKeys,
    height,
    act,
    setOpen,
    setStart,
    editPushes,
  ]);
}

/** The value as it was while its sign stays: whatever hangs on it is not made anew with each letter typed. */
function useSame<Value>(value: Value, sign: string): Value {
  const kept = useRef({ value, sign });
  if (kept.current.sign !== sign) kept.current = { value, sign };
  return kept.current.value;
}

/** One under another where they are long. */
const badgeHeight = 27;

/** Right of the step that leads here; below everything where none does. */
function wantedSpot(places: ReadonlyMap<string, Spot>, from: string | undefined): Spot {
  const before = from === undefined ? undefined : places.get(from);
  if (before) return [before[0] + stepWidth + 110, before[1]];
  return [40, Math.max(0, ...[...places.values()].map(([, y]) => y + 40))];
}

const sameKeys = (now: ReadonlySet<string>, keys: readonly string[]): boolean =>
  now.size === keys.length && keys.every((key) => now.has(key));

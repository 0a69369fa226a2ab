/** A bot's settings as the server keeps them, and what the pages ask beside them. */
import { useQuery } from '@tanstack/react-query';
import type { ApiBot } from '../../src/api/contract.ts';
import type { ApiBotSettings, ApiSettings } from '../../src/api/contractConfiguration.ts';
import { useBots } from '../app/breadcrumb.tsx';
import { getJson } from '../parts/api.ts';

/** The bot as a funnel file writes it, without its flows; secrets are references such as `${FUNNEL_LEO_TOKEN}`. */
export type Settings = ApiSettings;

/** `revision` comes back with a save: an old one is refused, so that nobody's work is written over. */
export type Loaded = ApiBotSettings;

export const settingsPath = (bot: string): string => `/bots/${encodeURIComponent(bot)}/settings`;

export const loadSettings = (bot: string, signal?: AbortSignal): Promise<Loaded> =>
  getJson<Loaded>(settingsPath(bot), signal);

/** The same name as `useMacros` has for it: one answer serves both. */
export const settingsKey = (bot: string): string[] => ['bot', bot, 'settings'];

export function useBotSettings(bot: string) {
  return useQuery({
    queryKey: settingsKey(bot),
    queryFn: ({ signal }) => loadSettings(bot, signal),
    // A form stands on what it was opened with; what changes meanwhile is told when it is saved.
    refetchOnWindowFocus: false,
  });
}

/** Flows, steps, webhooks and fields of the bot; undefined until they are known. */
export const useDrawnBot = (bot: string): ApiBot | undefined => useBots().find(({ key }) => key === bot);

export type StepGroup = { group: string; items: { value: string; label: string }[] };

/** Every step as a choice, by flow; the value is `flow/step`. */
export function stepChoices(bot: ApiBot | undefined): StepGroup[] {
  return (bot?.flows ?? []).map((flow) => ({
    group: flow.key,
    items: flow.steps.map((step) => {
      const value = `${flow.key}/${step.key}`;
      return { value, label: value };
    }),
  }));
}

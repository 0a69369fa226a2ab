/** The AI of a played story is a real endpoint, asked by the server's own prompts, checks and retries. */
import { type AiEndpoint, createAi } from '../src/ai/ai.ts';
import type { AiLead, Configuration } from '../src/store/store.ts';
import type { AiAnswer, AiQuestion } from '../src/story/story.ts';
import { createEgress, parseEgressAllow } from '../src/webhook/webhook.ts';

export type Answer = {
  /** What the lead would read; null for none. */
  words: string | null;
  /** Why there is no answer. */
  failure: string | null;
};

export type EndpointAi = {
  answerAi(question: AiQuestion): Promise<AiAnswer>;
  /** Every answer in order. */
  answers: Answer[];
  use: { tokens: number; estimated: boolean; calls: number; durationMs: number };
};

/** `baseUrl` is the word of whoever starts the evaluation: its host is allowed, private or not. */
export function askEndpoint(endpoint: AiEndpoint, configuration: Configuration): EndpointAi {
  let now = 0;
  const egress = createEgress({ allow: hostOf(endpoint.baseUrl) });
  const ai = createAi({
    wayTo: () => egress,
    now: () => now,
    version: 'evaluation',
    readMedia: async () => null,
  });
  const answers: Answer[] = [];
  const use = { tokens: 0, estimated: false, calls: 0, durationMs: 0 };
  return {
    answers,
    use,
    answerAi: async (question) => {
      now = question.now;
      const lead = leadOf(question, configuration);
      const asked = { ...endpoint, temperature: question.bot.ai?.temperature ?? null };
      const report = await ai.run(question.effect, lead, asked, new AbortController().signal);
      const tokens = report.tokens.prompt + report.tokens.completion;
      use.tokens += tokens;
      use.estimated ||= report.tokens.estimated;
      use.calls += report.tokens.calls;
      use.durationMs += report.durationMs;
      const { result } = report;
      const words = !result.ok ? null : result.of === 'turn' ? result.reply : result.text;
      answers.push({ words, failure: result.ok ? null : result.reason });
      return { result, tokens };
    },
  };
}

function hostOf(baseUrl: string): string[] {
  const { hostname, port, protocol } = new URL(baseUrl);
  const entry = parseEgressAllow(`${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`);
  return entry.ok ? entry.value : [];
}

/** What the store would read for the carrier. */
function leadOf({ dialog, bot, messages, events, now }: AiQuestion, configuration: Configuration): AiLead {
  const row = configuration.bots.find(({ id }) => id === dialog.botId);
  const declared = configuration.fields.filter(({ botId }) => botId === dialog.botId);
  return {
    dialogId: dialog.id,
    name: dialog.name,
    place: dialog.flow && dialog.step ? `${dialog.flow}/${dialog.step}` : null,
    fields: Object.entries(dialog.fields).map(([key, value]) => ({
      key,
      name: declared.find((field) => field.key === key)?.document.name ?? key,
      value,
    })),
    tracker: dialog.tracker,
    events: events.slice(-200).map(({ name, ordinal, cost, currency, at, standing, reverses }) => ({
      ...{ name, ordinal, cost, currency, at, reverses },
      standing: standing === 'held' || standing === 'reversed' ? standing : null,
    })),
    messages: messages.filter(({ at }) => at <= now).slice(-40),
    bot: {
      id: dialog.botId,
      key: bot.key,
      spaceId: row?.spaceId ?? '',
      channel: bot.channel,
      timezone: bot.timezone ?? 'UTC',
      clockOffsetMs: 0,
      ai: bot.ai ?? null,
    },
  };
}

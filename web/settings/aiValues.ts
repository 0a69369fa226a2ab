/** The AI's part of the settings as a form. */
import type { AiSettings, Recognition } from '../../src/flow/flow.ts';
import type { Settings } from './botSettings.ts';
import type { PageShape } from './useSettingsForm.ts';

export const mediaKinds = ['photo', 'voice', 'videoNote', 'video', 'audio', 'document'] as const;

export type AiValues = {
  /** False: the server's own endpoint and models. */
  hasAi: boolean;
  ai: {
    baseUrl: string;
    /** A new key; '' keeps what there is, unless `dropKey`. */
    apiKey: string;
    dropKey: boolean;
    decideModel: string;
    replyModel: string;
    temperature: number | '';
    dailyTokens: number | '';
    legend: string;
    restrictions: string;
    discloses: 'ready' | 'own' | 'off';
    disclosure: string;
    onFailure: 'manual' | 'error';
    fallback: string;
  };
  recognition: Record<(typeof mediaKinds)[number], Recognition | ''>;
};

export const aiShape: PageShape<AiValues> = {
  sections: ['ai', 'recognition'],
  read: ({ ai, recognition }) => ({
    hasAi: ai !== undefined,
    ai: {
      ...{ baseUrl: ai?.baseUrl ?? '', apiKey: '', dropKey: false },
      ...{ decideModel: ai?.decideModel ?? '', replyModel: ai?.replyModel ?? '' },
      ...{ temperature: ai?.temperature ?? '', dailyTokens: ai?.dailyTokens ?? '' },
      ...{ legend: ai?.legend ?? '', restrictions: ai?.restrictions ?? '', fallback: ai?.fallback ?? '' },
      discloses: ai?.disclosure === false ? 'off' : typeof ai?.disclosure === 'string' ? 'own' : 'ready',
      disclosure: typeof ai?.disclosure === 'string' ? ai.disclosure : '',
      onFailure: ai?.onFailure ?? 'error',
    },
    recognition: {
      ...{ photo: recognition?.photo ?? '', voice: recognition?.voice ?? '' },
      ...{ videoNote: recognition?.videoNote ?? '', video: recognition?.video ?? '' },
      ...{ audio: recognition?.audio ?? '', document: recognition?.document ?? '' },
    },
  }),
  write: (values, settings) => {
    const recognition = Object.fromEntries(
      mediaKinds.map((kind) => [kind, values.recognition[kind] || undefined]),
    );
    return {
      ...settings,
      ai: values.hasAi ? writeAi(values.ai, settings.ai) : undefined,
      recognition: mediaKinds.some((kind) => values.recognition[kind]) ? recognition : undefined,
    };
  },
};

function writeAi(values: AiValues['ai'], stored: Settings['ai']): AiSettings {
  const { apiKey, dropKey, discloses, disclosure } = values;
  return {
    baseUrl: values.baseUrl.trim() || undefined,
    apiKey: apiKey.trim() || (dropKey ? undefined : stored?.apiKey),
    decideModel: values.decideModel.trim(),
    replyModel: values.replyModel.trim(),
    temperature: values.temperature === '' ? undefined : values.temperature,
    dailyTokens: values.dailyTokens === '' ? undefined : values.dailyTokens,
    legend: values.legend.trim() || undefined,
    restrictions: values.restrictions.trim() || undefined,
    disclosure: discloses === 'off' ? false : discloses === 'own' ? disclosure : undefined,
    onFailure: values.onFailure === 'manual' ? 'manual' : stored?.onFailure === 'error' ? 'error' : undefined,
    fallback: values.fallback.trim() || undefined,
  };
}

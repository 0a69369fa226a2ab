/** One thing of a bot's settings, changed from beside its forms. */
import { ApiFailure, sendJson } from '../parts/api.ts';
import { loadSettings, type Settings, settingsPath } from '../settings/botSettings.ts';

/** Two who save in the same moment are told apart by the revision: whoever was second reads again. */
const mostTries = 3;

/** Saves the settings as `change` makes them of what they are now; throws what `change` throws, and refusals. */
export async function changeSettings(bot: string, change: (settings: Settings) => Settings): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const { revision, settings } = await loadSettings(bot);
    try {
      await sendJson('PUT', settingsPath(bot), { revision, settings: change(settings) });
      return;
    } catch (reason) {
      const late = reason instanceof ApiFailure && reason.code === 'changed_meanwhile';
      if (!late || tries >= mostTries) throw reason;
    }
  }
}

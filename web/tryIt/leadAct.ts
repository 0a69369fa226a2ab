/** What the simulated lead does, as the simulator takes it. */
import { type Demo, usernameOf } from './demo.ts';

/** The kinds that the simulator takes. */
export const leadMedia = ['photo', 'video', 'document', 'audio', 'voice', 'videoNote', 'sticker'] as const;

export type LeadMedia = (typeof leadMedia)[number];

export type LeadAct = { start: string } | { text: string } | { button: string } | { media: LeadMedia };

export function leadBody(demo: Pick<Demo, 'chatId' | 'name'>, act: LeadAct): string {
  // A name in another script has no Latin letters to make a user name of.
  const username = usernameOf(demo.name) || (demo.name.trim() && `lead${demo.chatId}`);
  return JSON.stringify({
    chatId: demo.chatId,
    ...(demo.name.trim() && { name: demo.name.trim() }),
    ...(username && { username }),
    ...act,
  });
}

/** The deep link of the advertisement hands the click id over as the payload of /start. */
export const startBody = (demo: Demo): string => leadBody(demo, { start: demo.clickid ?? '' });

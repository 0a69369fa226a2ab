/** What every lead is owed, before any flow: to be left alone, to come back, to know what is kept, to be forgotten. */
import { renderFormatted } from '../macro/macro.ts';
import type { LeadAction } from '../signal/signal.ts';
import { cancelMessages, clearTimers, macroData, marked, send, setStatus, type Walk } from './walk.ts';

export type Command = 'stop' | 'privacy' | 'deleteMe';

const commands: Readonly<Record<string, Command>> = {
  stop: 'stop',
  privacy: 'privacy',
  delete_me: 'deleteMe',
};

/** `/stop`, `/privacy`, `/delete_me` (also as `/stop@bot`), or one of the bot's own stop words as a whole message. */
export function commandOf(walk: Walk, action: LeadAction): Command | null {
  if (action.did !== 'wrote') return null;
  const text = action.text.trim().toLowerCase();
  if (walk.script.stopWords.has(text)) return 'stop';
  const name = /^\/(stop|privacy|delete_me)(?:@\w{1,64})?$/.exec(text)?.[1];
  return name === undefined ? null : (commands[name] ?? null);
}

export function onCommand(walk: Walk, command: Command): void {
  switch (command) {
    case 'stop':
      return optOut(walk);
    case 'privacy':
      return tellPrivacy(walk);
    case 'deleteMe':
      clearTimers(walk);
      cancelMessages(walk);
      walk.erased = true;
  }
}

/** Nothing automatic is sent again until the lead writes `/start`, whoever wants to move the dialog. */
function optOut(walk: Walk): void {
  const { dialog } = walk;
  clearTimers(walk);
  cancelMessages(walk);
  dialog.state.optedOut = true;
  if (dialog.status === 'blocked') return;
  dialog.state.blockedBy = 'lead';
  setStatus(walk, 'stopped', 'lead');
}

/** An answer to the lead's own question: it goes out whatever the dialog's status is. */
function tellPrivacy(walk: Walk): void {
  const { privacy } = walk.script;
  const own = privacy && renderFormatted(privacy, macroData(walk), () => undefined);
  const said = own && own.text.trim() !== '' ? marked(own) : { text: defaultPolicy };
  send(walk, { automatic: false, ...said, media: null, buttons: [], pin: false }, 0, 'flow');
}

const defaultPolicy = `This bot keeps what you write here, your Telegram name and id, the link by which you came, and what its partners report about you, in order to answer you. /stop: no more messages. /delete_me: everything about you is erased.

Бот хранит ваши сообщения, имя и id в Telegram, ссылку, по которой вы пришли, и то, что сообщают о вас партнёры, - чтобы вам отвечать. /stop: больше никаких сообщений. /delete_me: всё о вас будет удалено.`;

/**
 * Whether a lead that has opted out comes back with this: only `/start` lifts it. One that had not come to
 * any step begins as a new one does.
 */
export function comesBack(walk: Walk, action: LeadAction): boolean {
  const { dialog } = walk;
  if (action.did !== 'start') {
    walk.entries.push({ kind: 'ignored', reason: 'the lead has opted out until it writes /start' });
    return false;
  }
  delete dialog.state.optedOut;
  if (dialog.status === 'stopped' && dialog.step === null) {
    dialog.state.blockedBy = null;
    setStatus(walk, 'start', 'lead');
  }
  return true;
}

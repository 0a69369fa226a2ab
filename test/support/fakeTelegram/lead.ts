/** A person in a bot's private chat, and everything they can do there. */
import type { ChatMemberUpdated, Message, User } from '@grammyjs/types';
import { Correspondent } from './correspondent.ts';
import { deliver, queueOf } from './deliver.ts';
import { askToJoin } from './joinRequests.ts';
import { findButton, type Press, pressInline, pressLink } from './press.ts';
import { type Bot, botUser, changed, dateOf, type PrivateChat, privateChat, type World } from './world.ts';

export class Lead extends Correspondent {
  readonly world: World;
  readonly bot: Bot;
  private readonly chat: PrivateChat;

  constructor(world: World, bot: Bot, user: User) {
    const chat = privateChat(bot, user);
    const { conversation } = chat;
    super(user, {
      world,
      bot,
      conversation,
      common: {},
      open: () => {
        if (world.people.get(user.id)?.deactivated) throw new Error(`${user.id} has no account any more`);
        if (chat.blocked) throw new Error(`${user.id} has blocked the bot: unblock() or start() first`);
        chat.started = true;
      },
      say: (message) => deliver(bot, { message }, queueOf.message(user.id)),
      sayEdited: (edited_message) => deliver(bot, { edited_message }, queueOf.message(user.id)),
    });
    this.world = world;
    this.bot = bot;
    this.chat = chat;
  }

  /** Presses Start, by the deep link's payload or without; a bot that was blocked is unblocked by it. */
  start(payload = ''): Message {
    if (this.chat.blocked) this.unblock();
    return this.write(payload === '' ? '/start' : `/start ${payload}`);
  }

  /** Presses the newest button with that text or callback data; of a reply keyboard, its text is written. */
  press(button: string): Press {
    const { conversation } = this.chat;
    const found = findButton(conversation, button);
    if (!found) throw new Error(`${this.id} sees no button ${button}`);
    if (found.data === null && found.url === null) {
      this.write(button);
      return pressLink(null);
    }
    if (found.data === null) return pressLink(found.url);
    const { world, bot, user } = this;
    return pressInline({ world, bot, user, conversation }, found.data, found.message.raw);
  }

  /** What the bot's latest answer to a press showed; empty when it showed nothing. */
  lastAnswer(): string {
    const own = [...this.bot.queries.values()].filter(({ userId }) => userId === this.id);
    return own.at(-1)?.answer?.text ?? '';
  }

  block(): void {
    if (this.chat.blocked) return;
    this.chat.blocked = true;
    this.tellMembership('member', 'kicked');
  }

  unblock(): void {
    if (!this.chat.blocked) return;
    this.chat.blocked = false;
    this.tellMembership('kicked', 'member');
  }

  /** Deletes the account: the bot is told nothing and refused from now on. */
  deactivate(): void {
    this.world.people.set(this.id, { user: this.user, deactivated: true });
    changed(this.world);
  }

  /** Opens an invite link: asks to join, or joins where the link asks for no approval. */
  requestJoin(inviteLink: string): void {
    askToJoin(this.world, this.user, inviteLink);
  }

  private tellMembership(before: 'member' | 'kicked', after: 'member' | 'kicked'): void {
    const bot = botUser(this.bot);
    const statusOf = (status: 'member' | 'kicked'): ChatMemberUpdated['new_chat_member'] =>
      status === 'member' ? { status, user: bot } : { status, user: bot, until_date: 0 };
    const my_chat_member: ChatMemberUpdated = {
      chat: this.chat.conversation.chat,
      from: this.user,
      date: dateOf(this.world),
      old_chat_member: statusOf(before),
      new_chat_member: statusOf(after),
    };
    deliver(this.bot, { my_chat_member }, queueOf.myMember(this.id));
    changed(this.world);
  }
}

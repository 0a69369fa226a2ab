/** A group or channel in a test's hands. */
import type {
  Chat,
  ChatInviteLink,
  ChatMember,
  ChatMemberAdministrator,
  Message,
  User,
} from '@grammyjs/types';
import { deliver, queueOf } from './deliver.ts';
import { withFound } from './entities.ts';
import { setMember } from './joinRequests.ts';
import { type SeenMessage, seenIn } from './seenMessage.ts';
import {
  type Bot,
  botUser,
  changed,
  dateOf,
  keep,
  newConversation,
  type Place,
  type World,
} from './world.ts';

/** Administrator rights by their names in the Bot API; what is not named a bot does not have. */
export type Rights = Partial<
  Pick<
    ChatMemberAdministrator,
    | 'can_invite_users'
    | 'can_post_messages'
    | 'can_edit_messages'
    | 'can_delete_messages'
    | 'can_pin_messages'
    | 'can_restrict_members'
    | 'can_manage_chat'
  >
>;

export function newPlace(world: World, chat: Chat, owner: User): Place {
  const conversation = newConversation(chat, () => world.next(`message of ${chat.id}`));
  const members = new Map<number, ChatMember>([
    [owner.id, { status: 'creator', user: owner, is_anonymous: false }],
  ]);
  const place: Place = { conversation, members, links: [], requests: new Map(), movedTo: null };
  world.places.set(chat.id, place);
  return place;
}

export class FakePlace {
  private readonly world: World;
  private readonly place: Place;
  private readonly owner: User;
  private readonly botOf: (token: string) => Bot;

  constructor(world: World, place: Place, owner: User, botOf: (token: string) => Bot) {
    this.world = world;
    this.place = place;
    this.owner = owner;
    this.botOf = botOf;
  }

  get id(): number {
    return this.place.conversation.chat.id;
  }

  /** The owner makes the bot a member, or an administrator with these rights; also changes the rights. */
  add(bot: { token: string }, rights: Rights | null = null): void {
    const user = botUser(this.botOf(bot.token));
    const joins = ['left', 'kicked'].includes(this.statusOf(user.id));
    setMember(
      this.world,
      this.place,
      rights ? administrator(user, rights) : { status: 'member', user },
      this.owner,
    );
    if (joins) this.tellJoined(user);
  }

  /** The owner throws the bot out; it may not come back by itself. */
  kick(bot: { token: string }): void {
    const user = botUser(this.botOf(bot.token));
    setMember(this.world, this.place, { status: 'kicked', user, until_date: 0 }, this.owner);
  }

  remove(bot: { token: string }): void {
    setMember(this.world, this.place, { status: 'left', user: botUser(this.botOf(bot.token)) }, this.owner);
  }

  /** A person leaves by themselves. */
  leave(person: { user: User }): void {
    setMember(this.world, this.place, { status: 'left', user: person.user }, person.user);
  }

  /** What a person says in a group, or the channel posts. */
  write(text: string, person: { user: User } = { user: this.owner }): Message {
    const { conversation } = this.place;
    const { chat } = conversation;
    const entities = withFound(text, []);
    const common = {
      message_id: conversation.nextMessageId(),
      date: dateOf(this.world),
      text,
      ...(entities.length > 0 ? { entities } : {}),
    };
    if (chat.type === 'channel') {
      const channel_post = { ...common, chat, sender_chat: chat };
      return this.publish(channel_post, (bot) => deliver(bot, { channel_post }, queueOf.message(chat.id)));
    }
    const message = { ...common, chat, from: person.user };
    return this.publish(message, (bot) => deliver(bot, { message }, queueOf.message(chat.id)));
  }

  messages(): SeenMessage[] {
    return seenIn(this.place.conversation);
  }

  /** What bots have sent and not deleted. */
  texts(): string[] {
    return this.messages().flatMap(({ fromBot, deleted, kind, text }) =>
      fromBot && !deleted && kind !== 'service' ? [text] : [],
    );
  }

  links(): readonly ChatInviteLink[] {
    return this.place.links;
  }

  /** Ids of the people who have asked to join and were not answered. */
  waiting(): number[] {
    return [...this.place.requests.keys()];
  }

  statusOf(id: number): ChatMember['status'] {
    return this.place.members.get(id)?.status ?? 'left';
  }

  /** Turns a group into a supergroup with an id of its own; both tell of it. */
  migrate(): FakePlace {
    const { chat } = this.place.conversation;
    if (chat.type !== 'group') throw new Error('only a group becomes a supergroup');
    const id = -1_002_000_000_000 - this.world.next('supergroup');
    const next: Chat.SupergroupChat = { id, type: 'supergroup', title: chat.title };
    const place = newPlace(this.world, next, this.owner);
    for (const [member, status] of this.place.members) place.members.set(member, status);
    const common = { from: this.owner, date: dateOf(this.world) };
    const away = {
      ...common,
      message_id: this.place.conversation.nextMessageId(),
      chat,
      migrate_to_chat_id: id,
    };
    this.publish(away, (bot) => deliver(bot, { message: away }, queueOf.message(chat.id)));
    this.place.movedTo = id;
    const moved = new FakePlace(this.world, place, this.owner, this.botOf);
    const here = {
      ...common,
      message_id: place.conversation.nextMessageId(),
      chat: next,
      migrate_from_chat_id: chat.id,
    };
    moved.publish(here, (bot) => deliver(bot, { message: here }, queueOf.message(id)));
    return moved;
  }

  /** Groups say who has come. */
  private tellJoined(user: User): void {
    const { conversation } = this.place;
    const { chat } = conversation;
    if (chat.type === 'channel') return;
    const message = {
      message_id: conversation.nextMessageId(),
      from: this.owner,
      chat,
      date: dateOf(this.world),
      new_chat_members: [user],
    };
    this.publish(message, (bot) => deliver(bot, { message }, queueOf.message(chat.id)));
  }

  private publish(message: Message, tell: (bot: Bot) => void): Message {
    keep(this.place.conversation, message, null);
    for (const bot of this.world.bots.values()) {
      const status = this.statusOf(bot.me.id);
      if (status !== 'left' && status !== 'kicked') tell(bot);
    }
    changed(this.world);
    return message;
  }
}

function administrator(user: User, rights: Rights): ChatMemberAdministrator {
  return {
    status: 'administrator',
    user,
    can_be_edited: false,
    is_anonymous: false,
    can_manage_chat: true,
    can_delete_messages: false,
    can_manage_video_chats: false,
    can_restrict_members: false,
    can_promote_members: false,
    can_change_info: false,
    can_invite_users: false,
    can_post_stories: false,
    can_edit_stories: false,
    can_delete_stories: false,
    can_send_welcome_messages: false,
    ...rights,
  };
}

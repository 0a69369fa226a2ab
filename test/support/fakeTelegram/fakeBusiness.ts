/** A business account in a test's hands: its owner, the people who write to it, and its connection to a bot. */
import type { BusinessBotRights, BusinessConnection, User } from '@grammyjs/types';
import { Correspondent, type Line, opaqueId } from './correspondent.ts';
import { deliver, queueOf } from './deliver.ts';
import { findButton, type Press, pressInline, pressLink } from './press.ts';
import {
  type Bot,
  type Business,
  type BusinessChat,
  changed,
  chatWith,
  dateOf,
  findMessage,
  newConversation,
  type World,
} from './world.ts';

export const usualRights: BusinessBotRights = { can_reply: true, can_read_messages: true };

/** Connects the bot and tells it so. */
export function connectBusiness(
  world: World,
  bot: Bot,
  owner: User,
  rights: BusinessBotRights,
): FakeBusiness {
  const connection: BusinessConnection = {
    id: `bc_${opaqueId()}`,
    user: owner,
    user_chat_id: owner.id,
    date: dateOf(world),
    rights,
    is_enabled: true,
  };
  const nextMessageId = () => world.next(`message of account ${owner.id}`);
  const business: Business = { connection, bot, chats: new Map(), nextMessageId };
  world.businesses.set(connection.id, business);
  const account = new FakeBusiness(world, business);
  account.tell();
  return account;
}

export class FakeBusiness {
  private readonly world: World;
  private readonly business: Business;

  constructor(world: World, business: Business) {
    this.world = world;
    this.business = business;
  }

  get connectionId(): string {
    return this.business.connection.id;
  }

  get owner(): User {
    return this.business.connection.user;
  }

  /** Somebody who writes to the owner. */
  lead(user: User): BusinessLead {
    return new BusinessLead(this.world, this.business, user);
  }

  /** The owner in the chat with a lead, writing with their own hands. */
  ownerWith(lead: { user: User }): Correspondent {
    return new Correspondent(
      this.owner,
      lineOf(this.world, this.business, lead.user, () => {}),
    );
  }

  /** Somebody deletes messages; the bot hears of it. */
  deleteMessages(lead: { user: User }, messageIds: number[]): void {
    const { conversation } = chatOf(this.business, lead.user);
    for (const id of messageIds) {
      const stored = findMessage(conversation, id);
      if (stored) stored.deleted = true;
    }
    const deleted_business_messages = {
      business_connection_id: this.connectionId,
      chat: conversation.chat,
      message_ids: messageIds,
    };
    deliver(this.business.bot, { deleted_business_messages }, queueOf.business(conversation.chat.id));
    changed(this.world);
  }

  setRights(rights: BusinessBotRights): void {
    this.change({ rights });
  }

  /** The owner disconnects the bot. */
  disable(): void {
    this.change({ is_enabled: false });
  }

  enable(): void {
    this.change({ is_enabled: true });
  }

  /** Tells the bot of the connection as it is now. */
  tell(): void {
    const business_connection = { ...this.business.connection };
    deliver(this.business.bot, { business_connection }, queueOf.connection(this.owner.id));
    changed(this.world);
  }

  private change(part: Partial<BusinessConnection>): void {
    this.business.connection = { ...this.business.connection, ...part, date: dateOf(this.world) };
    this.tell();
  }
}

/** A person in a chat with the owner of a business account. */
export class BusinessLead extends Correspondent {
  private readonly world: World;
  private readonly business: Business;

  constructor(world: World, business: Business, user: User) {
    const chat = chatOf(business, user);
    const open = () => {
      chat.lastInboundAt = world.now();
    };
    super(user, lineOf(world, business, user, open));
    this.world = world;
    this.business = business;
  }

  /** Presses the newest button with that text or callback data. */
  press(button: string): Press {
    const { conversation } = chatOf(this.business, this.user);
    const found = findButton(conversation, button);
    if (!found) throw new Error(`${this.id} sees no button ${button}`);
    if (found.data === null) return pressLink(found.url);
    const { bot } = this.business;
    return pressInline(
      { world: this.world, bot, user: this.user, conversation },
      found.data,
      found.message.raw,
    );
  }
}

function chatOf(business: Business, user: User): BusinessChat {
  const known = business.chats.get(user.id);
  if (known) return known;
  const chat = {
    conversation: newConversation(chatWith(user), business.nextMessageId),
    lastInboundAt: Number.NEGATIVE_INFINITY,
  };
  business.chats.set(user.id, chat);
  return chat;
}

/** Only what is said while the connection is on reaches the bot. */
function lineOf(world: World, business: Business, user: User, open: () => void): Line {
  const { bot } = business;
  const queue = queueOf.business(user.id);
  const whenOn = (tell: () => void) => {
    if (business.connection.is_enabled) tell();
  };
  return {
    world,
    bot,
    conversation: chatOf(business, user).conversation,
    common: { business_connection_id: business.connection.id },
    open,
    say: (business_message) => whenOn(() => deliver(bot, { business_message }, queue)),
    sayEdited: (edited_business_message) => whenOn(() => deliver(bot, { edited_business_message }, queue)),
  };
}

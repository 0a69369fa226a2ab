/** What a lead can send beside text, as it stands in a message. */
import type { Message, MessageEntity } from '@grammyjs/types';
import { defaultMeasures, type FileKind, fileContent, fileKinds, type Measures, storeFile } from './files.ts';
import type { Bot, World } from './world.ts';

export type LeadKind = FileKind | 'contact' | 'location' | 'venue' | 'poll' | 'dice';

/** All of it may be left out: a file then has a few bytes, a place is Lisbon. */
export type LeadContent = Partial<Measures> & {
  content?: Buffer | string;
  name?: string;
  mime?: string;
  caption?: string;
  captionEntities?: MessageEntity[];
  replyTo?: number;
  contact?: { phone: string; firstName: string; lastName?: string };
  location?: { latitude: number; longitude: number };
  venue?: { title: string; address: string };
  poll?: { question: string; options: string[] };
};

const lisbon = { latitude: 38.7223, longitude: -9.1393 };

const isFile = (kind: LeadKind): kind is FileKind => fileKinds.some((known) => known === kind);

export function leadContent(world: World, bot: Bot, kind: LeadKind, given: LeadContent): Partial<Message> {
  const { caption, captionEntities } = given;
  const words = {
    ...(caption === undefined ? {} : { caption }),
    ...(captionEntities === undefined ? {} : { caption_entities: captionEntities }),
  };
  if (isFile(kind)) {
    const { content = `a ${kind} of the lead`, name, mime } = given;
    const file = storeFile(world, bot, kind, {
      content: Buffer.from(content),
      ...(name === undefined ? {} : { name }),
      ...(mime === undefined ? {} : { mime }),
    });
    return { ...fileContent(file, { ...defaultMeasures, ...sizesOf(given) }), ...words };
  }
  return otherContent(world, kind, given);
}

function sizesOf({ duration, width, height }: LeadContent): Partial<Measures> {
  return {
    ...(duration === undefined ? {} : { duration }),
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
  };
}

function otherContent(world: World, kind: Exclude<LeadKind, FileKind>, given: LeadContent): Partial<Message> {
  const { contact = { phone: '+351210000000', firstName: 'Ann' }, location = lisbon } = given;
  switch (kind) {
    case 'contact':
      return {
        contact: {
          phone_number: contact.phone,
          first_name: contact.firstName,
          ...(contact.lastName === undefined ? {} : { last_name: contact.lastName }),
        },
      };
    case 'location':
      return { location };
    case 'venue':
      return { location, venue: { location, title: 'Café', address: 'Rua Nova 1', ...given.venue } };
    case 'dice':
      return { dice: { emoji: '🎲', value: 4 } };
    case 'poll': {
      const { question = 'Which one?', options = ['This', 'That'] } = given.poll ?? {};
      return { poll: pollOf(String(world.next('poll')), question, options) };
    }
  }
}

function pollOf(id: string, question: string, options: string[]): NonNullable<Message['poll']> {
  return {
    id,
    question,
    options: options.map((text, n) => ({ persistent_id: String(n), text, voter_count: 0 })),
    total_voter_count: 0,
    is_closed: false,
    is_anonymous: true,
    type: 'regular',
    allows_multiple_answers: false,
    allows_revoting: true,
    members_only: false,
  };
}

/** Bot API servers to tell a story to: our own fake, and one made by others. */
import { createServer } from 'node:net';
import { startFakeTelegram } from './fakeTelegram/fakeTelegram.ts';

export type Emulator = {
  root: string;
  token: string;
  username: string;
  /** The lead writes; a text that begins with `/` is a command. */
  says(text: string): Promise<void>;
  /** What the bot has sent to this chat, the oldest first. */
  heard(chatId: number): Promise<string[]>;
  stop(): Promise<void>;
};

export type EmulatedLead = { id: number; name: string; username: string };

export async function startOwnEmulator(lead: EmulatedLead): Promise<Emulator> {
  const fake = await startFakeTelegram();
  const bot = fake.addBot({ username: 'leo_story_bot' });
  const person = fake.lead(bot, { id: lead.id, firstName: lead.name, username: lead.username });
  return {
    root: fake.root,
    token: bot.token,
    username: bot.username,
    says: async (text) => {
      person.write(text);
    },
    heard: async () => person.messages().flatMap(({ fromBot, text }) => (fromBot ? [text] : [])),
    stop: () => fake.stop(),
  };
}

/** `telegram-test-api`: a plain emulator that knows texts and buttons, and next to no refusals. */
export async function startOthersEmulator(lead: EmulatedLead): Promise<Emulator> {
  const { TelegramServer } = await import('telegram-test-api/lib/telegramServer.js');
  const server = new TelegramServer({ port: await freePort(), host: '127.0.0.1', storeTimeout: 3600 });
  await server.start();
  const token = '666:not-a-real-token-of-anybody-0123456';
  const client = server.getClient(token, {
    ...{ userId: lead.id, chatId: lead.id },
    ...{ firstName: lead.name, userName: lead.username },
  });
  return {
    root: server.config.apiURL,
    token,
    username: 'TestNameBot',
    says: async (text) => {
      if (text.startsWith('/')) await client.sendCommand(client.makeCommand(text));
      else await client.sendMessage(client.makeMessage(text));
    },
    heard: async (chatId) =>
      server
        .getUpdatesHistory(token)
        .flatMap((one) =>
          'message' in one && 'chat_id' in one.message && Number(one.message.chat_id) === chatId
            ? [String(one.message.text)]
            : [],
        ),
    stop: async () => {
      await server.stop();
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/**
 * The baseline: a bare grammY bot behind a bare HTTP server, its sessions in PostgreSQL. It answers by a call
 * to the Bot API server at API_ROOT, or without one in the webhook's own answer. Prints its port.
 */
import { createServer } from 'node:http';
import { Bot, type Context, type SessionFlavor, session, webhookCallback } from 'grammy';
import pg from 'pg';

type Session = { step: string; count: number };

const apiRoot = process.env.API_ROOT;
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL ?? '' });
const bot = new Bot<Context & SessionFlavor<Session>>('1:bare', {
  botInfo: {
    ...{ id: 1, is_bot: true, first_name: 'Bare', username: 'bare_bot', can_join_groups: true },
    ...{ can_read_all_group_messages: false, supports_inline_queries: false, can_connect_to_business: false },
    ...{ has_main_web_app: false, has_topics_enabled: false, allows_users_to_create_topics: false },
    ...{ supports_guest_queries: false, can_manage_bots: false, supports_join_request_queries: false },
  },
  client: apiRoot === undefined ? { canUseWebhookReply: (method) => method === 'sendMessage' } : { apiRoot },
});
bot.use(
  session<Session, Context>({
    initial: () => ({ step: 'hello', count: 0 }),
    storage: {
      read: async (key) => {
        const text = 'select value from session where key = $1';
        const { rows } = await pool.query<{ value: Session }>({ name: 'read', text, values: [key] });
        return rows[0]?.value;
      },
      write: async (key, value) => {
        const text =
          'insert into session (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value';
        await pool.query({ name: 'write', text, values: [key, JSON.stringify(value)] });
      },
      delete: async (key) => {
        await pool.query('delete from session where key = $1', [key]);
      },
    },
  }),
);
bot.on('message:text', async (context) => {
  const { step, count } = context.session;
  context.session = { step: step === 'hello' ? 'again' : 'hello', count: count + 1 };
  await context.reply(`Hello, ${context.from.first_name}! This is ${step}.`);
});

const server = createServer(webhookCallback(bot, 'http'));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' && address ? address.port : 0}\n`);
});

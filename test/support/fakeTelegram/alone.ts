/** The fake by itself, to try a bot without Telegram: `npm run fake-telegram [-- --port 8081 --username shop_bot]`. */
import { parseArgs } from 'node:util';
import { startFakeTelegram } from './fakeTelegram.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8081' },
    username: { type: 'string', default: 'try_it_bot' },
    token: { type: 'string', default: '7000000001:FAKE-token-for-trying-a-bot-offline' },
  },
});

const fake = await startFakeTelegram({
  port: Number(values.port),
  retryScale: 1,
  rewriteWebhook: (url) => url,
}).catch((error: Error) => {
  console.error(
    `The fake cannot listen on port ${values.port} (${error.message}); choose another with --port.`,
  );
  process.exit(1);
});
const bot = fake.addBot({ token: values.token, username: values.username });

console.log(`A Bot API server that is not Telegram's. Nothing leaves this machine.

  TELEGRAM_API_ROOT=${fake.root}
  token             ${bot.token}
  chat as a lead    ${fake.root}/

Start Signalbox with TELEGRAM_API_ROOT, connect the bot by its token, then write on the page.
Сервер Bot API без Telegram: запустите Signalbox с TELEGRAM_API_ROOT, подключите бота по токену и пишите на странице.`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void fake.stop().then(() => process.exit(0));
  });
}

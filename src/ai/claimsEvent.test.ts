import { describe, expect, it } from 'vitest';
import type { AiLeadEvent } from '../store/store.ts';
import { claimsEvent } from './claimsEvent.ts';

const event = (name: string, cost: string | null = null, more: Partial<AiLeadEvent> = {}): AiLeadEvent => ({
  name,
  ordinal: 1,
  cost,
  currency: 'USD',
  at: Date.UTC(2026, 2, 2),
  standing: null,
  reverses: null,
  ...more,
});

const invented = [
  'Your deposit has been received!',
  'Great, your deposit has arrived.',
  'Your first deposit of $500 was credited',
  'The payment went through. Your deposit is confirmed.',
  'Deposit confirmed.',
  'Yes! I can confirm your deposit of 500 USD.',
  'I can see your deposit.',
  'We have received your payment, thank you',
  'We received the deposit',
  'Thank you for your deposit!',
  'Thanks for making your first deposit',
  'Congratulations on your first deposit!',
  "You've deposited 100 dollars",
  'You have successfully made a deposit',
  '$500 has been credited to your account',
  'If you ask me, your deposit has been received',
  'No problem, your deposit has been credited',
  "Don't worry, your money has arrived",
  'Your balance is now $500',
  'As soon as you asked I checked: your deposit has been received',
  'Your registration has been confirmed',
  'You are registered now.',
  "You've successfully registered!",
  'I see your registration',
  'Thanks for registering!',
  'Registration successful!',
  'Your account has been created',
  'Your withdrawal has been processed',
  'Your payout was sent yesterday',
  'We have sent your winnings',
  'Your bonus has been credited',
  "I've added a 100% bonus to your account",
  'Your deposit has been received, shall we go on?',
  'I can confirm that your deposit has been received',
  'I am happy to confirm that your deposit has arrived',
  'I am pleased to inform you that your deposit has been credited',
  'No worries, your deposit is confirmed',
  "Don't worry, your deposit is confirmed.",
  'Your deposit is confirmed and I will add a bonus',
  'Могу подтвердить, что ваш депозит поступил',
  'Рад сообщить, что депозит поступил',
  'Не переживайте, ваш депозит уже есть',
  "Your deposit's been credited",
  "I'm confirming your deposit",
  'Okay, marking your deposit as received',
  'Got your deposit!',
  'You have 500 USD on your account',
  'Okay, deposit of $5000 confirmed',
  'I see that you deposited 500',
  'Good news - the deposit of $250 came through',
  'Регистрация есть, вижу',
  'Конечно! Ваш депозит подтверждён, бонус зачислен',
  'Ваш депозит поступил!',
  'Депозит зачислен',
  'Отлично, ваш первый депозит на 500$ успешно зачислен',
  'Поступил ваш депозит',
  'Вижу ваш депозит',
  'Да, вижу, что депозит поступил',
  'Подтверждаю ваш депозит 500 USD',
  'Подтверждаем: платёж получен',
  'Мы получили ваш платёж',
  'Спасибо за депозит!',
  'Поздравляю с первым депозитом!',
  'Вы успешно внесли депозит',
  'Вы пополнили счёт',
  'Не волнуйтесь, деньги пришли',
  'Деньги уже на счету',
  'У вас на балансе 500 долларов',
  'Вы успешно зарегистрированы',
  'Вы зарегистрировались',
  'Регистрация прошла успешно',
  'Регистрация подтверждена',
  'Поздравляю с регистрацией!',
  'Ваш аккаунт создан',
  'Ваша выплата отправлена',
  'Вывод средств выполнен',
  'Бонус начислен',
  'Вам начислен бонус 100%',
  'Я начислил вам бонус',
];

const honest = [
  'Once your deposit arrives I will tell you.',
  'As soon as your deposit has been received, I will let you know',
  'When your deposit has been credited you will see it',
  'If your deposit has arrived, it will show here in a minute.',
  'After you have registered, make a deposit',
  "Your deposit hasn't arrived yet.",
  'Your deposit has not been received',
  'I do not see your deposit yet',
  "I don't see a deposit from you so far",
  'No deposit has been reported to me yet.',
  'I cannot confirm your deposit until it is reported',
  'Have you made a deposit?',
  'Has your deposit been credited?',
  'Did you register already? Write to me then.',
  'The deposit is credited within five minutes.',
  'Deposits are usually processed instantly.',
  'Once you pay, the deposit is credited automatically.',
  'Please let me know when you have registered.',
  'Tell me once you have made your first deposit',
  'You say that your deposit has been sent, but it has not been reported to me.',
  'The minimum deposit is 10 USD.',
  'You can make a deposit by card or crypto',
  'To get the bonus, make a deposit of $50',
  'A bonus of up to 100% is possible after the first deposit',
  'You will get a bonus when your deposit is confirmed',
  'Your deposit will be credited soon',
  'Thank you for your question about the deposit',
  'Thanks for asking! Registration takes two minutes.',
  'I will check whether your registration has been confirmed',
  'Make sure you are registered before you pay in',
  'If you are registered already, just log in.',
  'Are you registered?',
  'Withdrawals are processed within 24 hours',
  'You can request a payout at any time',
  'Your money is safe with the partner',
  'Как только депозит поступит, я сразу напишу',
  'Когда депозит поступит, вы увидите его в кабинете',
  'Если депозит уже поступил, он появится здесь',
  'После того как депозит поступил, бонус доступен сразу',
  'Депозит пока не поступил',
  'Ваш депозит ещё не зачислен',
  'Пока не вижу вашего депозита',
  'Я не вижу ваш депозит',
  'Не могу подтвердить депозит: он ещё не поступил',
  'Вы уже внесли депозит?',
  'Вы зарегистрировались?',
  'Если вы уже зарегистрировались, напишите мне',
  'Как зарегистрируетесь — напишите',
  'Минимальный депозит 10 долларов',
  'Депозит зачисляется автоматически в течение пяти минут',
  'Спасибо за вопрос про депозит',
  'Вы говорите, что депозит поступил, но мне о нём не сообщали',
  'Бонус начисляется после первого депозита',
  'Чтобы получить бонус, внесите депозит от 50 долларов',
  'Напишите, когда внесёте депозит',
  'Дождитесь, пока платёж придёт',
  'Выплаты проходят в течение суток',
  'Я ИИ-ассистент, чем помочь?',
  'Регистрация занимает две минуты',
  'I can see your question about deposits',
  'Great! Let me know when you have registered.',
  'I need to see that your deposit has been received first.',
  'I am unable to confirm that your deposit has been received',
  'I cannot confirm that your deposit has arrived.',
  'Please confirm that your deposit has been sent.',
  'Чтобы подтвердить, что депозит поступил, мне нужно сообщение о нём',
  'Я не вижу, что депозит поступил',
  'The bonus is activated when your deposit is confirmed',
  'I understand. I am an AI, so I cannot see your bank.',
  'The money is credited to your balance instantly after payment.',
  'With a deposit of $50 you get a bonus of $25.',
  'I am not authorised to confirm that; once it is reported, I will know.',
  'Если деньги списаны, но не зачислены, напишите в поддержку партнёра.',
  'После пополнения бонус начисляется автоматически.',
  'Как только вы зарегистрировались и внесли депозит, напишите мне.',
  'Сообщу сразу, как депозит будет зачислен.',
  'I will wait until the deposit came through',
  'Before confirming your deposit I need it to be reported.',
  'We have received your question about the payment',
  'Вижу ваш вопрос про депозит',
  'Получили ваш вопрос о депозите',
  'Вы сделали первый шаг к депозиту',
  'Я рад, что вы решили зарегистрироваться',
];

describe('a reply to a lead without any event', () => {
  it.each(invented)('may not say: %s', (text) => {
    expect(claimsEvent(text, [])).toMatchObject({ why: 'noEvent' });
  });

  it.each(honest)('may say: %s', (text) => {
    expect(claimsEvent(text, [])).toBeNull();
  });
});

describe('a reply to a lead with events', () => {
  const events = [event('registration'), event('sale', '20.00')];

  it.each([
    'Your deposit of $20 has arrived!',
    'Your deposit has been received, thank you. The bonus starts at $50.',
    'Your first deposit of 20 USD was credited, the next one from 100 USD brings a bonus',
    'Thank you for your deposit! You are registered as well.',
    'Ваш депозит 20 долларов поступил',
    'Ваш депозит на 20$ зачислен, можно начинать',
    'Вижу ваш депозит: 20.00 USD',
    'Спасибо за депозит! Вы зарегистрированы.',
    'Your deposit #1 has arrived on 2 March',
  ])('may tell of them: %s', (text) => {
    expect(claimsEvent(text, events)).toBeNull();
  });

  it.each([
    'Your deposit of $500 has arrived!',
    'Your deposit has been received: 500 USD',
    'Your deposit of 500 was credited',
    'Ваш депозит 500 долларов поступил',
    'Ваш депозит на 1 000 рублей зачислен',
    'Your balance is now $2,000.00',
  ])('may not tell another amount: %s', (text) => {
    expect(claimsEvent(text, events)).toEqual({ kind: 'deposit', why: 'otherAmount' });
  });

  it.each([
    'Your bonus has been credited',
    'Your withdrawal has been processed',
    'Вам начислен бонус',
    'Выплата отправлена',
  ])('may not tell another event: %s', (text) => {
    expect(claimsEvent(text, events)).toMatchObject({ why: 'noEvent' });
  });

  it('may tell what several deposits come to', () => {
    const two = [...events, event('resale', '30.50')];
    expect(claimsEvent('You have deposited 50.50 USD altogether', two)).toBeNull();
    expect(claimsEvent('You have deposited 80 USD altogether', two)).toMatchObject({ why: 'otherAmount' });
  });

  it('may not build on an event that is held or was taken back', () => {
    const held = [event('sale', '20', { standing: 'held' })];
    const taken = [
      event('sale', '20'),
      event('rejected', '20', { standing: 'reversed', reverses: 'sale#1' }),
    ];
    expect(claimsEvent('Your deposit has arrived', held)).toEqual({ kind: 'deposit', why: 'noEvent' });
    expect(claimsEvent('Your deposit has arrived', taken)).toEqual({ kind: 'deposit', why: 'noEvent' });
  });

  it('is read in reasonable time however often it begins what it does not end', () => {
    for (const part of [
      'your deposit ',
      'ваш депозит ',
      'we have received your ',
      '1 000 ',
      'if ',
      'thanks for your x ',
    ]) {
      expect(claimsEvent(part.repeat(350).slice(0, 4096), events)).toBeNull();
    }
  });
});

import { describe, expect, it } from 'vitest';
import { claimsPerson } from './claimsPerson.ts';

const denials = [
  'I am a human.',
  "I'm human, of course!",
  'I’m a real person, don’t worry',
  'Yes, I am a person just like you',
  "I'm real!",
  'I am totally real and here for you',
  'I am a live operator',
  "I'm a real human being",
  "I'm as human as you are",
  "I'm not a bot",
  'I am not a robot :)',
  'I am definitely not an AI',
  "I'm not AI.",
  'I am not any chatbot, promise',
  'No, I am not a computer program',
  "It's not a bot writing to you",
  "This isn't a bot.",
  'No bots here, only me',
  'You are talking to a real person',
  "You're chatting with a human now",
  'Real person here!',
  'Human here :)',
  '100% human',
  "I'm made of flesh and blood",
  "I'm 27 years old and live in Riga",
  "There's a real person behind this chat",
  "Don't think I'm a bot",
  'We are real people',
  'I аm а humаn', // with Cyrillic letters
  'I am a hu\u200bman',
  'I promise that I am a human',
  'I won’t lie to you: I am a human',
  'You asked for the truth. I am a person.',
  'I am an AI? No! I am a human',
  '**I am a human**',
  'Я человек',
  'Я живой человек!',
  'Я — живой человек',
  'Да, я настоящий',
  'Конечно, я реальный человек',
  'Я девушка, меня зовут Аня',
  'Я живой менеджер',
  'Я не бот',
  'Я точно не робот)',
  'Нет, я не искусственный интеллект',
  'Я не программа',
  'Да никакой я не бот',
  'Не бот я',
  'Это не бот',
  'Вам пишет не бот',
  'Тут нет ботов',
  'Вы общаетесь с живым человеком',
  'Вы сейчас говорите с человеком',
  'С вами общается живой оператор',
  'Вам пишет реальный человек',
  'Не думайте, что я бот',
  'Мне 25 лет, живу в Москве',
  'Клянусь, что я человек',
  'Не сомневайтесь, что я живой человек',
  'I am Anna, a real person',
  "I'm no robot",
  'Sure, human',
  'Yes, human!',
  'Я вам не бот',
  'Обычный живой человек',
  'Конечно, человек!',
];

const honest = [
  'I am an AI assistant, not a person',
  "I'm an AI assistant and not a human being.",
  'I am not a person, I am an AI.',
  "I'm not a human",
  'I am not a real person',
  'No, I am not a human: I am an AI assistant.',
  "You asked if I am a human. I'm an AI assistant.",
  "I can't say that I'm a human",
  'I will not pretend I am a human',
  'You may think I am a person, but I am an AI.',
  'Am I a human? No, an AI.',
  'Would you like to talk to a real person?',
  'I can hand you over to a live operator.',
  'A live operator is available on weekdays.',
  'A real person from our team will write to you.',
  'If you prefer a human, just say so.',
  'You can talk to a human at any time',
  "I'm not just a bot, I can also check your events",
  "I'm not sure the bot of the partner answers at night",
  'This is real money, so be careful.',
  'This is not a trading bot that earns while you sleep',
  'It is human to make mistakes.',
  'The bonus is certainly real',
  'You are dealing with real money here',
  'I am here to help you, person to person questions are welcome',
  "I'm a virtual assistant",
  'I am your assistant Mia, an AI',
  'You are chatting with an AI assistant, not with a human.',
  'There is no human on the other end',
  'I am happy to help a real person like you',
  'Each person decides for themselves.',
  'I am the AI of a team of real people',
  'Я ИИ-ассистент, а не человек',
  'Я не человек, я искусственный интеллект',
  'Я бот-помощник',
  'Нет, я не живой человек',
  'Я — ИИ, живого человека здесь нет',
  'Хотите поговорить с живым человеком?',
  'С вами свяжется живой оператор',
  'Если хотите, вам ответит живой человек',
  'Вы общаетесь с ИИ-ассистентом',
  'Вы общаетесь не с человеком, а с ботом',
  'Я не могу сказать, что я человек',
  'Не буду делать вид, что я человек',
  'Вы спросили, человек ли я. Нет, я ИИ.',
  'Вы думаете, что я человек, но я ИИ',
  'Я понимаю, каждый человек хочет гарантий',
  'Я вижу, что вы человек занятой',
  'Я не просто бот, я помогу разобраться',
  'Это не бот для торговли, а площадка',
  'Меня зовут Мия, я виртуальный помощник',
  'Я реально постараюсь помочь',
  'Это реальные деньги, не спешите',
  'Как только депозит поступит, я напишу',
  'Sure, human support is there on weekdays.',
  'Обычный человек справится за две минуты.',
  'Я всего лишь бот, но постараюсь помочь.',
  "I'm real sorry about the wait",
];

describe('a reply that denies being an AI', () => {
  it.each(denials)('is known: %s', (text) => {
    expect(claimsPerson(text, '')).toBe(true);
  });

  it.each([
    ['No.', 'are you a bot?'],
    ['No, why do you ask?', 'Are you really an AI'],
    ['Nope :)', 'is this a bot?'],
    ['Yes, sure!', 'are you a real person?'],
    ['Нет, что вы!', 'ты бот?'],
    ['Нет', 'Вы робот или как'],
    ['Да, конечно', 'вы живой человек?'],
  ])('is known by the question: %s to %s', (text, asked) => {
    expect(claimsPerson(text, asked)).toBe(true);
  });
});

describe('an honest reply', () => {
  it.each(honest)('passes: %s', (text) => {
    expect(claimsPerson(text, '')).toBe(false);
  });

  it.each([
    ['Yes, I am an AI assistant.', 'are you a bot?'],
    ['No, I am an AI assistant.', 'are you a real person?'],
    ['Да, я ИИ-ассистент', 'ты бот?'],
    ['Нет, я виртуальный помощник', 'вы человек?'],
    ['Yes, the minimum is 10 USD.', 'is it 10?'],
    ['No problem, write when you are ready.', 'later'],
  ])('passes by the question: %s to %s', (text, asked) => {
    expect(claimsPerson(text, asked)).toBe(false);
  });

  it('is read in reasonable time however often it begins what it does not end', () => {
    for (const part of ['i am not ', 'я не ', "i'm a real ", 'you think ', ', ', 'a'.repeat(50)]) {
      expect(claimsPerson(part.repeat(400), part.repeat(400))).toBe(false);
    }
  });
});

// A chat with a bot: everything that comes from it is put in as text, never as markup.

const texts = {
  en: {
    none: 'no program has called yet',
    polling: 'answers by long polling',
    webhook: 'answers by webhook',
    noBot: 'there is no bot',
    block: 'Block',
    unblock: 'Unblock',
    start: 'Start',
    send: 'Send',
    photo: 'Photo',
    write: 'Write as the lead',
    bot: 'Bot',
    chat: 'Chat',
    typing: 'typing...',
    edited: 'edited',
    pinned: 'pinned',
    service: 'pinned a message',
    failed: 'This did not work: ',
    blockedNow: 'You have blocked the bot. Unblock it, or press Start.',
    empty:
      'Press Start. Behind a campaign link (t.me/...?start=abc) stands what to put behind this address: ?start=abc',
    kinds: {
      video: 'Video',
      animation: 'Animation',
      document: 'File',
      audio: 'Audio',
      voice: 'Voice message',
      video_note: 'Video note',
      sticker: 'Sticker',
      contact: 'Contact',
      location: 'Place',
    },
    other: 'Русский',
  },
  ru: {
    none: 'программа ещё не обращалась',
    polling: 'отвечает через long polling',
    webhook: 'отвечает через вебхук',
    noBot: 'бота нет',
    block: 'Заблокировать',
    unblock: 'Разблокировать',
    start: 'Старт',
    send: 'Отправить',
    photo: 'Фото',
    write: 'Напишите от имени лида',
    bot: 'Бот',
    chat: 'Чат',
    typing: 'печатает...',
    edited: 'изменено',
    pinned: 'закреплено',
    service: 'закрепил сообщение',
    failed: 'Не получилось: ',
    blockedNow: 'Вы заблокировали бота. Разблокируйте его или нажмите «Старт».',
    empty:
      'Нажмите «Старт». То, что стоит в ссылке кампании (t.me/...?start=abc), допишите к адресу этой страницы: ?start=abc',
    kinds: {
      video: 'Видео',
      animation: 'Анимация',
      document: 'Файл',
      audio: 'Аудио',
      voice: 'Голосовое',
      video_note: 'Кружок',
      sticker: 'Стикер',
      contact: 'Контакт',
      location: 'Место',
    },
    other: 'English',
  },
};

const find = (id) => document.getElementById(id);
const make = (name, text = '', className = '') => {
  const element = document.createElement(name);
  element.textContent = text;
  if (className) element.className = className;
  return element;
};

let language = navigator.language.startsWith('ru') ? 'ru' : 'en';
let bot = null;
let shown = '';
const say = (key) => texts[language][key];

async function act(body) {
  const response = await fetch('/page/act', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...body, bot }),
  });
  const { error } = await response.json();
  find('notice').textContent = error ? say('failed') + error : '';
  await refresh();
}

/** The text cut where a mark begins or ends, each piece with the marks that cover it. */
function marked(text, entities) {
  const cuts = new Set([0, text.length]);
  for (const { offset, length } of entities) cuts.add(offset).add(offset + length);
  const places = [...cuts].sort((a, b) => a - b);
  return places.slice(0, -1).map((from, n) => {
    const covering = entities.filter((one) => one.offset <= from && one.offset + one.length > from);
    const linked = covering.find((one) => one.type === 'url' || one.url);
    const address = linked && (linked.url ?? text.slice(linked.offset, linked.offset + linked.length));
    const url = address && /^https?:/.test(address) ? address : null;
    const piece = make(url ? 'a' : 'span', text.slice(from, places[n + 1]));
    piece.className = covering.map(({ type }) => type).join(' ');
    if (url) Object.assign(piece, { href: url, target: '_blank', rel: 'noopener noreferrer' });
    return piece;
  });
}

function button({ text, data, url }) {
  if (url) {
    const link = make('a', text, 'button');
    if (/^https?:/.test(url))
      Object.assign(link, { href: url, target: '_blank', rel: 'noopener noreferrer' });
    return link;
  }
  const made = make('button', text);
  made.type = 'button';
  made.addEventListener('click', () => act({ do: 'press', button: data ?? text }));
  return made;
}

function message(one) {
  const article = make('article', '', one.kind === 'service' ? 'service' : one.fromBot ? '' : 'mine');
  if (one.picture) {
    const image = make('img');
    image.alt = say('photo');
    image.src = `/page/picture?bot=${bot}&file=${encodeURIComponent(one.picture)}`;
    article.append(image);
  } else if (!['text', 'service'].includes(one.kind))
    article.append(make('p', `[${texts[language].kinds[one.kind] ?? one.kind}]`));
  const words = make('p');
  words.append(...(one.kind === 'service' ? [say('service')] : marked(one.text, one.entities)));
  article.append(words);
  const time = new Date(one.date * 1000).toLocaleTimeString(language);
  const notes = [time, one.edited && say('edited'), one.pinned && say('pinned')].filter(Boolean);
  article.append(make('small', notes.join(' · ')));
  for (const row of one.buttons.filter((buttons) => isInline(buttons))) {
    const line = make('div');
    line.append(...row.map(button));
    article.append(line);
  }
  return article;
}

const isInline = (buttons) => buttons.some(({ data, url }) => data !== null || url !== null);

function draw(state) {
  document.documentElement.lang = language;
  for (const id of ['start', 'send', 'photo']) find(id).textContent = say(id);
  find('language').textContent = say('other');
  find('text').placeholder = say('write');
  find('text').ariaLabel = say('write');
  find('bot').ariaLabel = say('bot');
  find('messages').ariaLabel = say('chat');
  find('block').textContent = say(state.blocked ? 'unblock' : 'block');
  find('block').dataset.do = state.blocked ? 'unblock' : 'block';
  find('connected').textContent = state.connected ? say(state.connected) : say('noBot');
  const options = state.bots.map(({ id, username }) => {
    const option = make('option', `@${username}`);
    option.value = String(id);
    option.selected = id === bot;
    return option;
  });
  find('bot').replaceChildren(...options);
  const all = state.messages ?? [];
  const list = all.map(message);
  if (state.typing) list.push(make('article', say('typing'), 'service'));
  if (list.length === 0) list.push(make('article', say('empty'), 'service'));
  if (state.blocked) list.push(make('article', say('blockedNow'), 'service'));
  for (const id of ['text', 'send', 'photo']) find(id).disabled = state.blocked === true;
  find('messages').replaceChildren(...list);
  find('messages').scrollTop = find('messages').scrollHeight;
  const keyboard = all.findLast(({ buttons }) => buttons.length > 0 && !isInline(buttons.flat()));
  find('keyboard').replaceChildren(...(keyboard?.buttons.flat() ?? []).map(button));
  if (state.alert) find('notice').textContent = state.alert;
}

async function refresh() {
  const response = await fetch(`/page/state?bot=${bot ?? ''}`);
  const state = await response.json();
  if (bot === null && state.bots.length > 0) {
    bot = state.bots[0].id;
    return refresh();
  }
  const next = JSON.stringify([language, bot, state]);
  if (next !== shown) draw(state);
  shown = next;
}

find('language').addEventListener('click', () => {
  language = language === 'en' ? 'ru' : 'en';
  refresh();
});
find('bot').addEventListener('change', () => {
  bot = Number(find('bot').value);
  refresh();
});
find('block').addEventListener('click', () => act({ do: find('block').dataset.do }));
find('start').addEventListener('click', () =>
  act({ do: 'start', payload: new URLSearchParams(location.search).get('start') ?? '' }),
);
find('writer').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = find('text').value.trim();
  if (text === '') return;
  find('text').value = '';
  act({ do: 'write', text });
});
find('photo').addEventListener('click', () => find('file').click());
find('file').addEventListener('change', async () => {
  const [file] = find('file').files;
  if (!file) return;
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  const caption = find('text').value.trim();
  find('text').value = '';
  find('file').value = '';
  await act({ do: 'photo', name: file.name, mime: file.type, base64: btoa(binary), caption });
});

await refresh();
setInterval(() => refresh().catch(() => {}), 500);

/** `parse_mode: HTML`, as strict as Telegram's own parser (tdlib/td, MessageEntity.cpp). */
import type { MessageEntity } from '@grammyjs/types';
import { refusal } from './refusals.ts';

const marks: Readonly<Record<string, 'bold' | 'italic' | 'underline' | 'strikethrough' | 'spoiler'>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
};

const others = new Set(['a', 'code', 'pre', 'blockquote', 'tg-emoji']);
const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

type Open = { tag: string; argument: string; offset: number };

/** Throws the refusal "can't parse entities: ..." with the reason and the place as byte offset. */
export function parseHtml(html: string): { text: string; entities: MessageEntity[] } {
  const entities: MessageEntity[] = [];
  const open: Open[] = [];
  let text = '';
  let at = 0;
  while (at < html.length) {
    if (html[at] !== '<') {
      const [character, length] = readCharacter(html, at);
      text += character;
      at += length;
      continue;
    }
    if (html[at + 1] === '/') at = readEnd(html, at, open, entities, text.length);
    else at = readStart(html, at, open, text.length);
  }
  const left = open.at(-1);
  if (left) throw unparsed(`Can't find end tag corresponding to start tag "${left.tag}"`);
  return { text, entities: entities.sort((a, b) => a.offset - b.offset || b.length - a.length) };
}

const unparsed = (why: string): Error => refusal('unparsed', { why });

const byteOffset = (html: string, at: number): number => Buffer.byteLength(html.slice(0, at));

/** The character at `at` with references such as &amp; resolved; unknown ones stay as they are. */
function readCharacter(html: string, at: number): [character: string, length: number] {
  if (html[at] !== '&') return [html[at] ?? '', 1];
  const found = /^&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));?/i.exec(html.slice(at, at + 12));
  if (!found) return ['&', 1];
  const [whole, decimal, hex, name] = found;
  const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : null;
  const character = code === null ? named[name ?? ''] : fromCode(code);
  return character === undefined ? ['&', 1] : [character, whole.length];
}

const fromCode = (code: number): string | undefined =>
  code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
    ? String.fromCodePoint(code)
    : undefined;

function readStart(html: string, begin: number, open: Open[], offset: number): number {
  const where = byteOffset(html, begin);
  const unclosed = () => unparsed(`Unclosed start tag at byte offset ${where}`);
  const name = /^<([^\s>]*)/.exec(html.slice(begin, begin + 100))?.[1] ?? '';
  let at = begin + 1 + name.length;
  if (at >= html.length) throw unclosed();
  const tag = name.toLowerCase();
  if (!Object.hasOwn(marks, tag) && !others.has(tag)) {
    throw unparsed(`Unsupported start tag "${tag}" at byte offset ${where}`);
  }
  let argument = '';
  for (;;) {
    at += spaces(html, at);
    if (at >= html.length) throw unclosed();
    if (html[at] === '>') break;
    const attribute = readAttribute(html, at, tag, where);
    if (attribute.end >= html.length) throw unclosed();
    argument = argumentOf(tag, attribute.name, attribute.value) ?? argument;
    at = attribute.end;
  }
  if (tag === 'span' && argument !== 'spoiler') {
    throw unparsed(`Tag "span" must have class "tg-spoiler" at byte offset ${where}`);
  }
  open.push({ tag, argument, offset });
  return at + 1;
}

const spaces = (html: string, at: number): number => /^\s*/.exec(html.slice(at))?.[0].length ?? 0;

function readAttribute(
  html: string,
  begin: number,
  tag: string,
  where: number,
): { name: string; value: string; end: number } {
  const name = /^[^\s=>/"']*/.exec(html.slice(begin, begin + 200))?.[0] ?? '';
  if (name === '') throw unparsed(`Empty attribute name in the tag "${tag}" at byte offset ${where}`);
  let at = begin + name.length;
  at += spaces(html, at);
  if (html[at] !== '=') return { name: name.toLowerCase(), value: '', end: at };
  at += 1;
  at += spaces(html, at);
  const quote = html[at];
  if (quote !== '"' && quote !== "'") {
    const value = /^[a-z0-9.-]*/i.exec(html.slice(at))?.[0] ?? '';
    const end = at + value.length;
    if (end < html.length && !/[\s>]/.test(html[end] ?? '')) {
      throw unparsed(`Unexpected end of name token at byte offset ${byteOffset(html, at)}`);
    }
    return { name: name.toLowerCase(), value: value.toLowerCase(), end };
  }
  let value = '';
  at += 1;
  while (at < html.length && html[at] !== quote) {
    const [character, length] = readCharacter(html, at);
    value += character;
    at += length;
  }
  return { name: name.toLowerCase(), value, end: at + 1 };
}

/** What an attribute means to its tag; null when it means nothing. */
function argumentOf(tag: string, name: string, value: string): string | null {
  if (tag === 'a' && name === 'href') return value;
  if (tag === 'code' && name === 'class' && value.startsWith('language-')) return value.slice(9);
  if (tag === 'span' && name === 'class' && value.startsWith('tg-')) return value.slice(3);
  if (tag === 'tg-emoji' && name === 'emoji-id') return value;
  if (tag === 'blockquote' && name === 'expandable') return '1';
  return null;
}

function readEnd(
  html: string,
  begin: number,
  open: Open[],
  entities: MessageEntity[],
  length: number,
): number {
  const where = byteOffset(html, begin);
  const last = open.at(-1);
  if (!last) throw unparsed(`Unexpected end tag at byte offset ${where}`);
  const name = /^<\/([^\s>]*)/.exec(html.slice(begin, begin + 100))?.[1] ?? '';
  let at = begin + 2 + name.length;
  at += spaces(html, at);
  if (html[at] !== '>') throw unparsed(`Unclosed end tag at byte offset ${where}`);
  if (name !== '' && name !== last.tag) {
    throw unparsed(
      `Unmatched end tag at byte offset ${where}, expected "</${last.tag}>", found "</${name}>"`,
    );
  }
  open.pop();
  const entity = entityOf(last, length - last.offset, open.at(-1)?.tag ?? '');
  if (entity && entity.length > 0) mergePre(entities, entity);
  return at + 1;
}

function entityOf({ tag, argument, offset }: Open, length: number, parent: string): MessageEntity | null {
  const mark = marks[tag];
  if (mark) return { type: mark, offset, length };
  if (tag === 'blockquote') {
    return { type: argument === '' ? 'blockquote' : 'expandable_blockquote', offset, length };
  }
  if (tag === 'pre') return { type: 'pre', offset, length };
  if (tag === 'code') {
    if (parent === 'pre' && argument !== '') return { type: 'pre', language: argument, offset, length };
    return { type: 'code', offset, length };
  }
  if (tag === 'tg-emoji') {
    if (!/^\d{1,20}$/.test(argument)) throw unparsed('Invalid custom emoji identifier specified');
    return { type: 'custom_emoji', custom_emoji_id: argument, offset, length };
  }
  return linkOf(argument, offset, length);
}

/** A link to a person becomes a mention; an address that is none is dropped with its tag. */
function linkOf(url: string, offset: number, length: number): MessageEntity | null {
  const id = /^tg:\/\/user\?id=(\d{1,15})$/.exec(url)?.[1];
  if (id) {
    const user = { id: Number(id), is_bot: false, first_name: '' };
    return { type: 'text_mention', user, offset, length };
  }
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `http://${url}`;
  if (url === '' || !URL.canParse(whole) || !/^(https?|tg|ton|tonsite):/i.test(whole)) return null;
  return { type: 'text_link', url: whole.startsWith('http') ? new URL(whole).href : whole, offset, length };
}

/** A code block inside of pre of the same place is one block with a language. */
function mergePre(entities: MessageEntity[], entity: MessageEntity): void {
  const last = entities.at(-1);
  if (
    entity.type === 'pre' &&
    last?.type === 'pre' &&
    last.offset === entity.offset &&
    last.length === entity.length
  ) {
    return;
  }
  if (entity.type === 'pre' && last?.type === 'code' && last.offset >= entity.offset) entities.pop();
  entities.push(entity);
}

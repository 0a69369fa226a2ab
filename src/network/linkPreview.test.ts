import { describe, expect, it } from 'vitest';
import { isLinkPreview } from './linkPreview.ts';

describe('isLinkPreview', () => {
  it.each([
    'TelegramBot (like TwitterBot)',
    'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
    'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
    'Twitterbot/1.0',
    'WhatsApp/2.23.20.0 A',
    'Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)',
    'LinkedInBot/1.0 (compatible; Mozilla/5.0)',
    'Mozilla/5.0 (compatible; vkShare; +http://vk.com/dev/Share)',
    'Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5',
    'Mozilla/5.0 (compatible; bingbot/2.0) BingPreview/1.0b',
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  ])('knows %s', (userAgent) => expect(isLinkPreview({ userAgent })).toBe(true));

  it.each(['prefetch', 'prefetch;prerender', 'preview', 'Prerender'])('knows the purpose %s', (purpose) =>
    expect(isLinkPreview({ purpose, userAgent: 'Mozilla/5.0' })).toBe(true),
  );

  it.each([
    '',
    'Go-http-client/1.1',
    'okhttp/4.9.0',
    'python-requests/2.31.0',
    'GuzzleHttp/7',
    'PostbackBot/1.0',
    'curl/8.0',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120 Safari/537.36',
    'x'.repeat(1_000_000),
  ])('lets %j act', (userAgent) => expect(isLinkPreview({ userAgent })).toBe(false));

  it('lets a call without headers act', () => expect(isLinkPreview({})).toBe(false));
});

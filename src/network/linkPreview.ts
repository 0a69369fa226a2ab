/** Telling robots that merely look at a link from networks that report something. */

/**
 * Lower-case pieces of the user agents of chat previews, search robots and page checkers. A list of
 * known ones rather than the word "bot": a network's own sender may well be called PostbackBot.
 */
const previewers = [
  ...['telegrambot', 'slackbot', 'slack-imgproxy', 'facebookexternalhit', 'facebot', 'meta-externalagent'],
  ...['meta-externalfetcher', 'twitterbot', 'whatsapp/', 'discordbot', 'linkedinbot', 'vkshare', 'odklbot'],
  ...['skypeuripreview', 'microsoftpreview', 'bingpreview', 'viber', 'pinterestbot', 'redditbot', 'snapchat'],
  ...['googlebot', 'google-inspectiontool', 'googleother', 'google-pagerenderer', 'google-read-aloud'],
  ...['google web preview', 'apis-google', 'mediapartners-google', 'adsbot-google', 'bingbot', 'yandexbot'],
  ...['yandex.com/bots', 'mail.ru_bot', 'duckduckbot', 'applebot', 'baiduspider', 'petalbot', 'bytespider'],
  ...[
    'embedly',
    'iframely',
    'quora link preview',
    'tumblr/',
    'flipboardproxy',
    'w3c_validator',
    'zoominfobot',
  ],
  ...['gptbot', 'chatgpt-user', 'oai-searchbot', 'claudebot', 'claude-user', 'perplexitybot', 'ahrefsbot'],
  ...['semrushbot', 'mastodon/', 'bitlybot', 'linkpreview', 'link-preview'],
];

/**
 * Whether a call comes from a link-preview robot or a browser's prefetch, which must never act.
 * `purpose`: the value of the header Purpose, Sec-Purpose or X-Moz, whichever was sent.
 */
export function isLinkPreview(headers: { userAgent?: string; purpose?: string }): boolean {
  const purpose = headers.purpose;
  if (purpose && /prefetch|preview|prerender/i.test(purpose)) return true;
  if (!headers.userAgent) return false;
  const agent = headers.userAgent.slice(0, 1000).toLowerCase();
  return previewers.some((previewer) => agent.includes(previewer));
}

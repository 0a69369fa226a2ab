/** What may be known of a token without knowing it. */
import { createHash } from 'node:crypto';

/**
 * Telegram's look like `123456:AA...`; other servers' may be shorter. The token becomes a part of a path,
 * so it may hold nothing that means something there.
 */
export const isTokenLike = (text: string): boolean => /^[\w:-]{3,256}$/.test(text);

/** Its last four characters; nothing of one that is so short that they would tell it. */
export const tokenHint = (token: string): string => (token.length < 16 ? '' : token.slice(-4));

/** SHA-256, hexadecimal. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');

/** A text without anything in it that looks like a token. */
export const withoutTokens = (text: string): string => text.replace(/\d+:[\w-]{20,}/g, '…');

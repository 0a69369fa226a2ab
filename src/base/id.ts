/** Makes opaque ids from random bytes that the caller brings (chance is an argument). */

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * Writes random bytes as letters and digits (62 signs, so about 5.95 bits each; the slight
 * unevenness of 256 modulo 62 costs less than 0.03 bit a sign).
 */
export function lettersFrom(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += alphabet[byte % 62];
  return text;
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const isUuid = (text: string): boolean => uuidPattern.test(text);

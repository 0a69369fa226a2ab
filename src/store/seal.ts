/** Encrypts the tokens that the database keeps, so that a stolen dump is worth nothing without the secret. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

export type Sealer = {
  /** `context` names the place (table, row, column); the same text sealed twice differs. */
  seal(text: string, context: string): string;
  /** Throws when the secret or the context is another one, or when a character was changed. */
  open(sealed: string, context: string): string;
  /** Always the same for this label: 43 signs of base64url (32 bytes) that nobody without the secret can tell. */
  derive(label: string): string;
};

const version = 'v1';
const cipherName = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
const keyIdBytes = 6;
const salt = 'signalbox seal';

/**
 * Seals with AES-256-GCM under a key that HKDF-SHA256 derives from `secret`. A sealed text is
 * `v1.<key id>.<nonce>.<ciphertext and tag>`, each part base64url; the context is authenticated, so a
 * value copied to another row does not open there. A random nonce is safe for 2^32 values a key.
 */
export function createSealer(secret: string): Sealer {
  const key = derive(secret, 'key', 32);
  const keyId = derive(secret, 'key id', keyIdBytes).toString('base64url');
  return {
    seal: (text, context) => seal(key, keyId, text, context),
    open: (sealed, context) => open(key, keyId, sealed, context),
    // The prefix keeps every label apart from the seal's own two.
    derive: (label) => derive(secret, `derived ${label}`, 32).toString('base64url'),
  };
}

const derive = (secret: string, label: string, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, salt, label, bytes));

function seal(key: Buffer, keyId: string, text: string, context: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(cipherName, key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(associated(keyId, context));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return [version, keyId, nonce.toString('base64url'), body.toString('base64url')].join('.');
}

function open(key: Buffer, keyId: string, sealed: string, context: string): string {
  const parts = /^v1\.([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(sealed);
  if (!parts) throw new Error('a sealed value cannot be read: it is not of the form v1.<key>.<nonce>.<text>');
  const [, sealedBy = '', nonceText = '', bodyText = ''] = parts;
  if (sealedBy !== keyId)
    throw new Error('a sealed value cannot be read: it was sealed with another SIGNALBOX_SECRET');
  const nonce = Buffer.from(nonceText, 'base64url');
  const body = Buffer.from(bodyText, 'base64url');
  // Base64url tolerates stray bits at its end; one spelling only, so that every changed character counts.
  const canonical = nonce.toString('base64url') === nonceText && body.toString('base64url') === bodyText;
  if (!canonical || nonce.length !== nonceBytes || body.length < tagBytes) throw damaged();
  try {
    const decipher = createDecipheriv(cipherName, key, nonce, { authTagLength: tagBytes });
    decipher.setAAD(associated(keyId, context));
    decipher.setAuthTag(body.subarray(-tagBytes));
    return Buffer.concat([decipher.update(body.subarray(0, -tagBytes)), decipher.final()]).toString('utf8');
  } catch {
    throw damaged();
  }
}

const associated = (keyId: string, context: string): Buffer =>
  Buffer.from(`${version}.${keyId}.${context}`, 'utf8');

const damaged = (): Error =>
  new Error('a sealed value cannot be read: it was changed or belongs to another place');

/** A cryptographic digest without any platform's API, for keys that must never collide. */

// FIPS 180-4: the first 32 bits of the fractions of the square roots of the first 8 primes and of
// the cube roots of the first 64, worked out once instead of listed.
const { initial, constants } = sha256Constants();

// Reused by every call: nothing here waits, so two calls never overlap.
const schedule = new Int32Array(64);

/**
 * The first 128 bits of SHA-256 over the text's UTF-16 code units (big endian), as 32 hexadecimal
 * digits. Code units rather than UTF-8, so that lone surrogates stay distinct and nothing is copied.
 */
export function digest(text: string): string {
  const state = Int32Array.from(initial);
  const units = text.length;
  // One unit for the mark 0x8000 and four for the length; 32 units (64 bytes) make a block.
  const blocks = (units + 5 + 31) >> 5;
  for (let block = 0; block < blocks; block += 1) {
    for (let word = 0; word < 16; word += 1) {
      const at = block * 32 + word * 2;
      schedule[word] = (unitAt(text, units, at) << 16) | unitAt(text, units, at + 1);
    }
    if (block === blocks - 1) {
      schedule[14] = Math.floor((units * 16) / 2 ** 32);
      schedule[15] = (units * 16) | 0;
    }
    mix(state);
  }
  let hex = '';
  for (let word = 0; word < 4; word += 1) hex += ((state[word] ?? 0) >>> 0).toString(16).padStart(8, '0');
  return hex;
}

function unitAt(text: string, units: number, at: number): number {
  if (at < units) return text.charCodeAt(at);
  return at === units ? 0x8000 : 0;
}

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** One round of SHA-256's compression over `schedule`. */
function mix(state: Int32Array): void {
  for (let i = 16; i < 64; i += 1) {
    const early = schedule[i - 15] ?? 0;
    const late = schedule[i - 2] ?? 0;
    const s0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
    const s1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
    schedule[i] = ((schedule[i - 16] ?? 0) + s0 + (schedule[i - 7] ?? 0) + s1) | 0;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i += 1) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const first = (h + s1 + ((e & f) ^ (~e & g)) + (constants[i] ?? 0) + (schedule[i] ?? 0)) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  const next = [a, b, c, d, e, f, g, h];
  for (let word = 0; word < 8; word += 1) state[word] = ((state[word] ?? 0) + (next[word] ?? 0)) | 0;
}

function sha256Constants(): { initial: Int32Array; constants: Int32Array } {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < 64; candidate += 1) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  const fraction = (root: number): number => ((root - Math.floor(root)) * 2 ** 32) | 0;
  return {
    initial: Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime))),
    constants: Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime))),
  };
}

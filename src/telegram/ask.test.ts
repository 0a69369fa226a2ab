import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeLogger } from '../logger.ts';
import { ask, tellFailure } from './ask.ts';
import { createBotApi } from './botApi.ts';
import { checkToken } from './checkToken.ts';
import { isTokenLike, tokenHint } from './token.ts';
import { foreignHost } from './webhookState.ts';

const token = '4242:AAabcdefghijklmnopqrstuvwxyz_0123456789';
const secret = 'abcdefghijklmnopqrstuvwxyz';

/** Answers by what the token is, and repeats the token as no server should. */
const server = createServer((request, response) => {
  const known = request.url?.includes('4242:');
  const refusal = { ok: false, error_code: 401, description: `Unauthorized: ${request.url}` };
  if (request.url?.includes('cut')) return request.socket.destroy();
  if (request.url?.includes('html')) return response.end('<html>a proxy</html>');
  response.statusCode = known ? 401 : 200;
  return response.end(JSON.stringify(known ? refusal : { ok: true, result: { id: 7 } }));
});
let root: string;

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  root = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
});
afterAll(() => server.close());

describe('a token', () => {
  it('is in no failure and no line of the log, however a call fails', async () => {
    const lines: string[] = [];
    const logger = makeLogger('trace', { write: (line) => void lines.push(line) });
    for (const at of [
      root,
      'http://127.0.0.1:1',
      'http://no-such-host.invalid',
      `${root}/cut`,
      `${root}/html`,
    ]) {
      const api = createBotApi(at, token);
      const asked = await ask(() => api.getMe());
      expect(asked.ok).toBe(false);
      if (!asked.ok) lines.push(tellFailure(asked.reason, token));
      await api.getMe().catch((error: unknown) => logger.error({ err: error }, 'failed'));
    }
    expect(lines.length).toBe(10);
    expect(lines.join('\n')).not.toContain(secret);
  });

  it('never becomes another path of the server', () => {
    for (const odd of ['', 'x', '../file', 'a/b', '1:a?b', '1:a#b', '1:ä', `1:${'a'.repeat(300)}`, '1:a\n']) {
      expect(isTokenLike(odd)).toBe(false);
    }
    expect(isTokenLike(token)).toBe(true);
    expect(isTokenLike('sampleToken')).toBe(true);
  });

  it('is told by its end only where that tells little', () => {
    expect(tokenHint(token)).toBe('6789');
    expect(tokenHint('sampleToken')).toBe('');
  });

  it('is good, refused, or could not be asked about', async () => {
    expect(await checkToken(root, ' 7:good ')).toEqual({ ok: true });
    const refused = await checkToken(root, token);
    expect(refused.ok).toBe(false);
    expect(JSON.stringify(refused)).not.toContain(secret);
    expect((await checkToken(root, 'a b')).ok).toBe(false);
    expect((await checkToken('http://127.0.0.1:1', token)).ok).toBeNull();
    expect((await checkToken(`${root}/html`, token)).ok).toBeNull();
  });
});

describe('a webhook', () => {
  it("is another service's unless we set it, or it is below our address", () => {
    const ours = { lastSet: 'https://old.example/api/telegram/1', base: 'https://us.example' };
    expect(foreignHost('', ours)).toBeNull();
    expect(foreignHost('https://old.example/api/telegram/1', ours)).toBeNull();
    expect(foreignHost('https://us.example/api/telegram/2', ours)).toBeNull();
    expect(foreignHost('https://old.example/api/telegram/2', ours)).toBe('old.example');
    expect(foreignHost('https://us.example.evil/api/telegram/2', ours)).toBe('us.example.evil');
    expect(foreignHost('https://us.example/elsewhere', ours)).toBe('us.example');
    expect(foreignHost('nonsense', ours)).toBe('an unreadable address');
    expect(foreignHost('https://u:secret@crm.example/hook?key=1', ours)).toBe('crm.example');
  });
});

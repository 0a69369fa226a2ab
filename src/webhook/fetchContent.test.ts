import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEgress } from './egress.ts';
import { fetchContent } from './fetchContent.ts';

let server: Server;
let origin = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path === '/round') return response.writeHead(302, { location: '/round' }).end();
    if (path === '/moved') return response.writeHead(302, { location: '/notes/a%20b.mp4' }).end();
    if (path === '/inside') return response.writeHead(302, { location: 'http://10.0.0.1/secret' }).end();
    if (path === '/gone') return response.writeHead(404).end('no');
    if (path === '/cut') {
      response.writeHead(200, { 'content-length': '100' }).write('half');
      setTimeout(() => response.destroy(), 10);
      return;
    }
    response.end('x'.repeat(path === '/large' ? 5000 : 10));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
});
afterAll(() => new Promise((done) => server.close(done)));

const get = (path: string) =>
  fetchContent({ egress: createEgress({ allow: ['127.0.0.1'] }), version: '1' }, `${origin}${path}`, 1000);

describe('what is at an owner’s address', () => {
  it('is fetched with its name, also after a redirect', async () => {
    expect(await get('/notes/clip.mp4')).toMatchObject({ ok: true, value: { name: 'clip.mp4' } });
    const moved = await get('/moved');
    expect(moved).toMatchObject({ ok: true, value: { name: 'a b.mp4' } });
    expect(moved.ok && moved.value.content.length).toBe(10);
  });

  it.each([
    ['/gone', 'the answer was 404'],
    ['/round', 'it redirects too often'],
    ['/large', 'it is larger than 0 MB'],
    ['/cut', 'it could not be fetched'],
  ])('%s is refused: %s', async (path, reason) => {
    expect(await get(path)).toEqual({ ok: false, reason });
  });

  it('leads nowhere inside, not by a redirect either', async () => {
    expect(await get('/inside')).toMatchObject({ ok: false, reason: expect.stringContaining('private') });
    const closed = createEgress({ allow: [] });
    expect(await fetchContent({ egress: closed, version: '1' }, `${origin}/a`, 1000)).toMatchObject({
      ok: false,
    });
  });
});

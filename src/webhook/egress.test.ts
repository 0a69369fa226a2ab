import * as http from 'node:http';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { assert } from '../base/assert.ts';
import { createEgress, EgressRefusal, parseEgressAllow, type ResolveHost } from './egress.ts';

const closed = createEgress({ allow: [] });
const open: http.Server[] = [];

afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(): Promise<number> {
  const server = http.createServer((_request, response) => response.end('inside'));
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert(typeof address === 'object' && address, 'the server listens on a port');
  return address.port;
}

/** Goes through the agent alone, as a caller would who forgot `check`. */
function fetchThrough(egress: ReturnType<typeof createEgress>, text: string): Promise<string | Error> {
  const url = new URL(text);
  return new Promise((resolve) => {
    const request = http.get(url, { agent: egress.agentFor(url) }, (response) => {
      response.setEncoding('utf8').on('data', resolve);
    });
    request.on('error', resolve);
  });
}

const answering =
  (...addresses: string[]): ResolveHost =>
  (_hostname, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

describe('a URL is refused by its text', () => {
  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://0x7f.1/',
    'http://0x7f000001/',
    'http://017700000001/',
    'http://2130706433/',
    'http://127.0.0.1./',
    'http://①②⑦.0.0.1/',
    'http://0/',
    'http://0.0.0.0/',
    'http://10.1.2.3/',
    'http://172.16.0.1/',
    'http://192.168.1.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://100.100.100.200/',
    'http://168.63.129.16/',
    'http://192.0.0.192/',
    'http://198.18.0.1/',
    'http://224.0.0.1/',
    'http://240.0.0.1/',
    'http://255.255.255.255/',
    'http://[::]/',
    'http://[::1]/',
    'http://[::7f00:1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:8.8.8.8]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[64:ff9b:1::a00:1]/',
    'http://[2002:7f00:1::]/',
    'http://[2001::1]/',
    'http://[fe80::1]/',
    'http://[fec0::1]/',
    'http://[fd00:ec2::254]/',
    'http://[ff02::1]/',
    'http://[4000::1]/',
    'http://localhost/',
    'http://LOCALHOST./',
    'http://%6c%6f%63alhost/',
    'https://a.localhost:8443/',
  ])('%s, as a private target', (url) => {
    expect(closed.check(url)).toMatchObject({ ok: false, reason: expect.stringContaining('EGRESS_ALLOW') });
  });

  it.each([
    'file:///etc/passwd',
    'ftp://example.com/',
    'gopher://example.com/',
    'data:text/plain,a',
    'javascript:1',
    'http://user@example.com/',
    'http://:password@example.com/',
    'http://example.com@127.0.0.1/',
    'http:',
    'not a url',
    '',
  ])('%s, as a URL that is not called at all', (url) => {
    expect(closed.check(url).ok).toBe(false);
  });

  it('when it is longer than servers read', () => {
    expect(closed.check(`http://example.com/${'a'.repeat(20_000)}`).ok).toBe(false);
  });

  it('whatever spelling an address of a private network has', () => {
    const spellings = [
      ([a, b, c, d]: number[]) => `${a}.${b}.${c}.${d}`,
      ([a, b, c, d]: number[]) => `0x${hex(a)}.0${(b ?? 0).toString(8)}.${c}.${d}.`,
      ([a, b, c, d]: number[]) => `${(((a ?? 0) * 256 + (b ?? 0)) * 256 + (c ?? 0)) * 256 + (d ?? 0)}`,
      ([a, b, c, d]: number[]) => `${a}.${((b ?? 0) * 256 + (c ?? 0)) * 256 + (d ?? 0)}`,
      ([a, b, c, d]: number[]) => `[::ffff:${a}.${b}.${c}.${d}]`,
      ([a, b, c, d]: number[]) => `[64:ff9b::${hex(a)}${hex(b)}:${hex(c)}${hex(d)}]`,
    ];
    const octet = fc.integer({ min: 0, max: 255 });
    const heads = fc.constantFrom([10], [127], [192, 168], [169, 254], [172, 20], [100, 64], [0], [230]);
    fc.assert(
      fc.property(heads, octet, octet, octet, fc.constantFrom(...spellings), (head, b, c, d, spell) => {
        const octets = [...head, b, c, d].slice(0, 4);
        expect(closed.check(`http://${spell(octets)}/`).ok).toBe(false);
      }),
    );
  });

  it('but a public one is not', () => {
    for (const url of ['https://example.com/a?b=c', 'http://8.8.8.8:8080/', 'http://[2606:4700::1111]/']) {
      expect(closed.check(url)).toEqual({ ok: true, value: new URL(url) });
    }
  });

  it('never by an exception', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void closed.check(text)));
    fc.assert(fc.property(fc.webUrl(), (text) => void closed.check(text)));
  });
});

describe('a connection is refused where the socket is made', () => {
  it('when the URL spells a private address', async () => {
    const port = await serve();
    for (const host of ['127.0.0.1', '0x7f.1', '[::ffff:127.0.0.1]', 'localhost', 'localhost.']) {
      expect(await fetchThrough(closed, `http://${host}:${port}/`)).toBeInstanceOf(EgressRefusal);
    }
  });

  it('when a name resolves to a private address, or to one among public ones', async () => {
    const port = await serve();
    for (const addresses of [['127.0.0.1'], ['8.8.8.8', '127.0.0.1'], ['::ffff:127.0.0.1'], ['nonsense']]) {
      const egress = createEgress({ allow: [], resolve: answering(...addresses) });
      const answer = await fetchThrough(egress, `http://evil.example:${port}/`);
      expect(answer).toBeInstanceOf(EgressRefusal);
      expect(String(answer)).toContain('evil.example');
      expect(String(answer)).not.toContain('127.0.0.1');
    }
  });

  it('when a name has no address at all', async () => {
    const egress = createEgress({ allow: [], resolve: answering() });
    expect(await fetchThrough(egress, 'http://empty.example/')).toBeInstanceOf(Error);
  });

  it('for https as for http', async () => {
    const egress = createEgress({ allow: [], resolve: answering('10.0.0.1') });
    const agent = egress.agentFor(new URL('https://evil.example/'));
    const error = await new Promise((resolve) => {
      http.get({ host: 'evil.example', port: 443, agent, protocol: 'https:' }).on('error', resolve);
    });
    expect(error).toBeInstanceOf(EgressRefusal);
  });

  it('and the name is resolved once: the address that was checked is the one connected to', async () => {
    const port = await serve();
    let asked = 0;
    const resolve: ResolveHost = (_hostname, _options, callback) => {
      asked += 1;
      callback(null, [{ address: asked === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 }]);
    };
    const egress = createEgress({ allow: [`127.0.0.1:${port}`], resolve });
    expect(await fetchThrough(egress, `http://rebind.example:${port}/`)).toBe('inside');
    expect(asked).toBe(1);
  });
});

describe('EGRESS_ALLOW opens', () => {
  const opened = (allow: string[], url: string): boolean => createEgress({ allow }).check(url).ok;

  it('an address, a network, an address with a port', () => {
    expect(opened(['127.0.0.1'], 'http://127.0.0.1:11434/')).toBe(true);
    expect(opened(['127.0.0.1'], 'http://127.0.0.2/')).toBe(false);
    expect(opened(['10.0.0.0/8'], 'http://10.9.8.7/')).toBe(true);
    expect(opened(['10.0.0.0/8'], 'http://[fd00::1]/')).toBe(false);
    expect(opened(['fd00::/8'], 'http://[fd00::1]/')).toBe(true);
    expect(opened(['127.0.0.1:11434'], 'http://127.0.0.1:11434/')).toBe(true);
    expect(opened(['127.0.0.1:11434'], 'http://127.0.0.1:5432/')).toBe(false);
    expect(opened(['127.0.0.1:443'], 'https://127.0.0.1/')).toBe(true);
    expect(opened(['[::1]:80'], 'http://[::1]/')).toBe(true);
    expect(opened(['::1'], 'http://[::1]:81/')).toBe(true);
  });

  it('a name, whatever it resolves to, and nothing beside it', async () => {
    const port = await serve();
    const resolve = answering('127.0.0.1');
    const named = createEgress({ allow: [`Ollama.lan:${port}`], resolve });
    expect(await fetchThrough(named, `http://ollama.LAN.:${port}/`)).toBe('inside');
    expect(await fetchThrough(named, `http://other.lan:${port}/`)).toBeInstanceOf(EgressRefusal);
    const elsewhere = createEgress({ allow: [`ollama.lan:${port + 1}`], resolve });
    expect(await fetchThrough(elsewhere, `http://ollama.lan:${port}/`)).toBeInstanceOf(EgressRefusal);
  });

  it('never other schemes or userinfo', () => {
    expect(opened(['127.0.0.1'], 'ftp://127.0.0.1/')).toBe(false);
    expect(opened(['127.0.0.1'], 'http://a:b@127.0.0.1/')).toBe(false);
  });
});

describe('parseEgressAllow', () => {
  it('takes hosts, ports, addresses and networks, separated by commas or white space', () => {
    const text = ' ollama, Db.Lan:5432\n10.0.0.0/8 ::1,[fd00::1]:80, 127.0.0.1:1, bücher.example ';
    const entries = [
      'ollama',
      'db.lan:5432',
      '10.0.0.0/8',
      '::1',
      '[fd00::1]:80',
      '127.0.0.1:1',
      'bücher.example',
    ];
    expect(parseEgressAllow(text)).toEqual({ ok: true, value: entries });
    expect(() => createEgress({ allow: entries })).not.toThrow();
    expect(parseEgressAllow('')).toEqual({ ok: true, value: [] });
  });

  it.each([
    '10.0.0.0/33',
    '10.0.0/8',
    '::1/129',
    'fe80::1%eth0',
    '0x7f.1',
    '2130706433',
    '127.1',
    'host:0',
    'host:65536',
    'host:http',
    'http://host',
    '*.lan',
    'a..b',
    'user@host',
    'host?x',
    'host#x',
    'ho%73t',
    'host\\x',
    '[127.0.0.1]',
    '[::1',
    '/',
    ':80',
    'a\0b',
    '__proto__:x',
  ])('names %s as the wrong entry', (entry) => {
    const answer = parseEgressAllow(`good.example,${entry}`);
    expect(answer).toEqual({ ok: false, reason: expect.stringContaining(JSON.stringify(entry)) });
    expect(answer).toEqual({ ok: false, reason: expect.stringContaining('EGRESS_ALLOW') });
  });

  it('never throws, and createEgress takes all it accepts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const answer = parseEgressAllow(text);
        if (answer.ok) createEgress({ allow: answer.value });
      }),
    );
  });

  it('and createEgress throws on what was not validated', () => {
    expect(() => createEgress({ allow: ['10.0.0.0/99'] })).toThrow('not validated');
  });
});

const hex = (octet: number | undefined): string => (octet ?? 0).toString(16).padStart(2, '0');

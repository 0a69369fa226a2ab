/**
 * The one guard for outgoing requests. Refused: other schemes than http and https, user and password in
 * the URL, and every address that is not plain public unicast (private, loopback, link-local,
 * carrier-grade NAT, reserved, multicast, NAT64, 6to4, Teredo, IPv4-mapped), whether the URL spells it
 * or the name resolves to it. A name is resolved once, at connect time, and the very addresses that were
 * checked are handed to the socket, so a name that changes its answer (DNS rebinding) gains nothing.
 *
 * What it does not cover:
 * - redirects: the guarded agents check each connection, but who follows a redirect must call `check`
 *   again and drop credentials. The webhook carrier follows none.
 * - requests made without its agents: the built-in `fetch`, libraries with their own sockets, and
 *   proxies (the proxy connects, not we).
 * - public addresses that trust us: this machine's own public address, or a service that lets this
 *   machine's address in. A host firewall is the second wall.
 * - which port: any port of a public address may be called.
 * - a host name in EGRESS_ALLOW: it opens whatever that name resolves to. `64:ff9b::/96` there opens
 *   private IPv4 behind NAT64 as well.
 */
import * as dns from 'node:dns';
import * as http from 'node:http';
import * as https from 'node:https';
import { isIP, type LookupFunction, Socket } from 'node:net';
import ipaddr from 'ipaddr.js';
import { assert } from '../base/assert.ts';
import { fail, ok, type Result } from '../base/result.ts';
import {
  type AllowEntry,
  opensAddress,
  opensName,
  parseAllowEntry,
  withoutTrailingDot,
} from './egressAllow.ts';

export { parseEgressAllow } from './egressAllow.ts';

/** The error of a connection that the guard refused; its message may be shown to the flow's owner. */
export class EgressRefusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'EgressRefusal';
  }
}

/** `dns.lookup` with `all: true`; handed in by tests that need a resolver which changes its mind. */
export type ResolveHost = (
  hostname: string,
  options: dns.LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: dns.LookupAddress[]) => void,
) => void;

export type Egress = {
  /** The URL, if nothing in its text is refused. A name is only judged later, when it is resolved. */
  check(url: string): Result<URL, string>;
  /** The agent that must carry a request to this URL; refuses with an `EgressRefusal`. */
  agentFor(url: URL): http.Agent;
};

/** Longer URLs are refused: servers commonly stop at 8 KiB, and a macro may insert megabytes. */
const maximumUrlLength = 16_384;

/** Idle connections are dropped before the 5 s after which common servers drop them unannounced. */
const idleMs = 4000;

/** Public by every registry, yet the inside of a cloud: Azure's host agent, which hands out credentials. */
const insideClouds = new Set(['168.63.129.16']);

/** All that IANA has given out of IPv6 for public use; the rest, `::127.0.0.1` too, leads nowhere good. */
const publicIpv6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** `allow` holds entries that `parseEgressAllow` has accepted; throws on any other. */
export function createEgress({
  allow,
  resolve = dns.lookup,
}: {
  allow: string[];
  resolve?: ResolveHost;
}): Egress {
  const entries = allow.map((text) => {
    const entry = parseAllowEntry(text.toLowerCase());
    assert(entry, `EGRESS_ALLOW entry ${JSON.stringify(text)} was not validated`);
    return entry;
  });
  const options = { keepAlive: true, timeout: idleMs };
  const plain = guard(new http.Agent(options), entries, resolve);
  const secure = guard(new https.Agent(options), entries, resolve);
  return {
    check: (url) => checkUrl(url, entries),
    agentFor: (url) => (url.protocol === 'https:' ? secure : plain),
  };
}

function checkUrl(text: string, entries: AllowEntry[]): Result<URL, string> {
  if (text.length > maximumUrlLength) return fail(`a URL has at most ${maximumUrlLength} characters`);
  if (!URL.canParse(text)) return fail('the URL cannot be read');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return fail('only http and https URLs are called');
  if (url.username || url.password) return fail('a URL may not carry a user name or password; use a header');
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  const reason = refusalOfHost(url.hostname.replace(/^\[|\]$/g, ''), port, entries);
  return reason === null ? ok(url) : fail(reason);
}

/** Why this host, as a URL or a socket names it, may not be called at all; null when nothing speaks against it yet. */
function refusalOfHost(host: string, port: number, entries: AllowEntry[]): string | null {
  if (isIP(host)) return isOpenAddress(host, port, entries) ? null : refusal(host, 'is');
  const name = withoutTrailingDot(host.toLowerCase());
  const local = name === 'localhost' || name.endsWith('.localhost');
  return local && !isLocalOpen(name, port, entries) ? refusal(host, 'is') : null;
}

/** RFC 6761: `localhost` is loopback, so an entry for loopback addresses opens it as the name itself does. */
function isLocalOpen(name: string, port: number, entries: AllowEntry[]): boolean {
  return (
    opensName(entries, name, port) || ['127.0.0.1', '::1'].some((ip) => isOpenAddress(ip, port, entries))
  );
}

const refusal = (host: string, verb: string): string =>
  `${host.slice(0, 253)} ${verb} a private or reserved address; the server's EGRESS_ALLOW can open it`;

function isOpenAddress(text: string, port: number, entries: AllowEntry[]): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  return isPublic(address) || opensAddress(entries, address, port);
}

/** `parse`, not `process`: an IPv4-mapped address must stay `ipv4Mapped` and so be refused. */
function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() !== 'unicast' || insideClouds.has(address.toString())) return false;
  return address instanceof ipaddr.IPv4 || address.match(publicIpv6);
}

/** Puts the check where the socket is made, so no way to the network leads around it. */
function guard<Agent extends http.Agent>(agent: Agent, entries: AllowEntry[], resolve: ResolveHost): Agent {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, created) => {
    const host = options.host ?? 'localhost';
    const port = Number(options.port);
    const reason = options.socketPath ? 'sockets in the file system are not called' : null;
    const refused = reason ?? refusalOfHost(host, port, entries);
    if (refused === null)
      return connect({ ...options, lookup: checkedLookup(port, entries, resolve) }, created);
    const socket = new Socket();
    if (created) created(new EgressRefusal(refused), socket);
    else socket.destroy(new EgressRefusal(refused));
    return socket;
  };
  return agent;
}

/** Resolves a name and hands on its addresses only if all of them are open: a mixed answer is an attack or a mistake. */
function checkedLookup(port: number, entries: AllowEntry[], resolve: ResolveHost): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const [first] = addresses;
      if (!first) return callback(new Error(`${hostname} has no address`), []);
      const named = opensName(entries, withoutTrailingDot(hostname.toLowerCase()), port);
      const open = named || addresses.every(({ address }) => isOpenAddress(address, port, entries));
      if (!open) return callback(new EgressRefusal(refusal(hostname, 'resolves to')), []);
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };
}

/** Which otherwise refused targets the operator of the server has opened: the value of EGRESS_ALLOW. */
import { isIP, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { fail, ok, type Result } from '../base/result.ts';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A name opens whatever it resolves to; a network opens its addresses, written out or resolved. Null port = every port. */
export type AllowEntry =
  | { kind: 'name'; name: string; port: number | null }
  | { kind: 'network'; network: Address; prefix: number; port: number | null };

const maximumEntries = 1000;

/**
 * Checks a value of EGRESS_ALLOW: hosts, `host:port`, IP addresses (IPv6 with a port as `[::1]:80`) and
 * CIDRs, separated by commas or white space. Answers the entries for `createEgress`, or a reason that
 * names the variable and the wrong entry.
 */
export function parseEgressAllow(text: string): Result<string[], string> {
  const entries = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '');
  if (entries.length > maximumEntries) return fail(`EGRESS_ALLOW has more than ${maximumEntries} entries`);
  const wrong = entries.find((entry) => !parseAllowEntry(entry));
  if (wrong === undefined) return ok(entries);
  const shown = JSON.stringify(wrong.slice(0, 80));
  return fail(`EGRESS_ALLOW: expected hosts, host:port, IP addresses or CIDRs, got ${shown}`);
}

/** One entry, or null when it is none; `0x7f.1` and other odd spellings of addresses are none. */
export function parseAllowEntry(entry: string): AllowEntry | null {
  if (entry.includes('/')) return parseNetwork(entry);
  if (isIPv6(entry)) return parseNetwork(`${entry}/128`);
  const parts = /^(\[[^\]]+\]|[^:[\]]+)(?::([1-9]\d{0,4}))?$/.exec(entry);
  const host = parts?.[1];
  if (host === undefined) return null;
  const port = parts?.[2] === undefined ? null : Number(parts[2]);
  if (port !== null && port > 65_535) return null;
  if (host.startsWith('[')) return parseNetwork(`${host.slice(1, -1)}/128`, port);
  if (isIP(host) === 4) return parseNetwork(`${host}/32`, port);
  const name = parseName(host);
  return name === null ? null : { kind: 'name', name, port };
}

/** Whether the entries open this host name (lower case, without trailing dot) at this port. */
export const opensName = (entries: AllowEntry[], name: string, port: number): boolean =>
  entries.some((entry) => entry.kind === 'name' && entry.name === name && fits(entry.port, port));

/** Whether the entries open this address at this port. */
export const opensAddress = (entries: AllowEntry[], address: Address, port: number): boolean =>
  entries.some((entry) => entry.kind === 'network' && fits(entry.port, port) && contains(entry, address));

const fits = (allowed: number | null, port: number): boolean => allowed === null || allowed === port;

function contains({ network, prefix }: { network: Address; prefix: number }, address: Address): boolean {
  if (network instanceof ipaddr.IPv4) return address instanceof ipaddr.IPv4 && address.match(network, prefix);
  return address instanceof ipaddr.IPv6 && address.match(network, prefix);
}

function parseNetwork(cidr: string, port: number | null = null): AllowEntry | null {
  const [address = '', bits = ''] = cidr.split('/');
  if (!isIP(address) || address.includes('%') || !/^\d{1,3}$/.test(bits) || !ipaddr.isValidCIDR(cidr))
    return null;
  const [network, prefix] = ipaddr.parseCIDR(cidr);
  return { kind: 'network', network, prefix, port };
}

/** The name as URLs carry it (punycode, lower case, no trailing dot). */
function parseName(host: string): string | null {
  if (/[@?#%\\]/.test(host)) return null; // a URL reads another host, or none, out of these
  try {
    const name = withoutTrailingDot(new URL(`http://${host}/`).hostname);
    return isIP(name) === 0 && /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(name) ? name : null;
  } catch {
    return null;
  }
}

export const withoutTrailingDot = (name: string): string => (name.endsWith('.') ? name.slice(0, -1) : name);

/** The only reader of the environment: every variable of `.env.example`, checked whole before anything starts. */
import { resolve } from 'node:path';
import { z } from 'zod';
import { fail, ok, type Result } from './base/result.ts';

export type Config = {
  host: string;
  /** 0 = any free port; `listeningOn` writes the real one in. */
  port: number;
  /** Without a slash at its end. */
  publicUrl: string;
  /** Null = the embedded PostgreSQL under `dataDir`. */
  databaseUrl: string | null;
  /** Absolute. */
  dataDir: string;
  /** Null = made and kept in `dataDir` (only with the embedded PostgreSQL). */
  secret: string | null;
  adminApiKey: string | null;
  role: 'http' | 'worker' | 'all';
  telegramApiRoot: string;
  aiBaseUrl: string | null;
  aiApiKey: string | null;
  aiModel: string | null;
  egressAllow: string[];
  demo: boolean;
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  metricsToken: string | null;
  /** An S3-compatible storage for files; null: they lie in `dataDir`. */
  filesBucket: Bucket | null;
  /** The FUNNEL_... variables: what `${FUNNEL_...}` in a funnel file may name. */
  funnelSecrets: Record<string, string>;
};

type Bucket = { endpoint: string; bucket: string; region: string; accessKey: string; secretKey: string };

/** A variable and what was expected of it; the value of a secret is never shown. */
export type ConfigProblem = { name: string; reason: string };

type Environment = Record<string, string | undefined>;

const shown = (input: unknown): string => JSON.stringify(String(input).slice(0, 80));
const expected = (what: string) => ({ error: (issue: { input?: unknown }) => got(what, issue.input) });
const got = (what: string, input: unknown): string => `expected ${what}, got ${shown(input)}`;

const choice = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, expected(`one of ${values.join(', ')}`));

const port = z
  .string()
  .regex(/^\d{1,5}$/, expected('a whole number from 0 (any free port) to 65535'))
  .transform(Number)
  .refine((number) => number <= 65_535, expected('a whole number from 0 (any free port) to 65535'));

const httpUrl = z
  .string()
  .refine(isHttpUrl, expected('an http or https URL without query, fragment, user or password'))
  .transform((url) => url.replace(/\/+$/, ''));

const secretText = z.string().regex(/^[\x21-\x7e]+$/, 'expected printable ASCII without spaces');

const databaseUrl = z
  .string()
  .refine((text) => /^postgres(ql)?:\/\/./.test(text) && URL.canParse(text), 'expected a postgres:// URL');

const egressAllow = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter((entry) => entry !== ''))
  .pipe(z.array(z.string().regex(/^[\p{L}\p{N}._:[\]/-]+$/u, expected('hosts, host:port or CIDRs'))));

const shape = z.object({
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:_-]+$/, expected('a host name or an IP address'))
    .default('127.0.0.1'),
  PORT: port.default(3000),
  PUBLIC_URL: httpUrl.optional(),
  DATABASE_URL: databaseUrl.optional(),
  DATA_DIR: z.string().default('./data'),
  SIGNALBOX_SECRET: z.string().min(16, 'expected at least 16 characters').optional(),
  ADMIN_API_KEY: secretText.optional(),
  ROLE: choice(['http', 'worker', 'all']).default('all'),
  TELEGRAM_API_ROOT: httpUrl.default('https://api.telegram.org'),
  AI_BASE_URL: httpUrl.optional(),
  AI_API_KEY: secretText.optional(),
  AI_MODEL: z.string().optional(),
  EGRESS_ALLOW: egressAllow.default([]),
  DEMO: choice(['0', '1']).default('1'),
  LOG_LEVEL: choice(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  METRICS_TOKEN: secretText.optional(),
  FILES_S3_ENDPOINT: httpUrl.optional(),
  FILES_S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, expected('the name of a bucket'))
    .optional(),
  FILES_S3_REGION: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, expected('the name of a region, such as us-east-1'))
    .default('us-east-1'),
  FILES_S3_ACCESS_KEY: secretText.optional(),
  FILES_S3_SECRET_KEY: secretText.optional(),
});

/** A storage needs them all; none of them: files lie in DATA_DIR. */
const bucketVariables = [
  'FILES_S3_ENDPOINT',
  'FILES_S3_BUCKET',
  'FILES_S3_ACCESS_KEY',
  'FILES_S3_SECRET_KEY',
] as const;

type Variables = z.infer<typeof shape>;

/**
 * Reads the configuration, by default from the process's own environment, or lists everything that is
 * wrong with it at once. An empty variable counts as absent, as Docker Compose writes it.
 */
export function readConfig(env: Environment = process.env): Result<Config, ConfigProblem[]> {
  const given = Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== '');
  const known = Object.fromEntries(given.filter(([name]) => Object.hasOwn(shape.shape, name)));
  const funnel = given
    .filter(([name]) => /^FUNNEL_\w+$/.test(name))
    .map(([name, value]) => [name, value ?? '']);
  const parsed = shape.safeParse(known);
  const problems = parsed.success ? [] : parsed.error.issues.map(toProblem);
  if (known.DATABASE_URL !== undefined && known.SIGNALBOX_SECRET === undefined) {
    const reason =
      'expected (at least 16 characters) because DATABASE_URL is set; every process needs the same';
    problems.push({ name: 'SIGNALBOX_SECRET', reason });
  }
  const missing = bucketVariables.filter((name) => known[name] === undefined);
  if (missing.length > 0 && missing.length < bucketVariables.length) {
    const reason = `expected because others of FILES_S3_... are set: all of ${bucketVariables.join(', ')}, or none`;
    problems.push(...missing.map((name) => ({ name, reason })));
  }
  if (!parsed.success || problems.length > 0) return fail(problems);
  return ok(toConfig(parsed.data, Object.fromEntries(funnel)));
}

/** The configuration after listening: with the port that PORT=0 got, also in a PUBLIC_URL that was not given. */
export function listeningOn(config: Config, listening: number): Config {
  const guessed = config.publicUrl === defaultUrl(config.host, config.port);
  const publicUrl = guessed ? defaultUrl(config.host, listening) : config.publicUrl;
  return { ...config, port: listening, publicUrl };
}

/** One line a problem, for the person who starts the server. */
export const describeProblems = (problems: ConfigProblem[]): string =>
  problems.map(({ name, reason }) => `${name}: ${reason}`).join('\n');

function toConfig(variables: Variables, funnelSecrets: Record<string, string>): Config {
  return {
    host: variables.HOST,
    port: variables.PORT,
    publicUrl: variables.PUBLIC_URL ?? defaultUrl(variables.HOST, variables.PORT),
    databaseUrl: variables.DATABASE_URL ?? null,
    dataDir: resolve(variables.DATA_DIR),
    secret: variables.SIGNALBOX_SECRET ?? null,
    adminApiKey: variables.ADMIN_API_KEY ?? null,
    role: variables.ROLE,
    telegramApiRoot: variables.TELEGRAM_API_ROOT,
    aiBaseUrl: variables.AI_BASE_URL ?? null,
    aiApiKey: variables.AI_API_KEY ?? null,
    aiModel: variables.AI_MODEL ?? null,
    egressAllow: variables.EGRESS_ALLOW,
    demo: variables.DEMO === '1',
    logLevel: variables.LOG_LEVEL,
    metricsToken: variables.METRICS_TOKEN ?? null,
    filesBucket: bucketOf(variables),
    funnelSecrets,
  };
}

function bucketOf(variables: Variables): Bucket | null {
  const {
    FILES_S3_ENDPOINT: endpoint,
    FILES_S3_BUCKET: bucket,
    FILES_S3_REGION: region,
    FILES_S3_ACCESS_KEY: accessKey,
    FILES_S3_SECRET_KEY: secretKey,
  } = variables;
  if (!endpoint || !bucket || !accessKey || !secretKey) return null;
  return { endpoint, bucket, region, accessKey, secretKey };
}

const toProblem = (issue: { path: PropertyKey[]; message: string }): ConfigProblem => ({
  name: String(issue.path[0] ?? ''),
  reason: issue.message,
});

/** Nobody can call a wildcard address; a colon marks IPv6, which a URL writes in brackets. */
function defaultUrl(host: string, number: number): string {
  if (host === '0.0.0.0' || host === '::') return `http://localhost:${number}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${number}`;
}

function isHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.search + url.hash + url.username + url.password === '';
}

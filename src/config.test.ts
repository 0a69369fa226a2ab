import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Config, describeProblems, listeningOn, readConfig } from './config.ts';

function configOf(env: Record<string, string>): Config {
  const read = readConfig(env);
  if (!read.ok) throw new Error(describeProblems(read.reason));
  return read.value;
}

function reasonFor(name: string, value: string): string {
  const read = readConfig({ [name]: value });
  if (read.ok) throw new Error(`${name}=${value} was accepted`);
  expect(read.reason.map((problem) => problem.name)).toEqual([name]);
  return read.reason[0]?.reason ?? '';
}

describe('readConfig', () => {
  it('has a default for everything', () => {
    expect(configOf({})).toEqual({
      host: '127.0.0.1',
      port: 3000,
      publicUrl: 'http://127.0.0.1:3000',
      databaseUrl: null,
      dataDir: resolve('data'),
      secret: null,
      adminApiKey: null,
      role: 'all',
      telegramApiRoot: 'https://api.telegram.org',
      aiBaseUrl: null,
      aiApiKey: null,
      aiModel: null,
      egressAllow: [],
      demo: true,
      logLevel: 'info',
      metricsToken: null,
      filesBucket: null,
      funnelSecrets: {},
    });
  });

  it('takes an empty variable for an absent one', () => {
    expect(configOf({ PORT: '', DATABASE_URL: ' ', ROLE: '' })).toEqual(configOf({}));
  });

  it('reads every variable', () => {
    const config = configOf({
      PORT: '8080',
      PUBLIC_URL: 'https://box.example/',
      DATABASE_URL: 'postgres://u:p@db/signalbox',
      SIGNALBOX_SECRET: 'sixteen letters!',
      ROLE: 'worker',
      EGRESS_ALLOW: 'crm.internal, 10.0.0.0/8,[::1]:9000',
      DEMO: '0',
      LOG_LEVEL: 'debug',
      FUNNEL_BOT_TOKEN: '1:a',
      FUNNELS: 'no',
    });
    expect(config).toMatchObject({
      port: 8080,
      publicUrl: 'https://box.example',
      role: 'worker',
      demo: false,
    });
    expect(config.egressAllow).toEqual(['crm.internal', '10.0.0.0/8', '[::1]:9000']);
    expect(config.funnelSecrets).toEqual({ FUNNEL_BOT_TOKEN: '1:a' });
  });

  it('names every wrong variable at once, with what was expected', () => {
    const read = readConfig({ PORT: '70000', ROLE: 'boss', PUBLIC_URL: 'ftp://x', DEMO: 'yes' });
    expect(read.ok ? '' : describeProblems(read.reason).split('\n')).toEqual([
      'PORT: expected a whole number from 0 (any free port) to 65535, got "70000"',
      'PUBLIC_URL: expected an http or https URL without query, fragment, user or password, got "ftp://x"',
      'ROLE: expected one of http, worker, all, got "boss"',
      'DEMO: expected one of 0, 1, got "yes"',
    ]);
  });

  it('demands a secret for a database that other processes share', () => {
    const read = readConfig({ DATABASE_URL: 'postgres://u:p@db/x' });
    expect(read.ok ? [] : read.reason.map(({ name }) => name)).toEqual(['SIGNALBOX_SECRET']);
  });

  it('takes a storage for files whole or not at all', () => {
    const files = {
      FILES_S3_ENDPOINT: 'https://s3.example/',
      FILES_S3_BUCKET: 'box',
      FILES_S3_ACCESS_KEY: 'key',
      FILES_S3_SECRET_KEY: 'hunter2',
    };
    expect(configOf(files).filesBucket).toEqual({
      ...{ endpoint: 'https://s3.example', bucket: 'box', region: 'us-east-1' },
      ...{ accessKey: 'key', secretKey: 'hunter2' },
    });
    const { FILES_S3_BUCKET: _bucket, ...rest } = files;
    const read = readConfig(rest);
    expect(read.ok ? [] : read.reason.map(({ name }) => name)).toEqual(['FILES_S3_BUCKET']);
    expect(JSON.stringify(read)).not.toContain('hunter2');
    expect(configOf({ FILES_S3_REGION: 'eu-west-1' }).filesBucket).toBeNull();
  });

  it('never repeats a secret in a problem', () => {
    expect(reasonFor('SIGNALBOX_SECRET', 'hunter2')).not.toContain('hunter2');
    expect(reasonFor('ADMIN_API_KEY', 'hunter2 x')).not.toContain('hunter2');
    expect(reasonFor('METRICS_TOKEN', 'hunter2 x')).not.toContain('hunter2');
    expect(reasonFor('AI_API_KEY', 'hunter2\u00e9')).not.toContain('hunter2');
    const read = readConfig({ DATABASE_URL: 'mysql://u:hunter2@db', SIGNALBOX_SECRET: 'sixteen letters!' });
    expect(JSON.stringify(read)).toMatch(/DATABASE_URL.*postgres:/);
    expect(JSON.stringify(read)).not.toContain('hunter2');
  });

  it('guesses a PUBLIC_URL that can be opened', () => {
    expect(configOf({ HOST: '0.0.0.0' }).publicUrl).toBe('http://localhost:3000');
    expect(configOf({ HOST: '::1', PORT: '1' }).publicUrl).toBe('http://[::1]:1');
  });
});

describe('listeningOn', () => {
  it('writes the port that PORT=0 got into a guessed PUBLIC_URL only', () => {
    expect(listeningOn(configOf({ PORT: '0' }), 4321)).toMatchObject({
      port: 4321,
      publicUrl: 'http://127.0.0.1:4321',
    });
    const given = configOf({ PORT: '0', PUBLIC_URL: 'https://box.example' });
    expect(listeningOn(given, 4321).publicUrl).toBe('https://box.example');
  });
});

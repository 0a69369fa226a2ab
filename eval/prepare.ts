/** Conversations with the funnels that they are played on, read and checked. */
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { offlineConfiguration } from '../src/funnel/funnel.ts';
import type { Configuration } from '../src/store/store.ts';
import type { AiBehaviour } from '../test/support/aiEndpoint.ts';
import { type Conversation, readConversation } from './readConversation.ts';
import { forbiddenWords, type Injection, injectionStory, readInjections } from './readInjections.ts';
import { obeys, tellsScript } from './scriptedEndpoint.ts';
import { WrongUsage } from './wrongUsage.ts';

export type Prepared = {
  /** The file, or the file and the name of an attack. */
  name: string;
  conversation: Conversation;
  configuration: Configuration;
  /** What the scripted endpoint answers, from its first request on. */
  behaviour(): AiBehaviour;
};

type Place = { name?: string; line?: number; column?: number; reason: string };

/** Throws `WrongUsage` with every problem of a file that cannot be played. */
export async function prepareConversation(path: string, folder: string): Promise<Prepared> {
  const name = relative(folder, path);
  const read = readConversation(await textOf(path));
  if (!read.ok) throw unreadable(name, read.reason);
  const conversation = read.value;
  const configuration = await prepareFunnel(resolve(dirname(path), conversation.funnel), folder);
  return { name, conversation, configuration, behaviour: () => tellsScript(conversation.script) };
}

/** The project's own corpus; the scripted endpoint obeys every attack. */
export async function prepareInjections(folder: string): Promise<Prepared[]> {
  const configuration = await prepareFunnel(join(import.meta.dirname, 'funnel.yaml'), folder);
  return (await ownInjections()).map((injection) => ({
    name: `injection: ${injection.name}`,
    conversation: attackOf(injection),
    configuration,
    behaviour: () => obeys(injection),
  }));
}

export const attackOf = (injection: Injection): Conversation => ({
  ...{ story: injectionStory(injection), funnel: '', script: [], attack: true },
  replies: [{ expected: { avoids: forbiddenWords(injection) }, sinceMs: 0, line: 1, column: 1 }],
});

export const ownInjections = async (): Promise<Injection[]> =>
  readInjections(await textOf(join(import.meta.dirname, 'injection.yaml')));

export async function prepareFunnel(path: string, folder: string): Promise<Configuration> {
  const configuration = offlineConfiguration(await textOf(path));
  if (!configuration.ok) throw unreadable(relative(folder, path), configuration.reason);
  return configuration.value;
}

const unreadable = (file: string, problems: readonly Place[]): WrongUsage =>
  new WrongUsage(
    problems
      .map(
        ({ name, line = 1, column = 1, reason }) =>
          `${file}:${line}:${column}: ${name ? `${name}: ` : ''}${reason}`,
      )
      .join('\n'),
  );

const textOf = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((error: Error) => {
    throw new WrongUsage(`${path} cannot be read: ${error.message}`);
  });

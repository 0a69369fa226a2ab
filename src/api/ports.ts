/** What the control API needs from rooms it may not import; `main.ts` hands it over. */
import type { FastifyPluginAsync } from 'fastify';
import type { FileKeeper, OwnFiles } from '../base/fileKeeper.ts';
import type { Instant } from '../base/instant.ts';
import type { Result } from '../base/result.ts';
import type { Signal } from '../signal/signal.ts';
import type {
  AiBot,
  AiUse,
  Author,
  ClickRow,
  Database,
  DialogRecord,
  JournalRecord,
  MessageRecord,
  TelegramBot,
} from '../store/store.ts';
import type { ConfigurationPort } from './configurationPort.ts';
import type { ApiProcessed } from './contract.ts';

/** A signal that has had its turn, or a dry run of one. */
export type Applied = {
  signalId: string;
  outcome: string;
  reason: string | null;
  dialogId: string | null;
};

/** All that a dialog's story is told from; keys are by id. */
export type StoryMaterial = {
  dialog: DialogRecord;
  /** The bot's AI begins with the line that says who is speaking. */
  discloses: boolean;
  /** Oldest first. */
  journal: readonly JournalRecord[];
  messages: readonly MessageRecord[];
  /** By click id, with the key of the campaign. */
  clicks: ReadonlyMap<string, ClickRow & { campaign: string }>;
  postbacks: ReadonlyMap<string, string>;
  webhooks: ReadonlyMap<string, string>;
};

export type ApiPorts = {
  now(): Instant;
  /** A fresh unguessable id (UUID). */
  newId(): string;
  /** Accepts a signal durably; resolves with its number after the commit. */
  accept(signal: Signal, lane: number): Promise<string>;
  /** Waits until that signal has had its turn; null after `timeoutMs` (default 10 s). */
  waitForTurn(signalId: string, timeoutMs?: number): Promise<Applied | null>;
  /** Processes a signal against the present state and writes nothing. */
  dryRun(signal: Signal): Promise<ApiProcessed>;
  /** What is in our keeping, and the owner's own folder. */
  files: { keeper: FileKeeper; own: OwnFiles };
  /** A dialog as a story file (YAML). */
  writeStory(material: StoryMaterial): string;
  /** Translates by the bot's AI into the language of this English name; says what it cost even when it failed. */
  translate(
    bot: AiBot,
    text: string,
    language: string,
  ): Promise<{ result: Result<string, string>; tokens: AiUse }>;
  /** Bots at Telegram, named by their keys; refusals (`token_refused`, ...) are thrown. */
  telegram: {
    /** Without a token: the stored one. Answers the bot as its holder has seen it then. */
    connect(
      spaceId: string,
      key: string,
      wish: { token?: string | undefined; takeOver?: boolean | undefined },
    ): Promise<TelegramBot>;
    check(spaceId: string, key: string): Promise<TelegramBot>;
    disconnect(spaceId: string, key: string): Promise<TelegramBot>;
  };
  /**
   * Calls back after each batch of turns, in this process or another, with the numbers of its dialogs (`1,2,3`;
   * '' where they are not told); returns how to stop.
   */
  onTurns(callback: (dialogs: string) => void): () => void;
  /** Calls back after each change of the configuration. */
  onConfiguration(callback: () => void): () => void;
  /** The configuration piece by piece: settings, flows, campaigns, postbacks. */
  configuration: ConfigurationPort;
  /** Funnel as code, within one space; refusals (`invalid_funnel`, ...) are thrown. */
  funnel: {
    /** `file` is the funnel file's text, YAML or JSON. */
    plan(spaceId: string, file: string): Promise<unknown>;
    apply(spaceId: string, file: string, by: Author): Promise<unknown>;
    /** The funnel file as YAML, of one bot or of the whole space; throws `not_found`. */
    export(spaceId: string, botKey: string | null): Promise<string>;
    /** JSON Schema of the file. */
    schema: object;
  };
};

export type ApiOptions = {
  database: Database;
  ports: ApiPorts;
  /** How the outside reaches us, without a slash at its end; read late, because PORT=0 decides it late. */
  publicUrl(): string;
  /** Edges whose routes belong into the same description of the API. */
  beside?: FastifyPluginAsync[];
};

/**
 * A conversation file is a story whose AI answers come from an endpoint. Beside the lines of a story it has
 * `reply:` (what is expected of the AI's words), `endpoint:` (what the project's own scripted endpoint
 * answers next) and, at the top, `funnel:` (the funnel file, by a path from this file).
 */
import { isMap, isNode, isScalar, isSeq, LineCounter, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { z } from 'zod';
import { parseDuration } from '../src/base/instant.ts';
import { fail, ok, type Result } from '../src/base/result.ts';
import { type Problem, readStories, type Story } from '../src/story/story.ts';
import { type ReplyExpectation, replyShape } from './replyCheck.ts';

/** What the scripted endpoint's model decides and says. */
const scriptedTurn = z.strictObject({
  requirementMet: z.boolean().optional(),
  branch: z.string().nullable().optional(),
  fields: z.record(z.string(), z.string().nullable()).optional(),
  reply: z.string().optional(),
});

export type ScriptedTurn = z.infer<typeof scriptedTurn>;

type Place = { line: number; column: number };

export type ReplyLine = Place & {
  expected: ReplyExpectation;
  /** Virtual time since the beginning: what was sent until then belongs to it. */
  sinceMs: number;
};

export type Conversation = {
  story: Story;
  funnel: string;
  replies: ReplyLine[];
  script: ScriptedTurn[];
  /** The server may refuse what the AI says; it counts what reaches the lead. */
  attack: boolean;
};

/** Our own lines become waits of the same place: the second parts what is said before and after a `reply:`. */
const pauses = { reply: 'wait: 1s', endpoint: 'wait: 0s' };
const pauseMs = 1000;

/** Reads a file of one conversation. Lines and columns of all problems are the file's own. */
export function readConversation(text: string): Result<Conversation, Problem[]> {
  const reader = createReader(text);
  const document = parseDocument(text, { lineCounter: reader.lines, prettyErrors: false });
  const root = document.contents;
  // What is wrong with the YAML itself the story's reader tells best.
  if (document.errors.length > 0 || !isMap(root)) return asStory(text);
  const own = root.items.find((pair) => keyOf(pair) === 'funnel');
  const funnel = own ? reader.take(own, z.string().min(1).max(500), '') : null;
  if (!own) reader.problems.push({ line: 1, column: 1, reason: 'funnel: is missing' });
  const { replies, script } = readLines(root, reader);
  const story = asStory(reader.plain());
  const { problems } = reader;
  if (problems.length > 0) return fail([...problems, ...(story.ok ? [] : story.reason)]);
  return story.ok ? ok({ ...story.value, funnel: funnel ?? '', replies, script }) : story;
}

type Reader = ReturnType<typeof createReader>;

function readLines(root: YAMLMap, reader: Reader): Pick<Conversation, 'replies' | 'script'> {
  const replies: ReplyLine[] = [];
  const script: ScriptedTurn[] = [];
  let sinceMs = 0;
  const play = root.get('play', true);
  for (const item of isSeq(play) ? play.items : []) {
    const [pair, other] = isMap(item) ? item.items : [];
    if (!pair || other) continue;
    sinceMs += waitOf(pair);
    if (keyOf(pair) === 'reply') {
      const expected = reader.take(pair, replyShape, pauses.reply, item);
      if (expected) replies.push({ expected, sinceMs, ...reader.placeOf(item) });
      sinceMs += pauseMs;
    } else if (keyOf(pair) === 'endpoint') {
      const turn = reader.take(pair, scriptedTurn, pauses.endpoint, item);
      if (turn) script.push(turn);
    }
  }
  return { replies, script };
}

function createReader(text: string) {
  const lines = new LineCounter();
  const problems: Problem[] = [];
  const edits: Edit[] = [];
  const placeOf = (node: unknown): Place => {
    const { line, col } = lines.linePos(startOf(node));
    return { line, column: col };
  };
  /** The checked value of a pair; in the text that is left for the story something else stands in its place. */
  function take<Value>(pair: Pair, shape: z.ZodType<Value>, instead: string, whole?: unknown): Value | null {
    edits.push({ from: startOf(whole ?? pair.key), to: endOf(whole ?? pair.value ?? pair.key), instead });
    const parsed = shape.safeParse(isNode(pair.value) ? JSON.parse(JSON.stringify(pair.value)) : null);
    if (parsed.success) return parsed.data;
    for (const { path, message } of parsed.error.issues) {
      const reason = `${[keyOf(pair), ...path.map(String)].join('.')}: ${message}`;
      problems.push({ ...placeOf(pair.key), reason });
    }
    return null;
  }
  return { lines, problems, placeOf, take, plain: () => rewrite(text, edits) };
}

const keyOf = ({ key }: Pair): unknown => (isScalar(key) ? key.value : null);
const startOf = (node: unknown): number => (isNode(node) ? (node.range?.[0] ?? 0) : 0);
const endOf = (node: unknown): number => (isNode(node) ? (node.range?.[1] ?? 0) : 0);

function waitOf(pair: Pair): number {
  if (keyOf(pair) !== 'wait' || !isScalar(pair.value)) return 0;
  const length = parseDuration(String(pair.value.value));
  return length.ok ? length.value : 0;
}

type Edit = { from: number; to: number; instead: string };

/** What follows stays in its line. */
const rewrite = (text: string, edits: readonly Edit[]): string =>
  edits
    .toSorted((left, right) => right.from - left.from)
    .reduce((rest, { from, to, instead }) => {
      const lineBreaks = rest.slice(from, to).replace(/[^\n]/g, '');
      return rest.slice(0, from) + instead + lineBreaks + rest.slice(to);
    }, text);

function asStory(text: string): Result<Conversation, Problem[]> {
  const stories = readStories(text);
  if (!stories.ok) return stories;
  const [story, other] = stories.value;
  if (!story || other) return fail([{ line: 1, column: 1, reason: 'expected one conversation' }]);
  return ok({ story, funnel: '', replies: [], script: [], attack: false });
}

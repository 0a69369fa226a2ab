/** From a story file's text to its stories, checked. */
import type { core } from 'zod';
import { fail, ok, type Result } from '../base/result.ts';
import { maximumActs, type StoryShape, storyShape } from './storyShape.ts';
import { type Path, type Problem, readSource, type StorySource } from './storySource.ts';

/** A story that can be played. */
export type Story = StoryShape & {
  /** Says something about what stands at a path of the story. */
  about(path: Path, reason: string): Problem;
};

/** A file of a hundred mistakes is most likely no story. */
const maximumProblems = 100;

/** Reads a file of one story, or of a list of them. Every problem is named with line and column. */
export function readStories(text: string): Result<Story[], Problem[]> {
  const read = readSource(text);
  if (!read.ok) return fail(read.reason.slice(0, maximumProblems));
  const source = read.value;
  const whole = source.value;
  const several = Array.isArray(whole);
  const written: unknown[] = several ? whole : [whole];
  if (written.length === 0) return fail([source.about([], 'expected at least one story')]);
  const stories: Story[] = [];
  const problems: Problem[] = [];
  written.forEach((one, index) => {
    const path: Path = several ? [index] : [];
    const tooLong = lengthProblem(one);
    if (tooLong) {
      problems.push(source.about([...path, 'play'], tooLong));
      return;
    }
    const parsed = storyShape.safeParse(one);
    if (parsed.success) {
      const about = (key: Path, reason: string): Problem => source.about([...path, ...key], reason);
      stories.push({ ...parsed.data, about });
    } else problems.push(...parsed.error.issues.flatMap((issue) => problemsOf(issue, path, source)));
  });
  return problems.length > 0 ? fail(inOrder(problems)) : ok(stories);
}

/** Said before each of its lines has been looked at. */
function lengthProblem(story: unknown): string | null {
  const play = typeof story === 'object' && story !== null && 'play' in story ? story.play : null;
  return Array.isArray(play) && play.length > maximumActs ? `a story has at most ${maximumActs} lines` : null;
}

const inOrder = (problems: readonly Problem[]): Problem[] =>
  problems
    .toSorted((left, right) => left.line - right.line || left.column - right.column)
    .slice(0, maximumProblems);

function problemsOf(issue: core.$ZodIssue, before: Path, source: StorySource): Problem[] {
  const path = [...before, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => source.aboutKey([...path, key], `${key} is no word of a story here`));
  }
  if (issue.code === 'invalid_union') return unionProblems(issue, path, source);
  if (issue.code === 'invalid_key') {
    return [source.aboutKey(path, `${nameOf(path)}: ${issue.issues[0]?.message ?? issue.message}`)];
  }
  return [source.about(path, `${nameOf(path)}${reasonOf(issue)}`)];
}

/** What the branch says that came furthest: the one whose first mistake lies deepest. */
function unionProblems(issue: core.$ZodIssueInvalidUnion, path: Path, source: StorySource): Problem[] {
  const deepest = issue.errors
    .filter((branch) => branch.every((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys'))
    .toSorted((left, right) => left.length - right.length)[0];
  if (deepest) return deepest.flatMap((inner) => problemsOf(inner, path, source));
  const reasons = issue.errors.flatMap((branch) => branch.map((inner) => reasonOf(inner)));
  return [source.about(path, `${nameOf(path)}${[...new Set(reasons)].join(', or ')}`)];
}

const nameOf = (path: Path): string => {
  const key = path.findLast((part) => typeof part === 'string');
  const isLine = key === 'play' && typeof path.at(-1) === 'number';
  return key === undefined || isLine ? '' : `${key}: `;
};

function reasonOf(issue: core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `expected ${issue.values.map(String).join(', ')}`;
  const message = issue.message.replace(/^Invalid input: /, '');
  // YAML takes `a: b` in a list for a key and its value.
  if (message === 'expected string, received object') return 'expected a text: put quotes around it';
  return message.endsWith(', received undefined') ? 'is missing' : message;
}

import { uploadIn } from '../base/media.ts';
import type { MessageShape, Step } from '../flow/flow.ts';
import type { Report } from './finding.ts';
import type { Path } from './funnelSource.ts';
import { isAddress, mediaFiles } from './stepText.ts';

/** Media that are neither a file inside the data folder nor an upload nor an http address. */
export function checkMedia(step: Step, path: Path, report: Report): void {
  if (step.kind === 'sendMessage') {
    step.messages.forEach((message, m) => {
      checkMessageMedia(message, [...path, 'messages', m], report);
    });
  }
  step.pushes?.forEach(({ message }, p) => {
    checkMessageMedia(message, [...path, 'pushes', p, 'message'], report);
  });
}

export function checkMessageMedia(message: MessageShape | undefined, path: Path, report: Report): void {
  if (!message) return;
  for (const file of mediaFiles(message, path)) {
    const reason = mediaProblem(file.text);
    if (reason) report('badMedia', file.path, reason);
  }
}

function mediaProblem(text: string): string | null {
  if (uploadIn(text) !== null) return null;
  if (isAddress(text)) {
    return /^\s*(https?:\/\/|\{\{)/i.test(text) ? null : 'expected an http or https address, or a file';
  }
  const folders = text.split(/[\\/]/);
  // The data folder lies beside keys and databases: nothing may lead out of it.
  const leaves = folders.some((part) => part === '' || part.startsWith('.')) || text.includes('\\');
  return leaves ? 'expected a file inside the data folder, such as pictures/hello.jpg' : null;
}

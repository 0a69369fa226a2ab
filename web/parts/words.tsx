import { Fragment, type ReactNode } from 'react';
import type { TextKey } from './language.ts';
import { useText } from './useText.ts';

/** A sentence whose `{{places}}` are filled with parts of the page; whatever they hold stays text. */
export function Words({ of, parts }: { of: TextKey; parts: Record<string, ReactNode> }) {
  const pieces = useText()
    .template(of)
    .split(/\{\{(\w+)\}\}/);
  // A split by one group yields text and names in turn.
  return pieces.map((piece, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one sentence never change places
    <Fragment key={index}>{index % 2 ? parts[piece] : piece}</Fragment>
  ));
}

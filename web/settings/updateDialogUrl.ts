/** The URL that an outside service calls to change a dialog (`updateDialog`). */

export type UpdateDialog = {
  chatId: string;
  /** UUID of a step, or `flow/step`. */
  step: string;
  status: string;
  fields: readonly { key: string; value: string }[];
  addTags: readonly string[];
  removeTags: readonly string[];
};

/** What another program fills in, `{chatId}` or `{{fields.x}}`, is left as it is; all else is encoded. */
export function updateDialogUrl(base: string, change: UpdateDialog): string {
  const pairs: [string, string][] = [
    ['chatId', change.chatId.trim() || '{chatId}'],
    ['stepId', change.step],
    ['status', change.status],
    ...change.fields.map(({ key, value }): [string, string] => [key && `fields.${key}`, value]),
    ['tags.add', change.addTags.join(',')],
    ['tags.remove', change.removeTags.join(',')],
  ];
  const query = pairs.filter(([name, value]) => name !== '' && value !== '').map(pairText);
  return `${base}?${query.join('&')}`;
}

const pairText = ([name, value]: [string, string]): string =>
  `${encodeURIComponent(name)}=${encodeAround(value).replaceAll('%2F', '/').replaceAll('%2C', ',')}`;

function encodeAround(value: string): string {
  return value
    .toWellFormed()
    .split(/(\{\{?[\w.-]+\}?\})/)
    .map((piece, index) => (index % 2 ? piece : encodeURIComponent(piece)))
    .join('');
}

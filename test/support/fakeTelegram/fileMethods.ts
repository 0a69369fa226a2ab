/** getFile: where a file can be downloaded for an hour. */
import type { Method } from './method.ts';
import { refusal } from './refusals.ts';

/** Bots download up to 20 MB (facts, "Media"). */
const downloadBytes = 20 * 1024 * 1024;

export const getFile: Method<'getFile'> = ({ world, bot, parameters }) => {
  if (!parameters.has('file_id')) throw refusal('fileNotSpecified');
  const file = world.files.get(parameters.text('file_id'));
  if (!file || file.botId !== bot.me.id) throw refusal('fileIdInvalid');
  if (file.content.length > downloadBytes) throw refusal('fileTooBig');
  return {
    file_id: file.fileId,
    file_unique_id: file.uniqueId,
    file_size: file.content.length,
    file_path: file.path,
  };
};

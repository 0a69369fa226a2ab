/** Uploads that a drawing names: they are this space's, and may be gone. */
import { uploadIn } from '../base/media.ts';
import { type ParameterError, RefusalError, refuse } from '../base/refusal.ts';
import { type Connection, findUploads } from '../store/store.ts';
import { formatPath, type Path } from './funnelSource.ts';

/** Throws `invalid_parameter` that names each place where an upload stands which the space does not have. */
export async function refuseLostUploads(
  connection: Connection,
  spaceId: string,
  flow: object,
): Promise<void> {
  const named = uploadsIn(flow, []);
  const ids = new Set(named.map(({ id }) => id));
  const known = new Set((await findUploads(connection, spaceId, [...ids])).map(({ id }) => id));
  const parameters = named.flatMap(({ id, path }): ParameterError[] =>
    known.has(id)
      ? []
      : [{ name: formatPath(path), reason: 'there is no upload of this id: upload it again' }],
  );
  if (parameters.length > 0) throw new RefusalError(refuse('invalid_parameter', { parameters }));
}

type Named = { id: string; path: Path };

/** A text may be all of `file:<id>` only where a file stands: elsewhere it would be a strange thing to say. */
function uploadsIn(value: unknown, path: Path): Named[] {
  if (typeof value === 'string') {
    const id = uploadIn(value);
    return id === null ? [] : [{ id, path }];
  }
  if (Array.isArray(value)) return value.flatMap((one, n) => uploadsIn(one, [...path, n]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => uploadsIn(inner, [...path, key]));
}

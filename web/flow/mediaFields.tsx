import { Text } from '@mantine/core';
import type { MessageShape } from '../../src/flow/flow.ts';
import { MacroInput } from '../parts/macroInput.tsx';
import { useText } from '../parts/useText.ts';
import { useDrawing } from './drawing.ts';
import { FileField } from './fileField.tsx';
import type { MediaContent } from './fileKinds.ts';
import { type ErrorAt, orNothing } from './formProps.ts';
import { AddButton, movedInList, RowBox } from './rowBox.tsx';

type MediaFieldsProps = {
  message: MessageShape;
  content: MediaContent;
  set: (part: Partial<MessageShape>) => void;
  /** The message's path in the step. */
  place: string;
  errorAt: ErrorAt;
};

/** The file or files of a message, and what stands under them. */
export function MediaFields({ message, content, set, place, errorAt }: MediaFieldsProps) {
  const text = useText();
  const { macros } = useDrawing();
  return (
    <>
      {content === 'album' ? (
        <AlbumFields files={message.album ?? []} {...{ set, place, errorAt }} />
      ) : (
        <FileField
          label={text('flow.form.file')}
          content={content}
          value={message[content] ?? ''}
          error={errorAt(`${place}.${content}`)}
          onChange={(value) => set({ [content]: value })}
        />
      )}
      {content !== 'videoNote' && content !== 'sticker' && (
        <MacroInput
          multiline
          marks
          minRows={2}
          label={text('flow.form.caption')}
          source={macros.source}
          value={message.caption ?? ''}
          error={errorAt(`${place}.caption`)}
          onChange={(caption) => set({ caption: orNothing(caption) })}
        />
      )}
    </>
  );
}

/** Telegram's own bounds. */
const album = { fewest: 2, most: 10 };

type AlbumFieldsProps = Omit<MediaFieldsProps, 'message' | 'content'> & { files: readonly string[] };

function AlbumFields({ files, set, place, errorAt }: AlbumFieldsProps) {
  const text = useText();
  return (
    <>
      {files.map((file, n) => (
        <RowBox
          // biome-ignore lint/suspicious/noArrayIndexKey: files have no name of their own
          key={n}
          title={`${text('flow.form.file')} ${n + 1}`}
          onRemove={files.length > album.fewest ? () => set({ album: files.toSpliced(n, 1) }) : undefined}
          onMove={(by) => set({ album: movedInList(files, n, by) })}
        >
          <FileField
            label={`${text('flow.form.file')} ${n + 1}`}
            content="album"
            value={file}
            error={errorAt(`${place}.album.${n}`)}
            onChange={(value) => set({ album: files.with(n, value) })}
          />
        </RowBox>
      ))}
      {errorAt(`${place}.album`) && (
        <Text size="sm" c="var(--sb-bad)">
          {errorAt(`${place}.album`)}
        </Text>
      )}
      {files.length < album.most && (
        <AddButton label={text('flow.file.addToAlbum')} onClick={() => set({ album: [...files, ''] })} />
      )}
    </>
  );
}

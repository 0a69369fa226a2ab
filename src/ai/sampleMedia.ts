/** Media of leads that send none: a simulated lead's picture is a small square, its voice half a second of silence. */
import type { AiEffect } from '../effect/effect.ts';
import type { MediaFile } from './createAi.ts';

/** 8 x 8 pixels of one blue. */
const picture =
  'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mNQSHiAFTEMLQkAMsZYAbkEGyIAAAAASUVORK5CYII=';

const sampleRate = 8000;
const samples = sampleRate / 2;

/** What a simulated lead has sent, as a file of the right kind. */
export function sampleMedia({ task }: Pick<AiEffect, 'task'>): MediaFile | null {
  if (task.of !== 'recognise') return null;
  return task.media === 'photo' || task.media === 'document' || task.media === 'sticker'
    ? { bytes: Buffer.from(picture, 'base64'), type: 'image/png' }
    : { bytes: silence(), type: 'audio/wav' };
}

/** A WAV file: 44 bytes that say 16-bit mono, then zeros. */
function silence(): Buffer {
  const file = Buffer.alloc(44 + samples * 2);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + samples * 2, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(sampleRate, 24);
  file.writeUInt32LE(sampleRate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(samples * 2, 40);
  return file;
}

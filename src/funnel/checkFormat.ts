/** Texts that Telegram would not take, and tags that it does not know. */
import { checkMarkup, visibleLength } from '../macro/macro.ts';
import { botTexts } from './checkTexts.ts';
import type { Report } from './finding.ts';
import type { FunnelBot } from './funnelShape.ts';
import type { Path } from './funnelSource.ts';

/** Bot API, sendMessage and sendPhoto: signs after the tags are read. */
const longestText = 4096;
const longestCaption = 1024;

/** A text of a hundred mistakes is most likely no markup at all. */
const mostOfOneText = 10;

/** What macros add is not known here: a text that grows too long by them is sent in parts. */
export function checkFormat(bot: FunnelBot, path: Path, report: Report): void {
  for (const { path: place, text, shown } of botTexts(bot, path)) {
    if (!shown) continue;
    checkLength(text, shown, place, report);
    for (const { name, reason, at } of checkMarkup(text).slice(0, mostOfOneText)) {
      report('badMarkup', place, `${name} is sent as it stands: ${reason}`, at);
    }
  }
}

function checkLength(text: string, shown: 'text' | 'caption', place: Path, report: Report): void {
  if (text.length <= longestCaption) return;
  const length = visibleLength(text);
  if (length > longestText) {
    const reason = `has ${length} signs without its tags and macros: Telegram takes ${longestText}`;
    report('tooLong', place, reason);
  } else if (shown === 'caption' && length > longestCaption) {
    const reason = `has ${length} signs, and a caption ${longestCaption}: it is sent as a text below the media`;
    report('longCaption', place, reason);
  }
}

/** The last look at what a model wants to say to a lead: what is false or gives the instructions away is not sent. Pure. */
import { fail, ok, type Result } from '../base/result.ts';
import type { AiLeadEvent } from '../store/store.ts';
import { claimsEvent, type EventClaim } from './claimsEvent.ts';
import { claimsPerson } from './claimsPerson.ts';
import { withoutThoughts } from './findJson.ts';
import { isSpelledApart } from './readingsOf.ts';
import { repeatsText } from './repeatsText.ts';

/** What a reply may not repeat, and the facts it is held against. */
export type ReplyFacts = {
  events: readonly AiLeadEvent[];
  /** What the lead wrote last. */
  asked: string;
  secrets: readonly string[];
};

/** Why a reply was refused, for the journal, and what the model is told of it. */
export type ReplyRefusal = { reason: string; correction: string };

export const mostReplyLength = 4096;

const markers =
  /SIGNALBOX-INSTRUCTIONS|["']?requirementMet["']? ?[:=]|<\/?(?:facts|lead_data|conversation|system|instructions?)>|<\|[\w ]{1,40}\|>|\[\/?INST\]|<<\/?SYS>>|\{\{[?/]?\w+\}\}|^#+ (?:Who you are|What to do now|The owner's texts)/im;
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are meant
const control = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

/** Marks are known in whatever signs that look like them, and with what shows nothing in between. */
const plainSigns = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Mn}]/gu, '')
    .replace(/[\u2039\u3008\u27e8\u2329]/g, '<')
    .replace(/[\u203a\u3009\u27e9\u232a]/g, '>');

/** The reply as it will be sent, or why it is not. */
export function checkReply(answer: string, facts: ReplyFacts): Result<string, ReplyRefusal> {
  const text = unwrapped(withoutThoughts(answer.replaceAll('\r\n', '\n')));
  const refusal = refuseShape(text) ?? refuseClaims(text, facts);
  return refusal ? fail(refusal) : ok(text);
}

/** Models like to put the whole message into a fence or quotes. */
function unwrapped(text: string): string {
  const fenced = /^```\w*\n([\s\S]*?)\n?```$/.exec(text)?.[1] ?? text;
  const trimmed = fenced.trim();
  const inside = /^"([^"]*)"$|^«([^»]*)»$|^“([^”]*)”$/.exec(trimmed);
  return (inside?.[1] ?? inside?.[2] ?? inside?.[3] ?? trimmed).trim();
}

function refuseShape(text: string): ReplyRefusal | null {
  if (text === '') return refusal('was empty', 'it was empty');
  if (text.length > mostReplyLength) {
    return refusal(`was longer than ${mostReplyLength} characters`, 'it was far too long');
  }
  if (control.test(text) || !text.isWellFormed()) {
    return refusal('held control characters', 'it held control characters');
  }
  if (isSpelledApart(text)) {
    return refusal('was spelled letter by letter', 'it wrote words letter by letter; write them as usual');
  }
  return markers.test(plainSigns(text))
    ? refusal('held marks of the prompt', 'it held parts of these instructions')
    : null;
}

function refuseClaims(text: string, { events, asked, secrets }: ReplyFacts): ReplyRefusal | null {
  if (claimsPerson(text, asked)) {
    return refusal(
      'denied being an AI',
      'it let the lead believe that a person writes; say that you are an AI assistant where it matters',
    );
  }
  const claim = claimsEvent(text, events, asked);
  if (claim) return refuseEvent(claim);
  return repeatsText(text, secrets)
    ? refusal(
        'repeated the instructions',
        'it repeated these instructions word for word; say it in your own words',
      )
    : null;
}

const refuseEvent = ({ kind, why }: EventClaim): ReplyRefusal =>
  why === 'noEvent'
    ? refusal(
        `told of a ${kind} that no event says`,
        `it said that a ${kind} has happened, which no event in the list says; say that none has been reported yet`,
      )
    : refusal(
        `named an amount for a ${kind} that no event has`,
        `it named an amount for a ${kind} that no event in the list has`,
      );

const refusal = (reason: string, correction: string): ReplyRefusal => ({
  reason: `the AI's answer ${reason}`,
  correction,
});

/**
 * Plays the pure engine in domain words: a bot drawn as YAML, one lead, and a clock that moves only when
 * the story says so. Every turn is taken twice on a frozen dialog, so that no story passes with an engine
 * that changes what it was given or answers differently the second time.
 */
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { formatInstant, parseDuration } from '../../src/base/instant.ts';
import { type AutoAction, campaignShape } from '../../src/campaign/campaign.ts';
import {
  compileScript,
  type Dialog,
  type DialogSignal,
  type Facts,
  type MoneyEvent,
  newDialog,
  type PostbackArrival,
  type Script,
  type Status,
  type Turn,
  transition,
} from '../../src/dialog/dialog.ts';
import { type EventReport, type EventStanding, eventIdentity } from '../../src/event/event.ts';
import { bot as botShape } from '../../src/flow/flow.ts';
import type {
  AiDecision,
  AiResult,
  DialogChange,
  LeadAction,
  WebhookSignal,
} from '../../src/signal/signal.ts';

/** A message as the lead gets it; `at` is when it is due. */
export type Said = { text: string; at: string; cancelled: boolean; automatic: boolean };

export type Drawn = {
  /** Settings of the bot beside its flows and fields, as the funnel file writes them. */
  bot?: Record<string, unknown>;
  fields?: readonly Record<string, unknown>[];
  /** Flow key -> YAML list of its steps. */
  flows: Record<string, string>;
  /** Rules of the lead's campaign; none: the lead is organic. */
  rules?: readonly AutoAction[];
  /** Start step of the campaign. */
  start?: string;
  /** Of a campaign of type channel; `talks: false`: another bot talks, this one only lets people in. */
  channel?: { chatId: number; greeting?: string; approve?: boolean };
  talks?: boolean;
  /** The business connection through which the dialog is led. */
  connection?: string;
  at?: string;
};

export type Sent = {
  event?: string;
  cost?: string;
  currency?: string;
  tid?: string;
  receivedName?: string;
  standing?: EventStanding;
  fields?: Record<string, string>;
  repeatWindowMs?: number;
  /** What tells two byte-identical requests from two different ones. */
  bytes?: string;
};

const clickid = 'test123';
const campaignId = '00000000-0000-4000-8000-00000000000c';

export function scriptOf(drawn: Drawn): Script {
  const {
    flows = [],
    fields = [],
    ...settings
  } = botShape.parse({
    key: 'leo',
    name: 'Leo',
    channel: 'simulator',
    ...drawn.bot,
    fields: drawn.fields,
    flows: Object.entries(drawn.flows).map(([key, steps]) => ({ key, steps: parse(steps) })),
  });
  const { token: _token, webhooks: _webhooks, ...bot } = settings;
  const campaign = campaignShape.parse({
    key: 'summer',
    bot: 'leo',
    start: drawn.start,
    autoActions: drawn.rules,
    ...(drawn.channel ? { type: 'channel', channel: drawn.channel } : {}),
  });
  const { talks = true } = drawn;
  const hasCampaign = drawn.rules !== undefined || drawn.start !== undefined || drawn.channel !== undefined;
  return compileScript({
    botId: 'b0',
    companyId: 'c0',
    currency: 'USD',
    spaceId: 's0',
    settings: bot,
    fields,
    flows: flows.map((flow) => ({
      flow,
      stepIds: new Map(flow.steps.map((step) => [step.key, `${flow.key}-${step.key}`])),
    })),
    campaigns: hasCampaign && talks ? [{ id: campaignId, shape: campaign }] : [],
    invites: drawn.channel ? [{ id: campaignId, shape: campaign, talks }] : [],
    organicActions: [],
  });
}

export class Play {
  readonly script: Script;
  now: number;
  dialog: Dialog;
  /** Every message in the order in which it was handed over. */
  readonly said: Said[] = [];
  readonly turns: Turn[] = [];
  readonly identities = new Set<string>();
  /** The random number of every turn to come. */
  chance = 0.5;
  private readonly money: MoneyEvent[] = [];
  private begun = false;

  constructor(drawn: Drawn) {
    this.script = scriptOf(drawn);
    this.now = Date.parse(drawn.at ?? '2024-03-10T12:00:00.000Z');
    this.dialog = newDialog({
      id: '7',
      botId: 'b0',
      chatId: 1227280,
      ...(drawn.connection === undefined ? {} : { connection: drawn.connection }),
      name: 'Ann',
      username: 'ann',
      at: this.now,
    });
  }

  /** One turn; the story's other verbs come down to this. */
  take(signal: DialogSignal, extra: Partial<Facts> = {}): Turn {
    const facts: Facts = {
      now: this.now,
      chance: this.chance,
      moneyEvents: this.money,
      isKnown: (identity) => this.identities.has(identity),
      ...extra,
    };
    const before = structuredClone(this.dialog);
    freeze(this.dialog);
    const turn = transition(this.script, this.dialog, signal, facts);
    const again = transition(this.script, this.dialog, signal, facts);
    if (!isDeepStrictEqual(this.dialog, before)) throw new Error('the dialog that was given was changed');
    if (!isDeepStrictEqual(turn, again)) throw new Error('the same turn came out differently');
    this.dialog = structuredClone(turn.dialog);
    this.turns.push(turn);
    for (const { identity, event, reverses } of turn.events) {
      if (identity) this.identities.add(identity);
      if (event.cost === null) continue;
      this.money.push({ ...event, cost: event.cost, standing: event.standing ?? null, reverses });
    }
    this.hear(turn);
    return turn;
  }

  /** What the outbox would do: what is due has gone, the rest waits and may be taken back. */
  private hear(turn: Turn): void {
    const earlier = this.said.length;
    for (const effect of turn.effects) {
      if (effect.kind === 'message') {
        const { text, automatic, cancelled = false } = effect;
        this.said.push({ text, automatic, cancelled, at: formatInstant(effect.notBefore) });
      }
      if (effect.kind !== 'cancelMessages') continue;
      for (const one of this.said.slice(0, earlier)) {
        if (one.automatic && Date.parse(one.at) > this.now) one.cancelled = true;
      }
    }
  }

  /** Whatever a channel can tell of a lead; its first act is its first contact unless the facts say otherwise. */
  update(action: LeadAction, extra: Partial<Facts> = {}): Turn {
    const { chatId, botId, name, username } = this.dialog;
    const first = !this.begun;
    this.begun = true;
    return this.take(
      { kind: 'update', at: this.now, botId, chatId, name, username, action },
      first ? { firstContact: true, ...extra } : extra,
    );
  }

  /** The first contact, by the campaign's link if the story has a campaign. */
  starts(extra: Partial<Facts> = {}): Turn {
    const tracked = this.script.campaigns.size > 0;
    return this.update(
      { did: 'start', payload: tracked ? clickid : '' },
      {
        ...(tracked ? { attribution: { campaignId, clickid, tracker: { ad_name: 'test' } } } : {}),
        ...extra,
      },
    );
  }

  writes(text = 'hello'): Turn {
    return this.update({ did: 'wrote', text }, {});
  }

  /** Presses the newest button of this label. */
  presses(label: string): Turn {
    const buttons = this.turns.flatMap((turn) =>
      turn.effects.flatMap((effect) => (effect.kind === 'message' ? effect.buttons.flat() : [])),
    );
    const button = buttons.findLast((one) => one.text === label);
    if (!button?.id) throw new Error(`no button ${label} can be pressed`);
    return this.update({ did: 'pressed', button: button.id }, {});
  }

  blocksBot = (): Turn => this.update({ did: 'blockedBot' }, {});
  unblocksBot = (): Turn => this.update({ did: 'unblockedBot' }, {});

  arrival(sent: Sent): PostbackArrival {
    const { event, tid = null, fields = {} } = sent;
    const report: EventReport | null = event
      ? {
          name: event,
          receivedName: sent.receivedName ?? event,
          cost: sent.cost ?? null,
          currency: sent.currency ?? 'USD',
          tid,
          ...(sent.standing ? { standing: sent.standing } : {}),
        }
      : null;
    const identity = event ? eventIdentity({ companyId: 'c0', clickid, event, tid }) : null;
    return {
      kind: 'postback',
      at: this.now,
      from: '1win',
      reading: { event: report, fields: Object.entries(fields), warnings: [] },
      identity,
      known: identity !== null && this.identities.has(identity),
      fingerprint: sent.bytes ?? String(this.turns.length),
      repeatWindowMs: sent.repeatWindowMs ?? 10_000,
    };
  }

  postback(sent: Sent): Turn {
    return this.take(this.arrival(sent));
  }

  webhookSignal(change: DialogChange, guards: WebhookSignal['guards'] = {}): WebhookSignal {
    return {
      kind: 'webhook',
      at: this.now,
      webhookId: 'w',
      botId: this.dialog.botId,
      chatId: this.dialog.chatId,
      request: { method: 'GET', url: '', contentType: '', body: '' },
      change,
      newFields: [],
      guards,
    };
  }

  updateDialog(change: DialogChange, guards: WebhookSignal['guards'] = {}): Turn {
    return this.take(this.webhookSignal(change, guards));
  }

  operate(action: Extract<DialogSignal, { kind: 'operator' }>['action']): Turn {
    return this.take({ kind: 'operator', at: this.now, dialogId: this.dialog.id, by: 'sergei', action });
  }

  operatorChanges = (change: DialogChange): Turn => this.operate({ did: 'change', change, newFields: [] });
  operatorWrites = (text: string): Turn => this.operate({ did: 'wrote', text });

  operatorSends(name: string, more: Partial<EventReport> = {}): Turn {
    const event = { name, receivedName: name, cost: null, currency: 'USD', tid: null, ...more };
    return this.operate({ did: 'sentEvent', event });
  }

  /** The answer of the newest call, or of the one that a story has kept the visit of. */
  answers(ok: boolean, saved: Record<string, string> = {}, visit = this.dialog.state.visit): Turn {
    return this.take({
      kind: 'outcome',
      at: this.now,
      dialogId: this.dialog.id,
      effectKey: '1.0',
      outcome: { of: 'webhook', ok, status: ok ? 200 : 500, reason: null, saved, stepVisit: visit },
    });
  }

  /** Sends a medium of this kind. */
  sends(media: string): Turn {
    return this.update({ did: 'sentMedia', media }, {});
  }

  /** What the AI is asked, newest last. */
  get questions() {
    const effects = this.turns.flatMap((turn) => turn.effects);
    return effects.filter((effect) => effect.kind === 'ai');
  }

  /** The AI's answer to its newest question, or to the one given. */
  ai(result: AiResult, question = this.questions.at(-1)): Turn {
    if (!question) throw new Error('the AI was not asked');
    const { stepVisit, aiTurn, slot } = question;
    return this.take({
      kind: 'outcome',
      at: this.now,
      dialogId: this.dialog.id,
      effectKey: '1.0',
      outcome: { of: 'ai', result, stepVisit, aiTurn, slot, tokens: 10 },
    });
  }

  /** The AI decides and replies. */
  aiSays(reply: string | null, decision: Partial<AiDecision> = {}, question = this.questions.at(-1)): Turn {
    const whole = { requirementMet: false, branch: null, fields: {}, ...decision };
    return this.ai({ ok: true, of: 'turn', decision: whole, reply }, question);
  }

  delivery(result: 'blockedByLead' | 'cannotWrite' | 'failed'): Turn {
    return this.take({
      kind: 'outcome',
      at: this.now,
      dialogId: this.dialog.id,
      effectKey: '1.0',
      outcome: { of: 'message', result, reason: 'Telegram said so' },
    });
  }

  /** Lets time pass; every timer runs at the moment for which it was set. */
  passes(duration: string): void {
    const length = parseDuration(duration);
    if (!length.ok) throw new Error(length.reason);
    const end = this.now + length.value;
    for (let turns = 0; turns < 1000; turns += 1) {
      const due = Math.min(...this.dialog.state.timers.map((timer) => timer.at));
      if (due > end) break;
      this.now = Math.max(this.now, due);
      this.take({ kind: 'timer', at: this.now, dialogId: this.dialog.id });
    }
    this.now = end;
  }

  get step(): string | null {
    const { flow, step } = this.dialog;
    return flow && step ? `${flow}/${step}` : null;
  }

  get status(): Status {
    return this.dialog.status;
  }

  /** Where the story stands, for one look at it all. */
  get state(): { step: string | null; status: Status; texts: string[]; warnings: string[] } {
    const { step, status, texts, warnings } = this;
    return { step, status, texts, warnings };
  }

  /** Texts that were not taken back. */
  get texts(): string[] {
    return this.said.filter((one) => !one.cancelled).map((one) => one.text);
  }

  get warnings(): string[] {
    const entries = this.turns.flatMap((turn) => turn.entries);
    return entries.flatMap((entry) => (entry.kind === 'warning' ? [entry.code] : []));
  }

  get calls() {
    const effects = this.turns.flatMap((turn) => turn.effects);
    return effects.filter((effect) => effect.kind === 'webhook');
  }
}

export const play = (drawn: Drawn): Play => new Play(drawn);

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const inner of Object.values(value)) freeze(inner);
}

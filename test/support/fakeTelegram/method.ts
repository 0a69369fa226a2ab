/** What the fake does for a call. */
import type { ApiMethods } from '@grammyjs/types';
import type { MethodName } from './callShapes.ts';
import type { CallContext } from './targets.ts';
import type { WebhookSender } from './webhookSender.ts';

/** What only some methods need beside the world. */
export type MethodContext = CallContext & {
  /** Ends when the caller hangs up. */
  gone: AbortSignal;
  /** Gives the bot's updates to its webhook. */
  sender: WebhookSender;
  /** A description that the answer carries beside its result. */
  remark(description: string): void;
};

export type Result<Name extends MethodName> = ReturnType<ApiMethods<never>[Name]>;

/** Throws `Refused`; anything else that is thrown is a fault of the fake. */
export type Method<Name extends MethodName> = (
  context: MethodContext,
) => Result<Name> | Promise<Result<Name>>;

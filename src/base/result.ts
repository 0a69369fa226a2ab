/** A value or the reason why there is none. Used where failing is ordinary; we throw only for a broken invariant. */
export type Result<Value, Reason> = { ok: true; value: Value } | { ok: false; reason: Reason };

export const ok = <Value>(value: Value): { ok: true; value: Value } => ({ ok: true, value });

export const fail = <Reason>(reason: Reason): { ok: false; reason: Reason } => ({ ok: false, reason });

/**
 * Words by which trackers and affiliate platforms say what became of a conversion -> our event. They
 * are agreed upon by habit, not by a standard; a network's own words go before them. `deposit` is left
 * out on purpose: some mean the first by it, others every further one.
 */
export const statusWords: readonly (readonly [word: string, event: string])[] = [
  ['lead', 'registration'],
  ['reg', 'registration'],
  ['signup', 'registration'],
  ['sign_up', 'registration'],
  ['approved', 'sale'],
  ['approve', 'sale'],
  ['confirmed', 'sale'],
  ['ftd', 'sale'],
  ['first_deposit', 'sale'],
  ['rebill', 'resale'],
  ['redeposit', 'resale'],
  ['repeat_deposit', 'resale'],
  ['hold', 'hold'],
  ['on_hold', 'hold'],
  ['on hold', 'hold'],
  ['pending', 'hold'],
  ['rejected', 'rejected'],
  ['reject', 'rejected'],
  ['declined', 'rejected'],
  ['cancelled', 'rejected'],
  ['canceled', 'rejected'],
  ['trash', 'rejected'],
  ['chargeback', 'rejected'],
  ['refund', 'rejected'],
  ['refunded', 'rejected'],
  ['reversed', 'rejected'],
];

/** `1h30m` as it was written: amount and unit by turns. */
export const durationParts = (text: string): { amount: number; unit: string }[] =>
  [...text.matchAll(/(\d+)(ms|s|m|h|d)/g)].map(([, amount = '', unit = '']) => ({
    amount: Number(amount),
    unit,
  }));

/** Connection trouble, restarts and deadlocks pass by themselves (SQLSTATE classes 08, 40, 53, 57). */
export function isPassing(error: unknown): boolean {
  const code = error && typeof error === 'object' && 'code' in error ? String(error.code) : '';
  return (
    /^(08|40|53|57)/.test(code) || /^E[A-Z]+$/.test(code) || String(error).includes('Connection terminated')
  );
}

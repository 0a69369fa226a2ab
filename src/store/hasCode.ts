/** Whether an error carries this code: `ENOENT` of the system, `3D000` of PostgreSQL. */
export const hasCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code));

/**
 * zod compiles its shapes at run time where it may; the pages' content policy forbids that, and each try is
 * a complaint in the browser's console. Read when the first shape is made: import this before any.
 */
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });

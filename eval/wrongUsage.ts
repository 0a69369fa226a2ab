/** The command cannot begin as it was called; the message is for who called it. */
export class WrongUsage extends Error {}

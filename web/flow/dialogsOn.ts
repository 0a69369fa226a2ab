/** Where the dialogs on a step (`flow/step`) are listed. */
export const dialogsOn = (bot: string, place: string) => ({
  to: '/dialogs' as const,
  search: { bot, filter: `step = "${place}"` },
});

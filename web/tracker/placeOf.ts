/** `campaign.autoActions[2].when`, as the server names a place, is `autoActions.2.when` in a form. */
export const placeOf = (name: string): string =>
  name
    .replace(/\[(\d+)\]/g, '.$1')
    .replace(/^(?:campaigns|postbacks)\.\d+\.?/, '')
    .replace(/^(?:campaign|postback)\.(?=.)/, '');

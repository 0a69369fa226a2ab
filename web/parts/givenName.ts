/** Company and first space are made before anybody has come who could name them. */
const unnamed = 'Default';

/** A name that somebody gave; until then the words for what it is. */
export const givenName = (name: string, otherwise: string): string => (name === unnamed ? otherwise : name);

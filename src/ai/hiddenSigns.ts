/** Control signs, and those that break lines or turn the direction of writing unseen: nobody has said them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are meant
export const hiddenSigns = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g;

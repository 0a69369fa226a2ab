/** Door of the room: stories played without server or database, by the server's own turns. */
export type { AiAnswer, AiQuestion, Line } from './playing.ts';
export { type PlayedStory, type PlayOptions, playStory } from './playStory.ts';
export { readStories, type Story } from './readStories.ts';
export type { StoryMaterial } from './retelling.ts';
export type { Problem } from './storySource.ts';
export { type Paint, spell, transcriptOf } from './transcript.ts';
export { writeStory } from './writeStory.ts';

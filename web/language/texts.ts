/** All texts of the application: each folder of screens brings its own, in both languages. */
import appEn from '../app/en.json' with { type: 'json' };
import appRu from '../app/ru.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import ru from './ru.json' with { type: 'json' };

export const english = { ...en, ...appEn };
export const russian: Record<string, string> = { ...ru, ...appRu };

/** All English texts of the application: each folder of screens brings its own. */
import app from '../app/en.json' with { type: 'json' };
import company from '../company/en.json' with { type: 'json' };
import contacts from '../contacts/en.json' with { type: 'json' };
import dialogs from '../dialogs/en.json' with { type: 'json' };
import flow from '../flow/en.json' with { type: 'json' };
import logs from '../logs/en.json' with { type: 'json' };
import settings from '../settings/en.json' with { type: 'json' };
import signIn from '../signIn/en.json' with { type: 'json' };
import tracker from '../tracker/en.json' with { type: 'json' };
import shared from './en.json' with { type: 'json' };
import rewordings from './sentences/en.json' with { type: 'json' };

export const english = {
  ...shared,
  ...app,
  ...company,
  ...signIn,
  ...contacts,
  ...dialogs,
  ...flow,
  ...logs,
  ...settings,
  ...tracker,
};

/** What the server says in English is shown as it says it, but for a few sentences meant for developers. */
export const englishSentences: Readonly<Record<string, string>> = rewordings;

/** All Russian texts of the application: each folder of screens brings its own. */
import app from '../app/ru.json' with { type: 'json' };
import company from '../company/ru.json' with { type: 'json' };
import contacts from '../contacts/ru.json' with { type: 'json' };
import dialogs from '../dialogs/ru.json' with { type: 'json' };
import flow from '../flow/ru.json' with { type: 'json' };
import logs from '../logs/ru.json' with { type: 'json' };
import settings from '../settings/ru.json' with { type: 'json' };
import signIn from '../signIn/ru.json' with { type: 'json' };
import tracker from '../tracker/ru.json' with { type: 'json' };
import shared from './ru.json' with { type: 'json' };
import checks from './sentences/checks.ru.json' with { type: 'json' };
import conditions from './sentences/conditions.ru.json' with { type: 'json' };
import dialogSentences from './sentences/dialogs.ru.json' with { type: 'json' };
import forms from './sentences/forms.ru.json' with { type: 'json' };
import traffic from './sentences/traffic.ru.json' with { type: 'json' };

export const russian: Record<string, string> = {
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

/** Every sentence of the server that a screen may show: a test finds in its sources those that are missing. */
export const russianSentences: Readonly<Record<string, string>> = {
  ...checks,
  ...conditions,
  ...dialogSentences,
  ...forms,
  ...traffic,
};

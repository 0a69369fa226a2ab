import { Loader } from '@mantine/core';
import {
  type Icon,
  IconAddressBook,
  IconAdjustments,
  IconBell,
  IconBraces,
  IconBrandTelegram,
  IconLeaf,
  IconPlus,
  IconShieldLock,
  IconSparkles,
  IconTags,
  IconWebhook,
} from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { ErrorNote } from '../parts/errorNote.tsx';
import type { TextKey } from '../parts/language.ts';
import { PageNav } from '../parts/pageNav.tsx';
import { useText } from '../parts/useText.ts';
import { AiPage } from './ai.tsx';
import { type Loaded, useBotSettings } from './botSettings.ts';
import { ConnectionPage } from './connection.tsx';
import { FieldsPage } from './fields.tsx';
import { GeneralPage } from './general.tsx';
import { NotificationsPage } from './notifications.tsx';
import { OrganicPage } from './organic.tsx';
import { PrivacyPage } from './privacy.tsx';
import styles from './settings.module.css';
import { TagsPage } from './tags.tsx';
import { VariablesPage } from './variables.tsx';
import { WebhooksPage } from './webhooks.tsx';

export type PageProps = { bot: string; loaded: Loaded };

type Page = { page: string; text: TextKey; icon: Icon; of: ComponentType<PageProps> };

const pages: readonly Page[] = [
  { page: 'general', text: 'settings.general', icon: IconAdjustments, of: GeneralPage },
  { page: 'connection', text: 'settings.connection', icon: IconBrandTelegram, of: ConnectionPage },
  { page: 'webhooks', text: 'settings.webhooks', icon: IconWebhook, of: WebhooksPage },
  { page: 'fields', text: 'settings.fields', icon: IconAddressBook, of: FieldsPage },
  { page: 'variables', text: 'settings.variables', icon: IconBraces, of: VariablesPage },
  { page: 'tags', text: 'settings.tags', icon: IconTags, of: TagsPage },
  { page: 'notifications', text: 'settings.notifications', icon: IconBell, of: NotificationsPage },
  { page: 'ai', text: 'settings.ai', icon: IconSparkles, of: AiPage },
  { page: 'privacy', text: 'settings.privacy', icon: IconShieldLock, of: PrivacyPage },
  { page: 'organic', text: 'settings.organic', icon: IconLeaf, of: OrganicPage },
];

/** `/bots/<bot>/settings[/<page>]`: each page saves its own part. */
export function BotSettings() {
  const text = useText();
  const { bot = '', page = '' } = useParams({ strict: false });
  const { data, error, refetch } = useBotSettings(bot);
  const shown = pages.find((one) => one.page === page) ?? pages[0];
  if (!shown) return null;
  const Shown = shown.of;
  return (
    <PageNav
      label={text('settings.pages')}
      pages={pages.map(({ page: name, text: key, icon }) => ({
        ...{ to: `/bots/${encodeURIComponent(bot)}/settings/${name}`, label: text(key), icon },
        here: shown.page === name,
      }))}
      apart={{ to: '/new-bot', label: text('settings.newBot'), icon: IconPlus }}
    >
      <main className={styles.main}>
        {data ? (
          <Shown key={`${bot} ${shown.page}`} bot={bot} loaded={data} />
        ) : (
          <div className={styles.page}>
            {error ? (
              <ErrorNote error={error} onRetry={() => void refetch()} />
            ) : (
              <Loader aria-label={text('app.loading')} />
            )}
          </div>
        )}
      </main>
    </PageNav>
  );
}

import { Button, Loader, Tabs, Title } from '@mantine/core';
import { IconBolt, IconFlask, IconLink, IconSettings } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { ApiCampaignDetail, ApiSaved } from '../../src/api/contractConfiguration.ts';
import { useSession } from '../app/session.ts';
import { getJson, sendJson } from '../parts/api.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import { AutoActions } from './autoActions.tsx';
import { CampaignFields } from './campaignFields.tsx';
import { type CampaignValues, campaignField, readCampaign, writeCampaign } from './campaignForm.ts';
import { CampaignLinks } from './campaignLinks.tsx';
import { FormFoot } from './formFoot.tsx';
import { PlaceLink } from './placeLink.tsx';
import { RemovePart } from './removePart.tsx';
import styles from './tracker.module.css';
import { campaignPath, useCampaign } from './trackerApi.ts';
import { TryRules } from './tryRules.tsx';
import { usePartForm } from './usePartForm.ts';

/** One campaign: where it starts, its links, and its auto actions. */
export function Campaign() {
  const text = useText();
  const { campaign: key = '' } = useParams({ strict: false });
  const { data, error, refetch } = useCampaign(key);
  if (!data) {
    return (
      <main className={styles.page}>
        {error ? (
          <ErrorNote error={error} onRetry={() => void refetch()} />
        ) : (
          <Loader aria-label={text('app.loading')} />
        )}
      </main>
    );
  }
  return <CampaignForm key={key} detail={data} />;
}

const loadedOf = ({ revision, campaign }: ApiCampaignDetail) => ({
  revision,
  values: readCampaign(campaign),
});

function CampaignForm({ detail }: { detail: ApiCampaignDetail }) {
  const text = useText();
  const client = useQueryClient();
  const { may } = useSession();
  const [tab, setTab] = useState<string | null>('actions');
  const [trying, setTrying] = useState(false);
  const path = campaignPath(detail.key);
  const of = usePartForm<CampaignValues>(loadedOf(detail), {
    load: async () => {
      const fresh = await getJson<ApiCampaignDetail>(path);
      client.setQueryData(['campaigns', 'one', detail.key], fresh);
      return loadedOf(fresh);
    },
    save: async (revision, values) => {
      const body = { revision, campaign: writeCampaign(detail.key, values) };
      const { findings } = await sendJson<ApiSaved>('PUT', path, body);
      void client.invalidateQueries({ queryKey: ['campaigns'] });
      void client.invalidateQueries({ queryKey: ['macros'] });
      return findings;
    },
    fieldOf: campaignField,
  });
  return (
    <main className={styles.page}>
      <div className={styles.head}>
        <div>
          <PlaceLink to="/tracker/campaigns">{text('tracker.allCampaigns')}</PlaceLink>
          <Title order={1} className={styles.title}>
            {detail.name}
          </Title>
        </div>
        {may('tracker') && may('dialogs') && (
          <Button
            variant="default"
            leftSection={<IconFlask size={16} aria-hidden />}
            onClick={() => setTrying(true)}
          >
            {text('tracker.tryRules')}
          </Button>
        )}
      </div>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          of.submit();
        }}
      >
        <Tabs value={tab} onChange={setTab} keepMounted={false} mb="md">
          <Tabs.List mb="md">
            <Tabs.Tab value="actions" leftSection={<IconBolt size={16} aria-hidden />}>
              {text('tracker.autoActions')}
            </Tabs.Tab>
            <Tabs.Tab value="links" leftSection={<IconLink size={16} aria-hidden />}>
              {text('tracker.links')}
            </Tabs.Tab>
            <Tabs.Tab value="settings" leftSection={<IconSettings size={16} aria-hidden />}>
              {text('tracker.campaignSettings')}
            </Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="actions">
            <AutoActions campaign={detail.key} form={of.form} />
          </Tabs.Panel>
          <Tabs.Panel value="links">
            <CampaignLinks detail={detail} form={of.form} />
          </Tabs.Panel>
          <Tabs.Panel value="settings">
            <CampaignFields form={of.form} />
          </Tabs.Panel>
        </Tabs>
        {may('tracker') && (
          <FormFoot
            of={of}
            beside={
              <RemovePart
                path={path}
                revision={detail.revision}
                name={detail.name}
                says={text('tracker.removeCampaignSays')}
                list="campaigns"
              />
            }
          />
        )}
      </form>
      <TryRules campaign={detail.key} opened={trying} onClose={() => setTrying(false)} />
    </main>
  );
}

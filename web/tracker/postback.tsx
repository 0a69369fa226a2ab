import { Button, Loader, NumberInput, Select, TextInput, Title } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { ApiPostbackDetail, ApiSaved } from '../../src/api/contractConfiguration.ts';
import { useBots } from '../app/breadcrumb.tsx';
import { useSession } from '../app/session.ts';
import { getJson, sendJson } from '../parts/api.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import { FormFoot } from './formFoot.tsx';
import { LinkBuilder } from './linkBuilder.tsx';
import { Parked } from './parked.tsx';
import { PlaceLink } from './placeLink.tsx';
import { type PostbackValues, postbackField, readPostback, usualBot, writePostback } from './postbackForm.ts';
import { PostbackHealth } from './postbackHealth.tsx';
import { RemovePart } from './removePart.tsx';
import { SendTest } from './sendTest.tsx';
import styles from './tracker.module.css';
import { postbackPath, useCampaigns, useNetworks, usePostback } from './trackerApi.ts';
import { UrlLine } from './urlLine.tsx';
import { usePartForm } from './usePartForm.ts';

/** One postback: the addresses to give to its network, its registration link, and how it does. */
export function Postback() {
  const text = useText();
  const { postback: key = '' } = useParams({ strict: false });
  const { data, error, refetch } = usePostback(key);
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
  return <PostbackPage key={key} detail={data} />;
}

const loadedOf = ({ revision, postback }: ApiPostbackDetail) => ({
  revision,
  values: readPostback(postback),
});

function PostbackPage({ detail }: { detail: ApiPostbackDetail }) {
  const text = useText();
  const client = useQueryClient();
  const { may } = useSession();
  const [testing, setTesting] = useState(false);
  const bots = useBots();
  const campaigns = useCampaigns().data?.items ?? [];
  const path = postbackPath(detail.key);
  const of = usePartForm<PostbackValues>(loadedOf(detail), {
    load: async () => {
      const fresh = await getJson<ApiPostbackDetail>(path);
      client.setQueryData(['postbacks', 'one', detail.key], fresh);
      return loadedOf(fresh);
    },
    save: async (revision, values) => {
      const body = { revision, postback: writePostback(detail.key, values) };
      const { findings } = await sendJson<ApiSaved>('PUT', path, body);
      void client.invalidateQueries({ queryKey: ['postbacks'] });
      void client.invalidateQueries({ queryKey: ['macros'] });
      return findings;
    },
    fieldOf: postbackField,
  });
  return (
    <main className={styles.page}>
      <div className={styles.head}>
        <div>
          <PlaceLink to="/tracker/postbacks">{text('tracker.allPostbacks')}</PlaceLink>
          <Title order={1} className={styles.title}>
            {detail.name}
          </Title>
        </div>
        {may('tracker') && (
          <Button
            variant="default"
            leftSection={<IconSend size={16} aria-hidden />}
            onClick={() => setTesting(true)}
          >
            {text('tracker.sendTest')}
          </Button>
        )}
      </div>
      <ReadyUrls detail={detail} />
      <PostbackHealth detail={detail} />
      {may('logs') && <Parked postbackId={detail.id} postbacks={[detail]} />}
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const { variable, bot } = of.form.values;
          const isOpen = variable.trim() !== '' && bot === null && bots.length > 0;
          if (isOpen && usualBot(of.form.values, bots, campaigns) === '') {
            of.form.setFieldError('bot', text('tracker.variableBotNeeded'));
          } else of.submit();
        }}
      >
        <LinkBuilder form={of.form} />
        <Settings form={of.form} />
        {may('tracker') && (
          <FormFoot
            of={of}
            beside={
              <RemovePart
                path={path}
                revision={detail.revision}
                name={detail.name}
                says={text('tracker.removePostbackSays')}
                list="postbacks"
              />
            }
          />
        )}
      </form>
      <SendTest detail={detail} opened={testing} onClose={() => setTesting(false)} />
    </main>
  );
}

function ReadyUrls({ detail }: { detail: ApiPostbackDetail }) {
  const text = useText();
  return (
    <section className={styles.card}>
      <Title order={2}>{text('tracker.readyUrls')}</Title>
      <p className={styles.intro}>{text('tracker.readyUrlsIntro', { network: detail.networkName })}</p>
      <div style={{ marginTop: 8 }}>
        {detail.ready.map(({ event, label, url }) => (
          <div key={event} className={styles.pair}>
            <span className={styles.label}>
              {text.or(`event.${event}`, label)}
              <span className={styles.note}>{event}</span>
            </span>
            <UrlLine url={url} label={text('tracker.copyUrl', { event })} />
          </div>
        ))}
      </div>
    </section>
  );
}

function Settings({ form }: { form: ReturnType<typeof usePartForm<PostbackValues>>['form'] }) {
  const text = useText();
  const networks = useNetworks().data?.items ?? [];
  const campaigns = useCampaigns().data?.items ?? [];
  return (
    <section className={styles.card} style={{ margin: '18px 0' }}>
      <Title order={2} mb="sm">
        {text('tracker.postbackSettings')}
      </Title>
      <div className={styles.fields}>
        <TextInput label={text('tracker.name')} {...form.getInputProps('name')} />
        <Select
          label={text('tracker.network')}
          data={networks.map((one) => ({ value: one.key, label: one.name }))}
          searchable
          allowDeselect={false}
          {...form.getInputProps('network')}
        />
        <Select
          label={text('tracker.campaign')}
          description={text('tracker.campaignHint')}
          placeholder={text('tracker.allTheirs')}
          data={campaigns.map((one) => ({ value: one.key, label: one.name }))}
          clearable
          {...form.getInputProps('campaign')}
        />
        <TextInput
          label={text('tracker.repeatWindow')}
          description={text('tracker.repeatWindowHint')}
          placeholder="10s"
          {...form.getInputProps('repeatWindow')}
        />
        <NumberInput
          label={text('tracker.rateLimit')}
          description={text('tracker.rateLimitHint')}
          placeholder={text('tracker.unlimited')}
          min={1}
          max={1_000_000}
          allowNegative={false}
          {...form.getInputProps('rateLimit')}
          onChange={(value) => form.setFieldValue('rateLimit', typeof value === 'number' ? value : '')}
        />
      </div>
    </section>
  );
}

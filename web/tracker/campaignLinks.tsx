import { ActionIcon, Button, TextInput, Title } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ApiCampaignDetail } from '../../src/api/contractConfiguration.ts';
import { useText } from '../parts/useText.ts';
import { type CampaignValues, rowId } from './campaignForm.ts';
import styles from './tracker.module.css';
import { UrlLine } from './urlLine.tsx';

type Shown = { detail: ApiCampaignDetail; form: UseFormReturnType<CampaignValues> };

/** The campaign's own link, and one for each place where it is published. */
export function CampaignLinks({ detail, form }: Shown) {
  const text = useText();
  const query = form.values.parameters
    .filter(({ key }) => key.trim())
    .map(({ key }) => `${encodeURIComponent(key.trim())}=`)
    .join('&');
  const whole = (url: string): string => (query ? `${url}?${query}` : url);
  return (
    <section className={styles.card}>
      <Title order={2}>{text('tracker.links')}</Title>
      <p className={styles.intro}>{text('tracker.linksIntro')}</p>
      <div className={styles.pair}>
        <span className={styles.label}>{text('tracker.plainLink')}</span>
        <UrlLine url={whole(detail.url)} label={text('tracker.copyLink')} />
      </div>
      <Title order={2} mt="md">
        {text('tracker.sources')}
      </Title>
      <p className={styles.intro}>{text('tracker.sourcesIntro')}</p>
      <ul className={styles.rows}>
        {form.values.sources.map(({ id, key }, n) => (
          <li key={id} className={styles.sourceRow}>
            <TextInput
              label={text('tracker.sourceKey')}
              placeholder="facebook"
              {...form.getInputProps(`sources.${n}.key`)}
            />
            <TextInput label={text('tracker.sourceName')} {...form.getInputProps(`sources.${n}.name`)} />
            <TextInput label={text('tracker.provider')} {...form.getInputProps(`sources.${n}.provider`)} />
            <SourceLink known={detail.sources.find((one) => one.key === key.trim())?.url} whole={whole} />
            <ActionIcon
              variant="subtle"
              color="gray"
              mt={28}
              aria-label={text('tracker.removeRow', { name: key })}
              onClick={() => form.removeListItem('sources', n)}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <Button
        variant="default"
        size="compact-md"
        leftSection={<IconPlus size={15} aria-hidden />}
        onClick={() => form.insertListItem('sources', { id: rowId(), key: '', name: '', provider: '' })}
      >
        {text('tracker.addSource')}
      </Button>
    </section>
  );
}

/** A source that is not saved has no link yet: a click on it would lose its name. */
function SourceLink({ known, whole }: { known: string | undefined; whole(url: string): string }) {
  const text = useText();
  return (
    <div>
      <span className={styles.label}>{text('tracker.link')}</span>
      {known === undefined ? (
        <span className={styles.note}>{text('tracker.linkAfterSave')}</span>
      ) : (
        <UrlLine url={whole(known)} label={text('tracker.copyLink')} />
      )}
    </div>
  );
}

/** The example funnel with names that would be markup, and a lead who brings more of them. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Client } from './client.ts';

/** Shows itself as a picture that cannot be loaded, should a page ever take it for markup. */
export const hostile = (what: string): string => `<img src=x alt=${what} onerror=alert(1)>`;

const named = z.looseObject({ name: z.string().optional() });
const shape = z.looseObject({
  bots: z.array(
    z.looseObject({
      name: z.string(),
      fields: z.array(named),
      tags: z.array(named),
      webhooks: z.array(named),
      variables: z.record(z.string(), z.string()),
      flows: z.array(
        z.looseObject({ name: z.string(), steps: z.array(z.looseObject({ title: z.string().optional() })) }),
      ),
    }),
  ),
  campaigns: z.array(z.looseObject({ name: z.string(), sources: z.array(named) })),
  postbacks: z.array(named),
});

/** The example, with every name that people choose replaced; keys stay. */
export async function hostileFunnel(): Promise<object> {
  const example = await readFile(new URL('../../src/funnel/example.yaml', import.meta.url), 'utf8');
  const file = shape.parse(parse(example));
  for (const bot of file.bots) {
    bot.name = hostile('bot');
    for (const list of [bot.fields, bot.tags, bot.webhooks])
      for (const one of list) one.name = hostile('named');
    bot.variables.greeting = hostile('variable');
    for (const flow of bot.flows) {
      flow.name = hostile('flow');
      for (const step of flow.steps) step.title = hostile('step');
    }
  }
  for (const campaign of file.campaigns) {
    campaign.name = hostile('campaign');
    for (const source of campaign.sources) source.name = hostile('source');
  }
  for (const postback of file.postbacks) postback.name = hostile('postback');
  return file;
}

/** A lead with a hostile name, text, tracker field, custom field and file; answers the dialog's id. */
export async function hostileLead(client: Client, postbackUrl: string): Promise<string> {
  const ad = encodeURIComponent(hostile('ad'));
  const clickid = await client.click(`/c/summer/fb?ad_name=${ad}&utm_source=${ad}`);
  const lead = { name: hostile('lead'), username: hostile('username').slice(0, 32) };
  await client.acts('leo', 6001, { ...lead, start: clickid });
  await client.acts('leo', 6001, { ...lead, text: hostile('text') });
  const url = new URL(postbackUrl);
  url.search = '';
  for (const [name, value] of [
    ...[
      ['clickid', clickid],
      ['tracker.event', 'sale'],
      ['tracker.cost', '25'],
      ['tracker.tid', 't1'],
    ],
    ...[
      ['fields.user_id', hostile('field')],
      ['fields.own', hostile('own')],
    ],
  ]) {
    url.searchParams.set(name ?? '', value ?? '');
  }
  await client.fetch(url.href);
  await client.settled();
  const { id } = await client.dialog('leo', 6001);
  const form = new FormData();
  form.set('file', new Blob(['no picture'], { type: 'text/plain' }), hostile('file'));
  const headers = { authorization: `Bearer ${client.app.adminKey}` };
  const upload = await client.fetch('/api/v1/files', { method: 'POST', headers, body: form });
  const file = z.object({ id: z.string() }).parse(upload.body);
  const media = { kind: 'document', files: [`file:${file.id}`] };
  await client.api('POST', `/dialogs/${id}/messages`, { text: hostile('caption'), media });
  await client.settled();
  return id;
}

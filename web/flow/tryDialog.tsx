import { Alert, Button, Group, Loader, Modal, Select } from '@mantine/core';
import { useEffect, useState } from 'react';
import { call } from '../parts/api.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import { newDemo } from '../tryIt/demo.ts';
import { type LeadAct, leadBody } from '../tryIt/leadAct.ts';
import { Phone } from '../tryIt/phone.tsx';
import { useLead } from '../tryIt/useLead.ts';
import styles from './flow.module.css';
import { tryDraft } from './flowApi.ts';
import type { FlowEditor } from './useFlowEditor.ts';

/** The draft in the simulator: whoever tries it is the lead. */
export function TryDialog({ editor, onClose }: { editor: FlowEditor; onClose: () => void }) {
  const text = useText();
  const [from, setFrom] = useState(() => firstPlace(editor));
  const [made, setMade] = useState<{ bot: string; from: string } | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const { bot, flow, flush } = editor;
  const { key } = flow;
  useEffect(() => {
    let gone = false;
    setFailure(null);
    const make = async (): Promise<void> => {
      try {
        await flush();
        const answer = await tryDraft(bot, key, from === '' ? undefined : from);
        if (!gone) setMade({ bot: answer.bot, from });
      } catch (reason) {
        if (gone) return;
        setFailure(reason);
        setMade(null);
      }
    };
    void make();
    return () => {
      gone = true;
    };
  }, [bot, key, from, flush]);
  return (
    <Modal
      opened
      onClose={onClose}
      title={text('flow.try.title')}
      closeButtonProps={{ 'aria-label': text('flow.close') }}
    >
      <Select
        mb="sm"
        label={text('flow.try.from')}
        data={placesIn(editor, text('flow.lead.start'))}
        value={from}
        allowDeselect={false}
        searchable
        nothingFoundMessage={text('flow.pick.nothing')}
        onChange={(chosen) => setFrom(chosen ?? '')}
      />
      {failure !== null && <ErrorNote error={failure} />}
      {!made && failure === null && <Loader role="status" aria-label={text('app.loading')} />}
      {made && <Play key={made.from} bot={made.bot} name={editor.bot} />}
    </Modal>
  );
}

/** The bot's own start where that is in this flow; else whoever draws it would never come to see it. */
function firstPlace({ flow, detail }: FlowEditor): string {
  if (detail.start?.startsWith(`${flow.key}/`)) return '';
  return flow.steps[0]?.key ?? '';
}

/** '' is where the bot begins. */
const placesIn = ({ flow, detail }: FlowEditor, start: string): { value: string; label: string }[] => [
  ...(detail.start === null ? [] : [{ value: '', label: `${start} · ${detail.start}` }]),
  ...flow.steps.map(({ key, title }) => ({ value: key, label: title ? `${title} · ${key}` : key })),
];

const chance = (): number => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;

function Play({ bot, name }: { bot: string; name: string }) {
  const text = useText();
  const [demo, setDemo] = useState(() => newDemo(chance(), text('lead.defaultName')));
  const [failure, setFailure] = useState<unknown>(null);
  const lead = useLead(bot, demo.chatId);
  const send = async (act: LeadAct): Promise<boolean> => {
    try {
      const answer = await call(`/api/v1/simulator/${encodeURIComponent(bot)}/messages`, leadBody(demo, act));
      const taken = answer.status >= 200 && answer.status < 300;
      setFailure(taken ? null : new Error(answer.body));
      return taken;
    } catch (reason) {
      setFailure(reason);
      return false;
    } finally {
      lead.refresh();
    }
  };
  const step = lead.dialog?.step?.key;
  return (
    <>
      <div className={styles.tryPhone}>
        <Phone
          bot={{ key: bot, name }}
          demo={demo}
          dialog={lead.dialog}
          messages={lead.messages}
          act={send}
          onStart={async () => void (await send({ start: '' }))}
          failure={failure}
        />
      </div>
      <Group justify="space-between" mt="sm">
        <span aria-live="polite">
          {step && (
            <Alert p={6} variant="light">
              {text('flow.try.stands', {
                step: `${lead.dialog?.flow}/${step}`,
                status: text.or(`status.${lead.dialog?.status}`, ''),
              })}
            </Alert>
          )}
        </span>
        <Button variant="default" size="compact-sm" onClick={() => setDemo(newDemo(chance(), demo.name))}>
          {text('lead.another')}
        </Button>
      </Group>
    </>
  );
}

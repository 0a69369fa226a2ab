import { Button, Text, Title } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ApiDialog, ApiMessage, ApiTryIt } from '../../src/api/contract.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import { Bubble } from './bubble.tsx';
import { Composer } from './composer.tsx';
import type { Demo } from './demo.ts';
import type { LeadAct } from './leadAct.ts';
import styles from './phone.module.css';

export type PhoneProps = {
  bot: ApiTryIt['bot'];
  demo: Demo;
  dialog: ApiDialog | null | undefined;
  messages: ApiMessage[] | undefined;
  /** Resolves with whether the server took it. */
  act: (act: LeadAct) => Promise<boolean>;
  onStart: () => Promise<void>;
  /** Why the last act failed. */
  failure: unknown;
};

/** The lead's phone: a chat with the bot of the demo. */
export function Phone({ bot, demo, dialog, messages, act, onStart, failure }: PhoneProps) {
  const text = useText();
  // A dialog that updateDialog has made waits for its first message as well.
  const begun = (messages?.length ?? 0) > 0;
  const known = dialog !== undefined && (dialog === null || messages !== undefined);
  const [startedHere, setStartedHere] = useState(false);
  const start = () => {
    setStartedHere(true);
    void onStart();
  };
  return (
    <div className={styles.phone}>
      <header className={styles.head}>
        <span className={styles.avatar} aria-hidden>
          {[...bot.name][0]}
        </span>
        <div className={styles.who}>
          <Title order={3} size="sm" className={styles.botName}>
            {bot.name}
          </Title>
          <span className={styles.botKind}>{text('phone.bot')}</span>
        </div>
      </header>
      <MessageList messages={messages ?? []} bot={bot.name} act={act}>
        {known && !begun && (
          <div className={styles.empty}>
            <Text size="sm">{text(demo.clickid ? 'phone.empty.clicked' : 'phone.empty.organic')}</Text>
          </div>
        )}
      </MessageList>
      {Boolean(failure) && <ErrorNote error={failure} />}
      {known && !begun ? (
        <div className={styles.foot}>
          <Button fullWidth size="md" radius="md" onClick={start}>
            {text('phone.start')}
          </Button>
        </div>
      ) : (
        <Composer
          name={demo.name}
          disabled={!begun}
          takesFocus={startedHere}
          onSend={(written) => act({ text: written })}
          onSendMedia={(media) => act({ media })}
        />
      )}
    </div>
  );
}

type ListProps = {
  messages: ApiMessage[];
  bot: string;
  act: PhoneProps['act'];
  children: React.ReactNode;
};

function MessageList({ messages, bot, act, children }: ListProps) {
  const text = useText();
  const list = useRef<HTMLDivElement>(null);
  const last = messages.at(-1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the newest message is to be seen when it comes
  useEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [last?.id]);
  return (
    <div
      ref={list}
      className={styles.list}
      role="log"
      aria-live="polite"
      aria-label={text('phone.log', { bot })}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      {children}
      {messages.map((message) => (
        <Bubble key={message.id} message={message} onPress={(button) => act({ button })} />
      ))}
    </div>
  );
}

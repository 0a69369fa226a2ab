import { Button, Loader } from '@mantine/core';
import { IconCheck, IconPlayerPlay } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import type { FirstStep } from './firstStepList.ts';
import styles from './firstSteps.module.css';
import { noteDone } from './firstStepsMemory.ts';
import { useSession } from './session.ts';
import { useFirstSteps } from './useFirstSteps.ts';

/** Where an owner begins: the demo to play, and what is missing of a funnel of their own. */
export function FirstSteps() {
  const text = useText();
  const { steps, demo, error, retry } = useFirstSteps();
  const through = steps?.every(({ done }) => done) ?? false;
  return (
    <main className={styles.page}>
      <h1>{text(through ? 'app.first.through' : 'app.first.title')}</h1>
      <p className={styles.intro}>{text(through ? 'app.first.throughSays' : 'app.first.says')}</p>
      {error ? <ErrorNote error={error} onRetry={retry} /> : null}
      {!steps && !error && <Loader aria-label={text('app.loading')} />}
      {steps && (
        <section className={styles.card} aria-labelledby="own">
          <h2 id="own">{text('app.first.own')}</h2>
          <Steps steps={steps} />
        </section>
      )}
      {demo && (
        <section className={styles.card} aria-labelledby="demo">
          <h2 id="demo">{text('app.first.demo')}</h2>
          <p className={styles.intro}>{text('app.first.demoSays')}</p>
          <div>
            <Button
              component={Link}
              to="/try"
              variant="default"
              leftSection={<IconPlayerPlay size={16} aria-hidden />}
            >
              {text('app.first.demoDo')}
            </Button>
          </div>
        </section>
      )}
      {steps && <Enough through={through} />}
    </main>
  );
}

function Steps({ steps }: { steps: readonly FirstStep[] }) {
  const text = useText();
  const next = steps.find(({ done }) => !done)?.name;
  return (
    <ol className={styles.steps}>
      {steps.map(({ name, done, to }, index) => (
        <li key={name} className={styles.step} data-done={done || undefined}>
          <span className={styles.sign}>
            {done ? <IconCheck size={17} role="img" aria-label={text('app.first.done')} /> : index + 1}
          </span>
          <div className={styles.words}>
            <h3>{text(`app.first.${name}`)}</h3>
            <p className={styles.intro}>{text(`app.first.${name}Says`)}</p>
          </div>
          {/* Later steps stand on earlier ones. */}
          {(done || name === next) && (
            <Button component={Link} to={to} variant={done ? 'subtle' : 'filled'} className={styles.go}>
              {text(done ? 'app.first.look' : `app.first.${name}Do`)}
              <span className={styles.unseen}>{done && `: ${text(`app.first.${name}`)}`}</span>
            </Button>
          )}
        </li>
      ))}
    </ol>
  );
}

/** From then on the application begins at the dialogs. */
function Enough({ through }: { through: boolean }) {
  const text = useText();
  const navigate = useNavigate();
  const { space } = useSession();
  const end = (): void => {
    noteDone(space.key);
    void navigate({ to: '/' });
  };
  return (
    <div className={styles.enough}>
      <Button variant={through ? 'filled' : 'subtle'} onClick={end}>
        {text(through ? 'app.first.toWork' : 'app.first.enough')}
      </Button>
      {!through && <span className={styles.intro}>{text('app.first.enoughSays')}</span>}
    </div>
  );
}

import { Anchor, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { ApiProfile } from '../../src/api/contractPeople.ts';
import { getJson } from '../parts/api.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import { askAuth } from './askAuth.ts';
import { Door } from './door.tsx';
import { PersonForm } from './personForm.tsx';

const goOn = (): void => window.location.assign('/');

/** Where the printed link leads: whoever has no password yet chooses one, everybody else goes on. */
export function Welcome() {
  const text = useText();
  const { data, error, refetch } = useQuery({
    queryKey: ['profile'],
    queryFn: ({ signal }) => getJson<ApiProfile>('/me/profile', signal),
  });
  const done = data?.hasPassword === true;
  useEffect(() => {
    if (done) goOn();
  }, [done]);
  if (!data || done) {
    return (
      <Door title={text('signIn.welcome')}>
        {error ? (
          <ErrorNote error={error} onRetry={() => void refetch()} />
        ) : (
          <Loader aria-label={text('app.loading')} />
        )}
      </Door>
    );
  }
  // The address that stands for the owner until they name theirs.
  const email = data.email.endsWith('.localhost') ? '' : data.email;
  return (
    <Door title={text('signIn.welcome')} intro={text('signIn.welcomeIntro')}>
      <PersonForm
        start={{ name: email === '' ? '' : data.name, email }}
        button={text('signIn.setPassword')}
        save={async (values) => {
          await askAuth('set-up', values);
          goOn();
        }}
      >
        <Anchor size="sm" href="/">
          {text('signIn.later')}
        </Anchor>
      </PersonForm>
    </Door>
  );
}

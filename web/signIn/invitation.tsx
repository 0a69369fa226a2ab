import { Alert, Anchor, Button, Loader, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiFailure, memberOf, textOf } from '../parts/api.ts';
import { ErrorNote } from '../parts/errorNote.tsx';
import { useText } from '../parts/useText.ts';
import { askAuth } from './askAuth.ts';
import { Door } from './door.tsx';
import { PersonForm } from './personForm.tsx';
import { useAuthErrors } from './useAuthErrors.ts';

const goOn = (): void => window.location.assign('/');

type Looked = {
  company: string;
  space: string;
  role: string;
  email: string;
  invitedBy: string;
  you: { name: string; email: string } | null;
};

async function look(token: string): Promise<Looked> {
  const answer = await askAuth('invitation/look', { token });
  const told = (name: string): string => textOf(memberOf(answer, name));
  const you = memberOf(answer, 'you');
  return {
    ...{ company: told('company'), space: told('space'), role: told('role') },
    ...{ email: told('email'), invitedBy: told('invitedBy') },
    you: you ? { name: textOf(memberOf(you, 'name')), email: textOf(memberOf(you, 'email')) } : null,
  };
}

/** Where an invitation's link leads: name and password, or a word for somebody who is known already. */
export function Invitation() {
  const text = useText();
  const [token] = useState(() => window.location.hash.slice(1));
  const { data, error, refetch } = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => look(token),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!data) {
    const gone = error instanceof ApiFailure && (error.status === 410 || error.status === 400);
    return (
      <Door title={text('signIn.invitation')}>
        {gone && <Alert color="orange">{text('signIn.wrong.gone')}</Alert>}
        {!gone && error && <ErrorNote error={error} onRetry={() => void refetch()} />}
        {!error && <Loader aria-label={text('app.loading')} />}
      </Door>
    );
  }
  const { company, space, invitedBy, email, you } = data;
  const role = text.or(`roles.${data.role}`, data.role);
  return (
    <Door
      title={text('signIn.invitation')}
      intro={text('signIn.invitationIntro', { by: invitedBy, space: `${company} › ${space}`, role })}
    >
      {you ? (
        <Join token={token} you={you} />
      ) : (
        <PersonForm
          start={{ name: '', email }}
          fixedEmail={email !== ''}
          button={text('signIn.accept')}
          save={async (values) => {
            await askAuth('invitation/accept', { token, ...values });
            goOn();
          }}
        >
          <Anchor size="sm" href="/sign-in">
            {text('signIn.haveAccount')}
          </Anchor>
        </PersonForm>
      )}
    </Door>
  );
}

function Join({ token, you }: { token: string; you: { name: string; email: string } }) {
  const text = useText();
  const [wrong, setWrong] = useState('');
  const { busy, failure, run } = useAuthErrors({
    setErrors: (errors) => setWrong(Object.values(errors)[0] ?? ''),
  });
  const join = async (): Promise<void> => {
    await askAuth('invitation/join', { token });
    goOn();
  };
  return (
    <Stack gap="sm">
      {(failure || wrong) && (
        <Alert color="red" role="alert">
          {failure || wrong}
        </Alert>
      )}
      <Button loading={busy} onClick={() => void run(join)}>
        {text('signIn.joinAs', { name: you.name, email: you.email })}
      </Button>
    </Stack>
  );
}

import { VisuallyHidden } from '@mantine/core';
import { IconCheck, IconEyeOff, IconMinus } from '@tabler/icons-react';
import type { ApiRole } from '../../src/api/contractPeople.ts';
import { mayDo } from '../../src/base/rights.ts';
import { useSession } from '../app/session.ts';
import { useText } from '../parts/useText.ts';
import styles from './company.module.css';
import { CompanyPage, ScrollTable } from './companyPage.tsx';
import { useRoles } from './useRoles.ts';

/** Who may do what, as a table that can be read. */
export function Roles() {
  const text = useText();
  const { role: own } = useSession();
  const { data, error, refetch } = useRoles();
  const { roles = [], abilities = [] } = data ?? {};
  return (
    <CompanyPage
      title={text('company.roles.title')}
      intro={text('company.roles.intro')}
      loading={!data}
      error={error}
      onRetry={() => void refetch()}
    >
      <ul className={styles.roles}>
        {roles.map(({ name, title, says }) => (
          <li key={name}>
            <div className={styles.strong}>
              {title[text.language]}
              {name === own && ` · ${text('company.you')}`}
            </div>
            <div className={styles.soft}>{says[text.language]}</div>
          </li>
        ))}
      </ul>
      <ScrollTable label={text('company.roles.table')}>
        <thead>
          <tr>
            <th className={styles.ability}>{text('company.roles.may')}</th>
            {roles.map(({ name, title }) => (
              <th key={name} scope="col" className={styles.roleHead}>
                {title[text.language]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {abilities.map(({ name, scope, says }) => (
            <tr key={name}>
              <th scope="row" className={styles.ability}>
                {says[text.language]}
              </th>
              {roles.map((role) => (
                <td key={role.name} className={styles.mark}>
                  <Mark role={role} scope={scope} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </ScrollTable>
      <p className={styles.intro}>
        <IconEyeOff size={16} aria-hidden className={styles.masked} /> {text('company.roles.masked')}
      </p>
    </CompanyPage>
  );
}

function Mark({ role, scope }: { role: ApiRole; scope: string }) {
  const text = useText();
  const may = mayDo(role.scopes, scope);
  const hidden = may && role.masked && scope === 'dialogs';
  const says = text(hidden ? 'company.roles.hidden' : may ? 'company.roles.yes' : 'company.roles.no');
  const Sign = hidden ? IconEyeOff : may ? IconCheck : IconMinus;
  return (
    <>
      <Sign
        size={18}
        aria-hidden
        {...(may ? { className: hidden ? styles.masked : styles.yes } : { opacity: 0.35 })}
      />
      <VisuallyHidden>{says}</VisuallyHidden>
    </>
  );
}

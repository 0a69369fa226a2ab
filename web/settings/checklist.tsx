import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconHelpCircle } from '@tabler/icons-react';
import type { ApiBotTelegram } from '../../src/api/contract.ts';
import { useText } from '../parts/useText.ts';
import { checkWords } from './checkWords.ts';
import styles from './settings.module.css';

const signs = {
  ok: IconCircleCheck,
  warning: IconAlertTriangle,
  failed: IconCircleX,
  unknown: IconHelpCircle,
};

/** What works of the bot's connection and what does not, in the order in which one looks for a fault. */
export function Checklist({ data }: { data: ApiBotTelegram }) {
  const text = useText();
  return (
    <ul className={styles.checks}>
      {data.checklist.map((item) => {
        const Sign = signs[item.state];
        return (
          <li key={item.check} className={styles.check}>
            <Sign
              size={20}
              className={styles.sign}
              data-state={item.state}
              role="img"
              aria-label={text(`settings.check.state.${item.state}`)}
            />
            <span>
              <b>{text(`settings.check.${item.check}`)}</b>
              {checkWords(item, text)}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

import { Link } from '@tanstack/react-router';
import { useText } from '../parts/useText.ts';
import styles from './story.module.css';

type MissingCardProps = { what: 'campaign' | 'postback' } | { what: 'webhook'; bot: string };

/** Stands where a card of the story would, and leads to where its part is made. */
export function MissingCard(props: MissingCardProps) {
  const text = useText();
  const make = text(`story.missing.${props.what}.make`);
  return (
    <li className={styles.missing} data-card={`no-${props.what}`}>
      <span>{text(`story.missing.${props.what}`)}</span>
      {props.what === 'webhook' ? (
        <Link to="/bots/$bot/settings/$page" params={{ bot: props.bot, page: 'webhooks' }}>
          {make}
        </Link>
      ) : (
        <Link to={props.what === 'campaign' ? '/tracker/campaigns' : '/tracker/postbacks'}>{make}</Link>
      )}
    </li>
  );
}

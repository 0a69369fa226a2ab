import type { ApiTemplate } from '../../src/api/contractOperators.ts';
import { useText } from '../parts/useText.ts';
import styles from './composer.module.css';

type TemplateListProps = {
  found: readonly ApiTemplate[];
  chosen: number;
  onChoose: (index: number) => void;
};

/** What stands to choose while a shortcut is typed; the keys stay with the text field. */
export function TemplateList({ found, chosen, onChoose }: TemplateListProps) {
  const text = useText();
  return (
    <div role="listbox" aria-label={text('dialogs.templates.title')} className={styles.templates}>
      {found.map(({ id, shortcut, text: words }, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the text field's, which keeps the focus
        <div
          key={id}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          className={styles.template}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(index)}
        >
          <span className={styles.shortcut}>#{shortcut}</span>
          <span className={styles.templateText}>{words}</span>
        </div>
      ))}
    </div>
  );
}

import { Menu, Tooltip, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconArrowUpRight, IconNote, IconPlus, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { memo, useState } from 'react';
import type { Step } from '../../src/flow/flow.ts';
import { useText } from '../parts/useText.ts';
import { DialogCounter } from './dialogCounter.tsx';
import { useDrawing } from './drawing.ts';
import { linkSteps, stepOf } from './editFlow.ts';
import styles from './flow.module.css';
import { KindItems, kindIcons } from './kindLook.tsx';
import { LeadBadges } from './leadBadges.tsx';
import { type Output, outputsOf } from './output.ts';
import { gist, outputWords } from './outputWords.ts';
import { problemWords } from './problemWords.ts';
import { fullReference } from './target.ts';

export type StepNode = Node<Record<string, never>, 'step'>;

/** A step on the canvas: what brings leads to it, what it does, and its ways out. */
export const StepCard = memo(function StepCard({ id, selected }: NodeProps) {
  const { flow, unreachable, open } = useDrawing();
  const step = stepOf(flow, id);
  if (!step) return null;
  return (
    <div
      className={styles.card}
      data-selected={selected || open === id}
      data-unreachable={unreachable.has(id)}
      data-step={id}
    >
      <Handle type="target" position={Position.Left} className={styles.entry} />
      <LeadBadges step={id} />
      <Head step={step} />
      <Gist step={step} />
      <ul className={styles.outputs}>
        {outputsOf(step).map((output) => (
          <OutputRow key={output.id} step={step} output={output} />
        ))}
      </ul>
    </div>
  );
});

function Head({ step }: { step: Step }) {
  const text = useText();
  const { flow, counters } = useDrawing();
  const Sign = kindIcons[step.kind];
  const dialogs = counters[step.key] ?? 0;
  return (
    <div className={styles.cardHead}>
      <span className={styles.kindSign} data-kind={step.kind}>
        <Sign size={16} aria-hidden />
      </span>
      <span className={styles.cardTitle}>
        <strong>{step.title || text(`flow.kind.${step.kind}`)}</strong>
        <span className={styles.cardKey}>{step.key}</span>
      </span>
      {dialogs > 0 && <DialogCounter place={`${flow.key}/${step.key}`} count={dialogs} />}
      <ProblemMark step={step.key} />
    </div>
  );
}

/** What is wrong with a step, at a glance. */
export function ProblemMark({ step }: { step: string }) {
  const text = useText();
  const { problems } = useDrawing();
  const own = problems.get(step) ?? [];
  if (own.length === 0) return null;
  const words = [...new Set(own.map((one) => problemWords(one, text)))];
  const severity = own.some((one) => one.severity === 'error') ? 'error' : 'warning';
  return (
    <Tooltip label={words.join(' · ')} multiline maw={320}>
      <span className={styles.mark} data-severity={severity} role="img" aria-label={words.join('. ')}>
        <IconAlertTriangle size={16} aria-hidden />
      </span>
    </Tooltip>
  );
}

function Gist({ step }: { step: Step }) {
  const text = useText();
  const words = gist(step, text);
  return (
    <>
      {words !== '' && <p className={styles.gist}>{words}</p>}
      {step.note && (
        <p className={styles.note}>
          <IconNote size={14} aria-hidden />
          <span>{step.note}</span>
        </p>
      )}
    </>
  );
}

function OutputRow({ step, output }: { step: Step; output: Output }) {
  const text = useText();
  const { linkAt, locked, add, change } = useDrawing();
  const [picking, setPicking] = useState(false);
  const link = linkAt.get(`${step.key} ${output.id}`);
  const words = outputWords(output, text);
  return (
    <li className={styles.output} data-name={output.name}>
      <span className={styles.outputName}>{words}</span>
      {link && !link.inside && <Elsewhere reference={output.target} broken={link.broken} />}
      {link && !locked && (
        <UnstyledButton
          className={`${styles.unlink} nodrag nopan`}
          aria-label={text('flow.unlink', { output: words, step: step.title || step.key })}
          title={text('flow.unlink', { output: words, step: step.title || step.key })}
          onClick={(event) => {
            event.stopPropagation();
            change((now) => linkSteps(now, step.key, output.id, null));
          }}
        >
          <IconX size={13} aria-hidden />
        </UnstyledButton>
      )}
      {!link && !locked && (
        <>
          <UnstyledButton
            className={`${styles.plus} nodrag nopan`}
            aria-label={text('flow.addAfter', { output: words, step: step.title || step.key })}
            aria-haspopup="menu"
            onClick={(event) => {
              event.stopPropagation();
              setPicking(true);
            }}
          >
            <IconPlus size={14} aria-hidden />
          </UnstyledButton>
          {/* A menu for each way out of hundreds of steps would be most of the canvas. */}
          {picking && (
            <Menu opened onClose={() => setPicking(false)} position="right-start" withinPortal>
              <Menu.Target>
                <span className={styles.menuPlace} />
              </Menu.Target>
              <Menu.Dropdown onClick={(event) => event.stopPropagation()}>
                <KindItems onPick={(kind) => add(kind, { step: step.key, output: output.id })} />
              </Menu.Dropdown>
            </Menu>
          )}
        </>
      )}
      <Handle type="source" position={Position.Right} id={output.id} className={styles.exit} />
    </li>
  );
}

/** A way into another flow, or to nowhere. */
function Elsewhere({ reference, broken }: { reference: string; broken: boolean }) {
  const text = useText();
  const { bot, flow } = useDrawing();
  const full = fullReference(reference, flow.key);
  if (broken) {
    return (
      <span className={styles.brokenWay} title={text('flow.problem.broken', { to: full })}>
        <IconAlertTriangle size={13} aria-hidden /> {reference}
      </span>
    );
  }
  const at = full.indexOf('/');
  return (
    <Link
      className={`${styles.otherFlow} nodrag`}
      to="/bots/$bot/flows/$flow"
      params={{ bot, flow: full.slice(0, at) }}
      search={{ step: full.slice(at + 1) }}
      onClick={(event) => event.stopPropagation()}
    >
      {full} <IconArrowUpRight size={13} aria-hidden />
    </Link>
  );
}

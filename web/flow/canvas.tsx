import '@xyflow/react/dist/style.css';
import { useComputedColorScheme } from '@mantine/core';
import {
  applyNodeChanges,
  Background,
  type Connection,
  Controls,
  type Edge,
  type EdgeChange,
  getViewportForBounds,
  MarkerType,
  MiniMap,
  type Node,
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStoreApi,
} from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useText } from '../parts/useText.ts';
import { type Drawing, useDrawing } from './drawing.ts';
import { linkSteps, moveSteps, removeSteps, type Spot } from './editFlow.ts';
import styles from './flow.module.css';
import type { Link } from './graph.ts';
import { placesOf, stepWidth } from './layout.ts';
import { StepCard, type StepNode } from './stepCard.tsx';

const nodeTypes = { step: StepCard };

/** What is looked at: a step found by the search, or one that a link has named. */
export type Focus = { key: string; times: number } | null;

/** The drawing: steps that can be dragged, linked, chosen and removed. */
export function Canvas({ focus }: { focus: Focus }) {
  return (
    <ReactFlowProvider>
      <Stage focus={focus} />
    </ReactFlowProvider>
  );
}

function Stage({ focus }: { focus: Focus }) {
  const text = useText();
  const drawing = useDrawing();
  const { flow, links, unreachable, locked, selected, select, open, openStep, change } = drawing;
  const scheme = useComputedColorScheme('light');
  const places = usePlaces(drawing);
  const keys = flow.steps.map(({ key }) => key).join(' ');
  const [nodes, setNodes] = useState<Node[]>([]);
  const showAtFirst = useFirstView(drawing, places);
  useEffect(() => {
    setNodes((before) => nodesOf(keys === '' ? [] : keys.split(' '), places, selected, before));
  }, [keys, places, selected]);
  const drawn = useMemo(() => edgesOf(flow.key, links, unreachable), [flow.key, links, unreachable]);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const edges = useMemo(
    () => drawn.map((edge) => ({ ...edge, selected: chosen.has(edge.id) })),
    [drawn, chosen],
  );
  useFocus(focus, open, places);

  const onNodesChange = useCallback(
    (changes: NodeChange[]) => {
      setNodes((before) => applyNodeChanges(changes, before));
      const chosen = changes.filter((one) => one.type === 'select');
      if (chosen.length > 0) {
        const now = new Set(selected);
        for (const one of chosen) one.selected ? now.add(one.id) : now.delete(one.id);
        select([...now]);
      }
      const moved = changes.flatMap((one): [string, Spot][] =>
        one.type === 'position' && one.dragging === false && one.position
          ? [[one.id, [one.position.x, one.position.y]]]
          : [],
      );
      // A place of one's own for every step: what stood by itself must not jump.
      if (moved.length > 0 && !locked && moved.some(([key, spot]) => isElsewhere(places.get(key), spot))) {
        change((now) => moveSteps(now, new Map([...places, ...moved])));
      }
    },
    [change, places, select, selected, locked],
  );
  const connect = ({ source, sourceHandle, target }: Connection): void =>
    change((now) => linkSteps(now, source, sourceHandle ?? 'next', target));
  const onEdgesChange = useCallback((changes: EdgeChange[]) => {
    const picked = changes.filter((one) => one.type === 'select');
    if (picked.length === 0) return;
    setChosen((before) => {
      const now = new Set(before);
      for (const one of picked) one.selected ? now.add(one.id) : now.delete(one.id);
      return now;
    });
  }, []);
  // Steps and links that go together come back together.
  const remove = ({ nodes: steps, edges: ways }: { nodes: Node[]; edges: Edge[] }): void => {
    const gone = new Set(steps.map(({ id }) => id));
    const loose = ways.filter(({ source }) => !gone.has(source));
    change((now) =>
      loose.reduce(
        (left, { source, sourceHandle }) => linkSteps(left, source, sourceHandle ?? 'next', null),
        removeSteps(now, gone),
      ),
    );
  };
  return (
    <ReactFlow
      className={styles.canvas ?? ''}
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      colorMode={scheme}
      onNodesChange={onNodesChange}
      onNodeClick={(_, { id }) => openStep(id)}
      onPaneClick={() => openStep(null)}
      onConnect={connect}
      onEdgesChange={onEdgesChange}
      onDelete={remove}
      nodesDraggable={!locked}
      nodesConnectable={!locked}
      deleteKeyCode={locked ? null : ['Delete', 'Backspace']}
      multiSelectionKeyCode={['Control', 'Meta', 'Shift']}
      minZoom={0.08}
      maxZoom={1.6}
      onInit={showAtFirst}
      onlyRenderVisibleElements={flow.steps.length > 150}
      ariaLabelConfig={{
        'node.a11yDescription.default': text('flow.canvas.node'),
        'node.a11yDescription.keyboardDisabled': text('flow.canvas.node'),
        'edge.a11yDescription.default': text('flow.canvas.edge'),
        'controls.ariaLabel': text('flow.canvas.controls'),
        'controls.zoomIn.ariaLabel': text('flow.canvas.zoomIn'),
        'controls.zoomOut.ariaLabel': text('flow.canvas.zoomOut'),
        'controls.fitView.ariaLabel': text('flow.canvas.fit'),
        'minimap.ariaLabel': text('flow.canvas.map'),
        'handle.ariaLabel': text('flow.canvas.handle'),
      }}
      proOptions={{ hideAttribution: true }}
    >
      <Background gap={22} />
      <Controls showInteractive={false} />
      {open === null && flow.steps.length >= worthMapping && (
        <MiniMap pannable zoomable className={styles.map ?? ''} nodeColor="var(--sb-outline)" />
      )}
    </ReactFlow>
  );
}

const isElsewhere = (place: Spot | undefined, [x, y]: Spot): boolean =>
  !place || Math.abs(place[0] - x) >= 1 || Math.abs(place[1] - y) >= 1;

/** Where each step stands; laid out anew only when something has changed that the layout hangs on. */
function usePlaces({ flow, links, height }: Drawing): ReadonlyMap<string, Spot> {
  const ways = useMemo(() => JSON.stringify(links.map(({ from, to }) => [from, to])), [links]);
  const sign = JSON.stringify([flow.steps.map((step) => [step.key, step.at, height(step)]), ways]);
  const kept = useRef<{ sign: string; places: ReadonlyMap<string, Spot> } | null>(null);
  if (kept.current?.sign !== sign) kept.current = { sign, places: placesOf(flow, links, height) };
  return kept.current.places;
}

/** A smaller flow is seen whole; beside an open drawer a map would cover the steps. */
const worthMapping = 8;

/** Below this no title can be read. */
const readableZoom = 0.4;
const firstZoom = 0.75;

/** All of a small flow; of a large one its beginning, to be read: the whole is one press away. */
function useFirstView({ flow, height }: Drawing, places: ReadonlyMap<string, Spot>): () => void {
  const { setViewport } = useReactFlow();
  const store = useStoreApi();
  return () => {
    const { width, height: high } = store.getState();
    const rects = flow.steps.map((step) => ({ spot: places.get(step.key) ?? [0, 0], high: height(step) }));
    const [first] = rects;
    if (!first) return;
    const left = Math.min(...rects.map(({ spot: [x] }) => x));
    const top = Math.min(...rects.map(({ spot: [, y] }) => y));
    const right = Math.max(...rects.map(({ spot: [x] }) => x + stepWidth));
    const bottom = Math.max(...rects.map(({ spot: [, y], high }) => y + high));
    const bounds = { x: left, y: top, width: right - left, height: bottom - top };
    const whole = getViewportForBounds(bounds, width, high, 0.01, 1, 0.15);
    const [x, y] = first.spot;
    void setViewport(
      whole.zoom >= readableZoom
        ? whole
        : { x: 60 - x * firstZoom, y: high / 2 - (y + first.high / 2) * firstZoom, zoom: firstZoom },
    );
  };
}

/** Keeps what was measured of a node that stays, so that nothing flickers. */
function nodesOf(
  keys: readonly string[],
  places: ReadonlyMap<string, Spot>,
  selected: ReadonlySet<string>,
  before: readonly Node[],
): Node[] {
  const old = new Map(before.map((node) => [node.id, node]));
  return [...new Set(keys)].map((key): StepNode => {
    const [x, y] = places.get(key) ?? [0, 0];
    const { measured } = old.get(key) ?? {};
    return {
      ...{
        id: key,
        type: 'step',
        data: {},
        position: { x, y },
        selected: selected.has(key),
        width: stepWidth,
      },
      ...(measured && { measured }),
      ariaLabel: key,
    };
  });
}

function edgesOf(flow: string, links: readonly Link[], unreachable: ReadonlySet<string>): Edge[] {
  return links
    .filter(({ inside }) => inside)
    .map(({ from, to, output }) => ({
      id: `${from} ${output.id}`,
      source: from,
      sourceHandle: output.id,
      target: to.slice(flow.length + 1),
      className: unreachable.has(from) ? (styles.unreachedEdge ?? '') : '',
      style: output.name === 'run' ? { strokeDasharray: '5 4' } : {},
      markerEnd: { type: MarkerType.ArrowClosed, width: 18, height: 18 },
    }));
}

/** Brings what is looked for into the middle, and what has been opened into sight. */
function useFocus(focus: Focus, open: string | null, places: ReadonlyMap<string, Spot>): void {
  const { setCenter, getZoom, getViewport } = useReactFlow();
  const store = useStoreApi();
  const asked = useRef<Focus>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at once, wherever it is moved later
  useEffect(() => {
    const sought = focus !== null && asked.current !== focus;
    asked.current = focus;
    const key = sought ? focus.key : open;
    const place = key === null ? undefined : places.get(key);
    if (!place) return;
    // The drawer that opens takes its room first.
    const timer = window.setTimeout(() => {
      const { width, height } = store.getState();
      const { x, y, zoom } = getViewport();
      const left = place[0] * zoom + x;
      const top = place[1] * zoom + y;
      const seen = left >= 0 && top >= 0 && left + stepWidth * zoom <= width && top + 120 * zoom <= height;
      if (seen && !sought) return;
      const near = Math.max(getZoom(), 0.8);
      void setCenter(place[0] + stepWidth / 2, place[1] + 90, { zoom: near, duration: 250 });
    }, 100);
    return () => window.clearTimeout(timer);
  }, [focus, open]);
}

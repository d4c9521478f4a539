// How a step of a custom backup ended, as a shape and a word; colour only repeats it. And what the
// parts of a blob's map mean.

import type { StepView } from '../views.ts';

export function StepResult({ of }: { of: StepView }) {
  if (of.refused != null) return <span class="tag bad"><span aria-hidden="true">✕ </span>refused</span>;
  if (of.proven === true) return <span class="tag ok"><span aria-hidden="true">✓ </span>proven equal</span>;
  if (of.proven === false) return <span class="tag bad"><span aria-hidden="true">≠ </span>differs</span>;
  return <span class="tag plain">done</span>;
}

const PARTS: readonly (readonly [kind: string, name: string])[] = [
  ['held', 'holds data'], ['changed', 'changed, from the foot up'], ['cleared', 'cleared, from the top down'],
];

export function MapLegend() {
  return (
    <span class="legend">
      {PARTS.map(([kind, name]) => <span key={kind}><i class={`blob-${kind}`} aria-hidden="true" />{name}</span>)}
      <span>height: the root of the share of a cell</span>
    </span>
  );
}

// What can be wrong, as switches: the state is the label, its cure the hint. What is wrong now comes
// first.

import { useId, useRef, useState } from 'preact/hooks';
import { act } from '../lab.ts';
import type { TroubleView } from '../views.ts';
import { who } from '../places/lab-steps.tsx';
import { useKeptFocus } from './kept-focus.ts';
import type { On } from './lab-asks.tsx';

const OWNERS: readonly (readonly [owner: string, title: string])[] = [
  ['guest', 'In the guest'], ['machine', 'The machine and its disks'], ['service', 'Azure itself'], ['target', 'Where a restore goes'],
];
/** A longer list gets a filter. */
const UNFILTERED_MAX = 8;

export function Troubles({ all, of, on }: { all: readonly TroubleView[]; of: string; on: On | null }) {
  const [text, setText] = useState('');
  const list = useRef<HTMLDivElement>(null);
  // A switch that is flipped goes to another group.
  const focus = useKeptFocus(list, (gone, root) => root.querySelector(`[data-trouble="${gone.dataset['trouble']}"]`));
  const wanted = text.trim().toLowerCase();
  const shown = all.filter(({ state, cure }) => `${state} ${cure}`.toLowerCase().includes(wanted));
  const present = shown.filter((trouble) => trouble.present);
  const groups = OWNERS.map(([owner, title]) => ({ title, troubles: shown.filter((trouble) => trouble.owner === owner && !trouble.present) })).filter(({ troubles }) => troubles.length > 0);
  return (
    <div ref={list} {...focus}>
      {all.length > UNFILTERED_MAX && <p><input class="filter wide" type="search" placeholder="Filter…" aria-label={`Filter what can be wrong with the ${of}`} value={text} onInput={(event) => setText(event.currentTarget.value)} /></p>}
      {shown.length === 0 && <p class="dim">Nothing that can be wrong contains “{text}”.</p>}
      {present.length > 0 && <Group title="Wrong now" troubles={present} on={on} />}
      {groups.map(({ title, troubles }) => <Group key={title} title={title} troubles={troubles} on={on} />)}
    </div>
  );
}

function Group({ title, troubles, on }: { title: string; troubles: readonly TroubleView[]; on: On | null }) {
  return (
    <div role="group" aria-label={title} class="troubles">
      <h3>{title}</h3>
      {troubles.map((trouble) => <Switch key={trouble.name} trouble={trouble} on={on} />)}
    </div>
  );
}

function Switch({ trouble, on }: { trouble: TroubleView; on: On | null }) {
  const id = useId();
  const flip = () => act([{ do: trouble.present ? 'end-trouble' : 'begin-trouble', trouble: trouble.name, ...(on && who(on)) }]);
  return (
    <div class="trouble">
      <label class="check"><input type="checkbox" checked={trouble.present} aria-describedby={id} data-trouble={trouble.name} onChange={flip} /> <bdi>{trouble.state}</bdi></label>
      <p class="hint" id={id}>{trouble.present ? 'Cure: ' : 'Its cure: '}<bdi>{trouble.cure}</bdi></p>
    </div>
  );
}

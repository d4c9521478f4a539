// Marks of the calendar of recovery points: a colour and a letter each, as the chart draws them.

import { words } from '../format.ts';
import type { DayMark } from '../views.ts';

const MARKS: readonly (readonly [mark: DayMark, letter: string, name: string])[] = [
  ['daily', 'D', 'daily'], ['weekly', 'W', 'weekly'], ['monthly', 'M', 'monthly'], ['yearly', 'Y', 'yearly'],
  ['on-demand', 'O', 'on demand'], ['snapshot', 'S', 'snapshot only'], ['failed', '×', 'failed'], ['gone', '', 'gone'],
];

function Box({ mark, letter }: { mark: string; letter: string }) {
  return <i class={`mark mark-${mark}`} aria-hidden="true">{letter || '\u00a0'}</i>;
}

export function MarksLegend() {
  return <span class="legend">{MARKS.map(([mark, letter, name]) => <span key={mark}><Box mark={mark} letter={letter} />{name}</span>)}</span>;
}

export function markName(mark: DayMark): string {
  return MARKS.find(([known]) => known === mark)?.[2] ?? 'no backup';
}

export function Mark({ is }: { is: DayMark }) {
  const found = MARKS.find(([mark]) => mark === is);
  return <span class="marked">{found && <Box mark={is} letter={found[1]} />}{markName(is)}</span>;
}

/** Why the vault keeps a point, a chip for each reason. */
export function Reasons({ of }: { of: readonly string[] }) {
  if (of.length === 0) return <span class="dim">snapshot only</span>;
  return (
    <span class="reasons">
      {of.map((reason) => <span key={reason} class="tag plain"><Box mark={reason} letter={MARKS.find(([mark]) => mark === reason)?.[1] ?? ''} />{words(reason)}</span>)}
    </span>
  );
}

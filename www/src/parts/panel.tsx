// Small pieces that every place uses: panels with a heading, cards, tags, legends.

import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { phase, verdict } from '../format.ts';
import type { PhaseName, Verdict } from '../views.ts';

export function Panel(props: { title: ComponentChildren; chip?: ComponentChildren; legend?: ComponentChildren; tools?: ComponentChildren; children: ComponentChildren; kind?: string }) {
  const id = useId();
  return (
    <section class={`panel ${props.kind ?? ''}`} aria-labelledby={id}>
      <header>
        <h2 id={id}>{props.title}</h2>
        {props.chip && <span class="chip">{props.chip}</span>}
        {props.legend}
        <span class="spacer" />
        {props.tools}
      </header>
      {props.children}
    </section>
  );
}

/** Series that are named above a chart; more begin the colours again and are in the table. */
const SERIES_NAMED_MAX = 7;

/** Names of series by their colour, in the chart's order. */
export function SeriesLegend({ names, notes = [] }: { names: readonly string[]; notes?: readonly string[] }) {
  const more = names.length - SERIES_NAMED_MAX;
  return (
    <span class="legend">
      {names.slice(0, SERIES_NAMED_MAX).map((name, index) => (
        <span key={name}><i class={`series-${index}`} aria-hidden="true" /><bdi>{name}</bdi>{notes[index]}</span>
      ))}
      {more > 0 && <span>and {more} more in the table</span>}
    </span>
  );
}

/** Shows a chart's figures as a table instead. */
export function TableSwitch({ isTable, onChange, of }: { isTable: boolean; onChange: (isTable: boolean) => void; of: string }) {
  return <button class="btn" aria-pressed={isTable} aria-label={`Table: ${of}`} onClick={() => onChange(!isTable)}>Table</button>;
}

/** What fits a card in large letters, and in those between. */
const LARGE_CHARS = 9;
const LONG_CHARS = 14;
const LONGER_CHARS = 16;

function valueClass(text: string): string {
  if (text.length <= LARGE_CHARS) return 'v';
  if (text.length <= LONG_CHARS) return 'v long';
  return text.length <= LONGER_CHARS ? 'v longer' : 'v longest';
}

export function Card(props: { label: string; value: string; note: ComponentChildren; tone?: 'ok' | 'late' | 'bad' | undefined; isSelected?: boolean; onExplain: () => void }) {
  return (
    <button class={`card ${props.tone ?? ''}`} aria-pressed={props.isSelected ?? false} onClick={props.onExplain}>
      <span class="k">{props.label}</span>
      <span class={valueClass(props.value)}><bdi>{props.value}</bdi></span>
      <span class="n">{props.note}</span>
    </button>
  );
}

/** A code of many words in one may be broken between them. */
export function Breakable({ text }: { text: string }) {
  return <>{text.split(/(?<=[a-z])(?=[A-Z])/).map((word, index) => [index > 0 && <wbr />, word])}</>;
}

const TONES: Record<Verdict, string> = { held: 'ok', late: 'late', skipped: 'late', failed: 'bad', running: 'plain' };
/** Shape and word carry the outcome; colour only repeats it. */
const MARKS: Record<Verdict, string> = { held: '✓', late: '◷', skipped: '↷', failed: '✕', running: '…' };

export function Outcome({ is }: { is: Verdict | null | undefined }) {
  if (!is) return <span class="dim">not due</span>;
  return <span class={`tag ${TONES[is]}`}><span aria-hidden="true">{MARKS[is]} </span>{verdict(is)}</span>;
}

export const PHASES: readonly PhaseName[] = ['start', 'prepare', 'snapshot', 'queue', 'transfer', 'commit'];

export function PhaseLegend() {
  return (
    <span class="legend">
      {PHASES.map((name) => <span key={name}><i class={`phase-${name}`} aria-hidden="true" />{phase(name)}</span>)}
    </span>
  );
}

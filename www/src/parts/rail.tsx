// The rail: the places, each with the one figure that decides whether to go there.

import { state } from '../app.ts';
import { count, counted, money } from '../format.ts';
import type { Results } from '../state.ts';

export function Rail() {
  const { place, run, engine, night, month } = state.value;
  // A figure of another run than the bar names would mislead.
  const results = engine.kind === 'broken' || run.kind === 'paused' ? null : state.value.results;
  return (
    <nav class="rail" aria-label="Places">
      <a href="#window" aria-current={place === 'window' ? 'page' : undefined}>Window <span>{results && nightBadge(results, night)}</span></a>
      <a href="#cost" aria-current={place === 'cost' ? 'page' : undefined}>Cost <span>{results && monthBadge(results, month)}</span></a>
      <a href="#points" aria-current={place === 'points' ? 'page' : undefined}>Points <span>{results && count(results.summary.points)}</span></a>
      <a href="#lab" aria-current={place === 'lab' ? 'page' : undefined}>Lab</a>
      <a href="#blobs" aria-current={place === 'blobs' ? 'page' : undefined}>Blobs</a>
      <a href="#errors" aria-current={place === 'errors' ? 'page' : undefined}>Errors</a>
      {results && <p class="rail-note">All figures come from one simulated run in this browser. Equal scenario, seed and version give equal figures: run <code title={results.summary.digest}>{results.summary.digest.slice(0, 8)}</code>.</p>}
    </nav>
  );
}

function nightBadge({ nights }: Results, index: number): string {
  const night = nights[index];
  if (!night || night.due === 0) return '';
  const { late, failed, skipped } = night;
  const bad = ([[late, 'late'], [failed, 'failed'], [skipped, 'skipped']] as const).find(([number]) => number > 0);
  return bad ? counted(bad[0], bad[1], bad[1]) : 'held';
}

function monthBadge({ cost }: Results, index: number): string {
  const bill = cost.months[index];
  return bill ? money(bill.total, bill.currency) : '';
}

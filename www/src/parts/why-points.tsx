// Explanations of recovery points: why one lives, until when, what it holds and costs, and by which
// rules. Every sentence and amount is the engine's.

import { state } from '../app.ts';
import { count, counted, money, size } from '../format.ts';
import { pointsOf } from '../points.ts';
import type { Results } from '../state.ts';
import type { PointDay, PointRow, PointsView } from '../views.ts';
import { Mark, Reasons } from './mark.tsx';
import { Facts, Rules } from './why.tsx';

function useView(): PointsView | null {
  return pointsOf(state.value.resultsVersion);
}

/** With nothing selected: the machine as a whole. */
export function PointsExplained() {
  const view = useView();
  if (!view) return <p class="dim">…</p>;
  return (
    <>
      <h2><bdi>{view.name}</bdi></h2>
      <p><bdi>{view.state}</bdi></p>
      <p>Select a day or a point to see why it lives, and until when.</p>
      <Rules rules={view.rules} />
    </>
  );
}

export function PointExplained({ point, results }: { point: number; results: Results }) {
  const view = useView();
  if (!view) return <p class="dim">…</p>;
  const row = view.points.find((one) => one.point === point);
  if (!row) {
    return (
      <>
        <h2>Not there as of this date</h2>
        <p>The selected point of <bdi>{view.name}</bdi> does not exist as of {view.as_of.local}. Move the date, or select another point.</p>
        <Rules rules={view.rules} />
      </>
    );
  }
  return <Point row={row} view={view} results={results} />;
}

export function PointDayExplained({ date, results }: { date: string; results: Results }) {
  const view = useView();
  if (!view) return <p class="dim">…</p>;
  const day = view.days.find((one) => one.date === date);
  if (!day) return <><h2>{date}</h2><p>This day comes after the date that is shown. Move the date on to see it.</p></>;
  const row = view.points.find((one) => one.point === day.point);
  if (row) return <Point row={row} view={view} results={results} day={day} />;
  return (
    <>
      <h2>{date}</h2>
      <p><Mark is={day.mark} /></p>
      <p>{day.about}</p>
      <Rules rules={view.rules} />
    </>
  );
}

function Point({ row, view, results, day }: { row: PointRow; view: PointsView; results: Results; day?: PointDay }) {
  const zone = results.opened.scenario.time_zone;
  return (
    <>
      <h2>Point of {row.taken.local}</h2>
      <p><bdi>{view.name}</bdi> <span class="dim">as of {view.as_of.local}</span></p>
      <p>{row.life}</p>
      {day && day.points > 1 && <p>It is the one that lives longest of {counted(day.points, 'point', 'points')} of this day; the table has all of them.</p>}
      <Facts facts={[
        [`Taken, ${zone}`, row.taken.local], ['Taken, UTC', row.taken.utc], ['Kept as', <Reasons key="reasons" of={row.reasons} />],
        ['Where it is', row.tiers.join(' and ')],
        ['In the vault until', row.vault_until?.local ?? '–'], ['Snapshot until', row.snapshot_until?.local ?? '–'],
        ['Holds in the vault', row.held_bytes == null ? '–' : size(row.held_bytes)], ['Snapshot holds', row.snapshot_bytes == null ? '–' : size(row.snapshot_bytes)],
        ['Cost, a full month', money(row.cost, results.cost.currency)], ['Archive tier', row.archive],
      ]} />
      <Rules rules={view.rules} />
      <p class="dim">{counted(view.points.length, 'point', 'points')} of this machine live on this date; {count(view.days.length)} days are in the calendar.</p>
    </>
  );
}

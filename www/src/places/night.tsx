// One night: every backup as a bar of its phases, the worst first.

import { useState } from 'preact/hooks';
import { dispatch, engine, select, selected, state } from '../app.ts';
import { capital, counted, percent, phase, rangeOf } from '../format.ts';
import { Chart, WHOLE_RUN } from '../parts/chart.tsx';
import { Outcome, PHASES, Panel, PhaseLegend, TableSwitch } from '../parts/panel.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { NIGHT_ROWS, type Results } from '../state.ts';
import type { FleetRow, NightView, PartView, PhaseName, PickView } from '../views.ts';

const ROW_PX = 19;
/** Above and below the bars: the axis and its words. */
const AXIS_PX = 40;

const COLUMNS: Column<FleetRow>[] = [
  { head: 'VM', cell: (row) => <bdi>{row.name}</bdi> },
  { head: 'Due', cell: (row) => row.due ?? '–', isNumber: true },
  ...PHASES.map((name): Column<FleetRow> => ({ head: capital(phase(name)), cell: (row) => lengthOf(row, name), isNumber: true })),
  { head: 'Reading to compare', cell: (row) => partOf(row, 'reading')?.length ?? '–', isNumber: true },
  { head: 'Lost to shared links', cell: (row) => <Lost row={row} />, isWrapped: true },
  { head: 'Long because', cell: (row) => <bdi>{row.reasons.map(({ reason, percent: share }) => `${reason} (${percent(share)})`).join(', ') || '–'}</bdi>, isWrapped: true },
  { head: 'End', cell: (row) => row.end ?? '–', isNumber: true },
  { head: 'Outcome', cell: (row) => <Outcome is={row.verdict} /> },
];

export function NightPanel({ results, view }: { results: Results; view: NightView }) {
  const { nightFrom, night, resultsVersion } = state.value;
  const selection = selected.value;
  const [isTable, setTable] = useState(false);
  // Only machines that were due have a bar; the order puts the others last.
  const shown = Math.min(NIGHT_ROWS, view.due - nightFrom);
  const explain = (vm: number) => select({ kind: 'machine', vm, night });
  const onPick = (pick: PickView) => pick.vm != null && explain(pick.vm);
  return (
    <Panel title={<>The night of {view.title}</>} legend={!isTable && <PhaseLegend />} tools={<Tools results={results} view={view} isTable={isTable} setTable={setTable} />}>
      {isTable ? (
        <Table
          label={`Backups of ${view.title}, the worst first`} columns={COLUMNS} version={`night ${night} ${resultsVersion}`} empty="No machine."
          load={(from, count) => engine.fleet({ night, filter: '', sort: 'worst', descending: false, from, count })}
          isSelected={(row) => selection?.kind === 'machine' && selection.vm === row.vm} onChoose={(row) => explain(row.vm)}
        />
      ) : (
        <div class="body">
          <Chart kind="night" label={`Backups of ${view.title} by phase`} at={{ ...WHOLE_RUN, night, from: nightFrom, count: shown }} height={shown * ROW_PX + AXIS_PX} onChoose={onPick} />
          {view.due > NIGHT_ROWS && <Pager from={nightFrom} shown={shown} all={view.due} />}
        </div>
      )}
    </Panel>
  );
}

function Tools(props: { results: Results; view: NightView; isTable: boolean; setTable: (isTable: boolean) => void }) {
  const { results, view } = props;
  const choose = (night: number) => dispatch({ kind: 'night-chosen', night });
  return (
    <span class="tools">
      <button class="btn icon" aria-label="Night before" disabled={view.night === 0} onClick={() => choose(view.night - 1)}>‹</button>
      <select aria-label="Night" value={view.night} onChange={(event) => choose(Number(event.currentTarget.value))}>
        {results.nights.map((night) => <option key={night.night} value={night.night}>{night.date}{mark(night)}</option>)}
      </select>
      <button class="btn icon" aria-label="Night after" disabled={view.night >= results.nights.length - 1} onClick={() => choose(view.night + 1)}>›</button>
      <TableSwitch isTable={props.isTable} onChange={props.setTable} of="backups of the night" />
    </span>
  );
}

/** The list of nights says where the trouble is. */
function mark({ late, failed }: NightView): string {
  const parts = [late > 0 && counted(late, 'late', 'late'), failed > 0 && counted(failed, 'failed', 'failed')].filter(Boolean);
  return parts.length > 0 ? ` · ${parts.join(', ')}` : '';
}

function Pager({ from, shown, all }: { from: number; shown: number; all: number }) {
  const page = (first: number) => dispatch({ kind: 'night-paged', from: first });
  const lastPage = Math.floor((all - 1) / NIGHT_ROWS) * NIGHT_ROWS;
  return (
    <p class="pager">
      <span>Worst first, {rangeOf(from, shown, all)}</span>
      <span class="spacer" />
      <button class="btn" disabled={from === 0} onClick={() => page(0)}>First</button>
      <button class="btn" disabled={from === 0} onClick={() => page(from - NIGHT_ROWS)}>Previous {NIGHT_ROWS}</button>
      <button class="btn" disabled={from >= lastPage} onClick={() => page(from + NIGHT_ROWS)}>Next {NIGHT_ROWS}</button>
      <button class="btn" disabled={from >= lastPage} onClick={() => page(lastPage)}>Last</button>
    </p>
  );
}

function lengthOf(row: FleetRow, name: PhaseName): string {
  return row.phases.find((part) => part.phase === name)?.length ?? '–';
}

/** Each link that the transfer waited for, and how long. */
function Lost({ row }: { row: FleetRow }) {
  const lost = row.parts.filter((part) => part.link != null);
  if (lost.length === 0) return <>–</>;
  return <>{lost.map((part, index) => <>{index > 0 && ', '}<bdi>{part.link}</bdi> {part.length}</>)}</>;
}

function partOf(row: FleetRow, name: string): PartView | undefined {
  return row.parts.find((part) => part.part === name);
}

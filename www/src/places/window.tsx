// The Window place: does the night hold, who breaks it, and why?

import { useState } from 'preact/hooks';
import { dispatch, select, selected, showOffender, state } from '../app.ts';
import { count, counted } from '../format.ts';
import { Chart, WHOLE_RUN } from '../parts/chart.tsx';
import { Card, Outcome, Panel, TableSwitch } from '../parts/panel.tsx';
import { Table, sliceOf, type Column } from '../parts/table.tsx';
import type { Results } from '../state.ts';
import type { NightView, PickView } from '../views.ts';
import { FleetPanel } from './fleet.tsx';
import { LinksPanel } from './links.tsx';
import { NightPanel } from './night.tsx';
import { PlanPanel } from './plan.tsx';
import { RestorePanel } from './restore.tsx';
import { RpoPanel, SizesPanel, ThroughputPanel } from './series.tsx';

export function WindowPlace({ results }: { results: Results }) {
  const { night } = state.value;
  const view = results.nights[night];
  return (
    <>
      <div>
        <h1>Does the night hold?</h1>
        <p class="lead"><bdi>{results.summary.verdict}</bdi> {view && <>Shown: {view.title}, {results.opened.scenario.window} {results.opened.scenario.time_zone}.</>}</p>
      </div>
      {view ? (
        <>
          <Cards results={results} view={view} />
          <NightPanel results={results} view={view} />
          <div class={weeksOf(results.nights.length) > WEEKS_BESIDE_MAX ? 'one' : 'two'}>
            <ThroughputPanel night={night} />
            <NightsPanel nights={results.nights} night={night} />
          </div>
          <LinksPanel view={view} />
        </>
      ) : <p class="panel empty">No backup was due in this run. Choose more days under “Options”, or open a fleet whose policy runs on one of its days.</p>}
      {results.summary.nights > 0 && <PlanPanel />}
      {results.summary.nights > 0 && <RestorePanel />}
      <Ages results={results} />
      <SizesPanel />
      <FleetPanel night={night} vms={results.opened.scenario.vms} />
    </>
  );
}

/** How old the newest point was over the run: of the machine that is chosen, or of the one whose is oldest. */
function Ages({ results }: { results: Results }) {
  const selection = selected.value;
  const vm = selection?.kind === 'machine' ? selection.vm : results.summary.oldest_point?.index;
  return vm === undefined ? null : <RpoPanel vm={vm} />;
}

function Cards({ results, view }: { results: Results; view: NightView }) {
  const { summary } = results;
  const selection = selected.value;
  const { latest, failing, oldest_point: oldest } = summary;
  const holds = view.held === view.due;
  const tone = view.due === 0 ? undefined : holds ? 'ok' : view.failed > 0 ? 'bad' : 'late';
  const ofNights = (nights: number) => `on ${count(nights)} of ${counted(summary.nights, 'night', 'nights')}`;
  return (
    <div class="cards">
      <Card
        label="Backups in the window" tone={tone}
        value={view.due === 0 ? 'none due' : `${count(view.held)} of ${count(view.due)}`} note={view.due === 0 ? 'choose more days, or another night' : balance(view)}
        isSelected={selection?.kind === 'night'} onExplain={() => select({ kind: 'night', night: view.night })}
      />
      <Card
        label="Late most often" tone={latest ? 'late' : undefined} value={latest ? latest.vm : 'none'}
        note={latest ? <>{ofNights(latest.nights)}: <bdi>{latest.why}</bdi></> : 'no backup ended after its window'}
        onExplain={() => latest ? showOffender(latest) : select({ kind: 'night', night: view.night })}
      />
      <Card
        label="Failed most often" tone={failing ? 'bad' : undefined} value={failing ? failing.vm : 'none'}
        note={failing ? <>{ofNights(failing.nights)}: <bdi>{failing.why}</bdi></> : 'no backup failed'}
        onExplain={() => failing ? showOffender(failing) : select({ kind: 'night', night: view.night })}
      />
      <Card
        label="Oldest point (RPO)" value={oldest ? oldest.age : 'none'} note={oldest ? <><bdi>{oldest.vm}</bdi>, at the end of the run</> : 'no machine was due'}
        isSelected={selection?.kind === 'oldest-point'} onExplain={() => select({ kind: 'oldest-point' })}
      />
    </div>
  );
}

function balance(view: NightView): string {
  const parts = ([[view.late, 'late'], [view.failed, 'failed'], [view.skipped, 'skipped'], [view.running, 'still running']] as const)
    .filter(([number]) => number > 0).map(([number, word]) => `${count(number)} ${word}`);
  if (view.slack) parts.push(`${view.slack} to spare`);
  return parts.join(', ');
}

const TROUBLES: readonly (readonly [head: string, of: (night: NightView) => number])[] = [
  ['Late', (night) => night.late], ['Failed', (night) => night.failed],
  ['Skipped', (night) => night.skipped], ['Running', (night) => night.running],
];

/** Outcomes that no night had take no column. */
function nightColumns(nights: readonly NightView[]): Column<NightView>[] {
  return [
    { head: 'Night', cell: (night) => night.date },
    { head: 'Due', cell: (night) => count(night.due), isNumber: true },
    { head: 'Held', cell: (night) => count(night.held), isNumber: true },
    ...TROUBLES.filter(([, of]) => nights.some((night) => of(night) > 0))
      .map(([head, of]): Column<NightView> => ({ head, cell: (night) => count(of(night)), isNumber: true })),
    { head: 'Window', cell: (night) => <Outcome is={night.verdict} /> },
    { head: 'Missed most', cell: (night) => <Worst night={night} />, isWrapped: true },
    { head: 'To spare', cell: (night) => night.slack ?? '–', isNumber: true },
  ];
}

/** Who missed the window by most; the explanation names the others. */
function Worst({ night: { missed, missed_more: more } }: { night: NightView }) {
  const [worst] = missed;
  if (!worst) return <>–</>;
  const others = missed.length - 1 + more;
  return <><bdi>{worst.vm}</bdi>, {worst.by}{others > 0 && `, and ${counted(others, 'other', 'others')}`}</>;
}

/** From a column of the calendar to the next. */
const DAYS_A_WEEK = 7;
/** Longer calendars get the whole width. */
const WEEKS_BESIDE_MAX = 20;
/** The calendar's own layout: a band of weeks, the weekdays' names at its left, a week at its narrowest. */
const BAND_PX = 160;
const NAMES_PX = 24;
const WEEK_PX = 15;
/** As high as the throughput beside it. */
const SERIES_PX = 176;

function weeksOf(nights: number): number {
  return Math.ceil(nights / DAYS_A_WEEK) + 1;
}

/** A long run folds into bands as the screen gets narrower. */
function calendarPx(nights: number, width: number): number {
  const weeksInBand = Math.max(1, Math.floor((width - NAMES_PX) / WEEK_PX));
  return Math.max(SERIES_PX, BAND_PX * Math.ceil(weeksOf(nights) / weeksInBand));
}

/** A cell is its night's window; a failure is marked on it, as a night on which all others were in time holds. */
function NightsLegend({ nights }: { nights: readonly NightView[] }) {
  return (
    <span class="legend">
      <span><i class="night-held" aria-hidden="true" />held</span>
      <span><i class="night-late" aria-hidden="true" />late</span>
      {nights.some((night) => night.skipped > 0) && <span><i class="night-skipped" aria-hidden="true" />skipped</span>}
      <span><b class="night-failed" aria-hidden="true">×</b>a backup failed</span>
    </span>
  );
}

function NightsPanel({ nights, night }: { nights: readonly NightView[]; night: number }) {
  const [isTable, setTable] = useState(false);
  const choose = (chosen: number) => {
    dispatch({ kind: 'night-chosen', night: chosen });
    select({ kind: 'night', night: chosen });
  };
  const onPick = (pick: PickView) => pick.night != null && choose(pick.night);
  return (
    <Panel
      title="Nights" legend={<NightsLegend nights={nights} />}
      tools={<TableSwitch isTable={isTable} onChange={setTable} of="nights" />}
    >
      {isTable
        ? <Table label="Nights" columns={nightColumns(nights)} load={sliceOf(nights)} version={`nights ${state.value.resultsVersion}`} empty="No night." isSelected={(row) => row.night === night} onChoose={(row) => choose(row.night)} />
        : <div class="body"><Chart kind="nights" label="Calendar of nights" stride={DAYS_A_WEEK} at={{ ...WHOLE_RUN, night }} height={(width) => calendarPx(nights.length, width)} onChoose={onPick} /></div>}
    </Panel>
  );
}


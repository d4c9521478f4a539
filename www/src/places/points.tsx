// The Points place: which recovery points a machine has as of a date, why, until when, and what they
// cost. The date moves through the whole run.

import { useEffect, useState } from 'preact/hooks';
import { select, selected, state } from '../app.ts';
import { count, gib, money } from '../format.ts';
import { Chart, WHOLE_RUN } from '../parts/chart.tsx';
import { Mark, MarksLegend, Reasons } from '../parts/mark.tsx';
import { Panel, TableSwitch } from '../parts/panel.tsx';
import { Table, sliceOf, type Column } from '../parts/table.tsx';
import { askPoints, pointsOf } from '../points.ts';
import type { Results } from '../state.ts';
import type { Moment, OperatorView, PickView, PointDay, PointRow, PointsView } from '../views.ts';
import { AsOf } from './as-of.tsx';
import { RpoPanel } from './series.tsx';

export function PointsPlace({ results }: { results: Results }) {
  const { vm, day, resultsVersion: version } = state.value;
  const asOf = results.days[day];
  useEffect(() => {
    if (asOf) void askPoints({ vm, asOfS: asOf.s, version });
  }, [vm, asOf?.s, version]);
  const view = pointsOf(version);
  const { time_zone: zone, vms } = results.opened.scenario;
  return (
    <>
      <div>
        <h1>What could be restored?</h1>
        <p class="lead">{view && <><bdi>{view.name}</bdi> as of {view.as_of.local} {zone}. <bdi>{view.state}</bdi></>}</p>
      </div>
      {vms === 0 && <p class="panel empty">This scenario has no machine. Open another one, or drop an inventory here.</p>}
      <AsOf results={results} view={view} />
      <dl class="cards strip">{view?.facts.map((fact) => <div class="card" key={fact.label}><dt class="k">{fact.label}</dt><dd class="v longer">{fact.value}</dd></div>)}</dl>
      {view && asOf && (
        <>
          <CalendarPanel view={view} vm={vm} asOf={asOf} version={version} />
          <RpoPanel vm={vm} />
          <PointsPanel view={view} currency={results.cost.currency} version={version} />
          <div class="two even">
            <PolicyPanel view={view} />
            <OperatorsPanel operators={view.operators} />
          </div>
        </>
      )}
    </>
  );
}

const DAY_COLUMNS: Column<PointDay>[] = [
  { head: 'Day', cell: (day) => day.date },
  { head: 'Shown', cell: (day) => <Mark is={day.mark} /> },
  { head: 'Points', cell: (day) => count(day.points), isNumber: true },
  { head: 'Why', cell: (day) => day.about },
];

function CalendarPanel({ view, vm, asOf, version }: { view: PointsView; vm: number; asOf: Moment; version: number }) {
  const [isTable, setTable] = useState(false);
  const selection = selected.value;
  const choose = (date: string) => select({ kind: 'point-day', date });
  const onPick = (pick: PickView) => pick.day != null && choose(pick.day);
  return (
    <Panel title="Calendar" legend={<MarksLegend />} tools={<TableSwitch isTable={isTable} onChange={setTable} of="calendar" />}>
      {isTable
        ? (
          <Table
            label="Days, the newest first" columns={DAY_COLUMNS} load={sliceOf(view.days.toReversed())} version={`days ${view.vm} ${view.as_of.s} ${version}`} empty="No day."
            isSelected={(row) => selection?.kind === 'point-day' && selection.date === row.date} onChoose={(row) => choose(row.date)}
          />
        )
        : (
          <div class="body">
            <Chart kind="points" label="Calendar of recovery points" at={{ ...WHOLE_RUN, vm, as_of_s: asOf.s }} height="own" stride={7} onChoose={onPick} />
          </div>
        )}
    </Panel>
  );
}

function pointColumns(currency: string): Column<PointRow>[] {
  return [
    { head: 'Taken', cell: (row) => row.taken.local },
    { head: 'Kept as', cell: (row) => <Reasons of={row.reasons} /> },
    { head: 'In the vault until', cell: (row) => row.vault_until?.local ?? '–' },
    { head: 'Snapshot until', cell: (row) => row.snapshot_until?.local ?? '–' },
    { head: 'In the vault', cell: (row) => (row.held_bytes == null ? '–' : gib(row.held_bytes)), isNumber: true },
    { head: 'Snapshot', cell: (row) => (row.snapshot_bytes == null ? '–' : gib(row.snapshot_bytes)), isNumber: true },
    { head: 'Cost a month', cell: (row) => money(row.cost, currency), isNumber: true },
    { head: 'Archive tier', cell: (row) => answerOf(row.archive) },
  ];
}

/** `no` of `no: neither monthly nor yearly`; the panel says why. */
function answerOf(archive: string): string {
  return archive.split(':', 1)[0] ?? archive;
}

function PointsPanel({ view, currency, version }: { view: PointsView; currency: string; version: number }) {
  const selection = selected.value;
  const ofDay = selection?.kind === 'point-day' ? view.days.find((day) => day.date === selection.date)?.point : undefined;
  const chosen = selection?.kind === 'point' ? selection.point : ofDay;
  return (
    <Panel title="Recovery points" kind="tall" chip={count(view.points.length)}>
      <Table
        label="Recovery points" columns={pointColumns(currency)} load={sliceOf(view.points)} version={`points ${view.vm} ${view.as_of.s} ${version}`}
        empty={`This machine has no recovery point on this date. ${whatNext(view)}`}
        isSelected={(row) => row.point === chosen} onChoose={(row) => select({ kind: 'point', point: row.point })}
      />
    </Panel>
  );
}

function whatNext(view: PointsView): string {
  return view.days.some((day) => day.mark === 'failed')
    ? 'Backups failed: select a day of the calendar to see why and what helps.'
    : 'Move the date, or choose another machine.';
}

function PolicyPanel({ view }: { view: PointsView }) {
  return (
    <Panel title="Policy on this date">
      {view.policy.length === 0
        ? <p class="empty">No policy protects this machine on this date. Give it one in the scenario, or move the date.</p>
        : <ul class="left-out body">{view.policy.map((sentence) => <li key={sentence}><bdi>{sentence}</bdi></li>)}</ul>}
    </Panel>
  );
}

function OperatorsPanel({ operators }: { operators: readonly OperatorView[] }) {
  return (
    <Panel title="What operators did" chip={operators.length > 0 && count(operators.length)}>
      {operators.length === 0
        ? <p class="empty">Nobody did anything to this machine up to this date. What operators do is in a scenario’s “timeline”.</p>
        : (
          <ol class="operators body">
            {operators.toReversed().map((one, index) => (
              <li key={index}>
                <span class="dim">{one.at.local}</span> <bdi>{one.what}</bdi>
                {one.refused != null && <p><span class="tag bad"><span aria-hidden="true">✕ </span>refused</span> <bdi>{one.refused}</bdi></p>}
              </li>
            ))}
          </ol>
        )}
    </Panel>
  );
}

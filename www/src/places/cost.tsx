// The Cost place: what is billed, by which meter, for which machine. Amounts are the engine's text;
// this file adds nothing up.

import { useState } from 'preact/hooks';
import { dispatch, engine, select, selected, state } from '../app.ts';
import { count, counted, decimal, gib, money, size } from '../format.ts';
import { Chart, WHOLE_RUN } from '../parts/chart.tsx';
import { Filter } from '../parts/filter.tsx';
import { Card, Panel, SeriesLegend, TableSwitch } from '../parts/panel.tsx';
import { Table, sliceOf, type Column, type Sorting } from '../parts/table.tsx';
import type { Results } from '../state.ts';
import type { BillLine, BillView, CostView, InstanceClassView, InstanceRow, InstancesSort, PickView } from '../views.ts';

export function CostPlace({ results }: { results: Results }) {
  const { cost } = results;
  const { month, resultsVersion } = state.value;
  const bill = cost.months[month];
  return (
    <>
      <div>
        <h1>What will it cost?</h1>
        <p class="lead">
          {bill ? <><strong>{money(bill.total, bill.currency)}</strong> for {bill.title}{bill.complete ? '' : ', of which the run covers a part'}. </> : 'The run touches no month. '}
          List prices in {cost.currency}; {count(cost.protected_vms)} of {counted(cost.vms, 'VM', 'VMs')} billed.
        </p>
      </div>
      <Cards results={results} bill={bill} />
      {bill && <BillPanel cost={cost} bill={bill} version={resultsVersion} />}
      <div class="two even">
        <MonthsPanel cost={cost} version={resultsVersion} />
        <ClassesPanel cost={cost} version={resultsVersion} />
      </div>
      <InstancesPanel cost={cost} version={resultsVersion} />
      <Panel title="What this leaves out">
        {cost.left_out.length === 0
          ? <p class="empty">Nothing is left out.</p>
          : <ul class="left-out body">{cost.left_out.map((sentence) => <li key={sentence}>{sentence}</li>)}</ul>}
      </Panel>
    </>
  );
}

function Cards({ results, bill }: { results: Results; bill: BillView | undefined }) {
  const { cost, summary } = results;
  const selection = selected.value;
  const isSizes = selection?.kind === 'sizes';
  const units = cost.classes.reduce((sum, entry) => sum + entry.instances, 0);
  return (
    <div class="cards">
      <Card
        label={bill ? `Total of ${bill.title}` : 'Total'} value={bill ? money(bill.total, bill.currency) : '–'}
        note={bill?.complete ? 'the whole month' : 'a part of the month'} isSelected={selection?.kind === 'bill'}
        onExplain={() => bill && select({ kind: 'bill', month: bill.month })}
      />
      <Card
        label="Protected instances" value={count(units)} note={`fee units; ${money(cost.instance_fee_full_month, cost.currency)} in a full month`}
        isSelected={selection?.kind === 'class'} onExplain={() => cost.classes.length > 0 && select({ kind: 'class', index: 0 })}
      />
      <Card
        label="Protected-instance size" value={size(cost.protected_bytes)} note={`${size(cost.used_bytes)} used on the disks at the start`}
        isSelected={isSizes} onExplain={() => select({ kind: 'sizes' })}
      />
      <Card
        label="Stored in the vaults" value={size(summary.stored_bytes)} note={`${counted(summary.points, 'recovery point', 'recovery points')} at the end of the run`}
        isSelected={isSizes} onExplain={() => select({ kind: 'sizes' })}
      />
    </div>
  );
}

function BillPanel({ cost, bill, version }: { cost: CostView; bill: BillView; version: number }) {
  const selection = selected.value;
  const choose = (month: number) => dispatch({ kind: 'month-chosen', month });
  const columns: Column<BillLine>[] = [
    { head: 'Meter', cell: (line) => <bdi>{line.meter}</bdi> },
    { head: 'For', cell: (line) => <bdi>{line.item}</bdi> },
    { head: 'Quantity', cell: (line) => decimal(line.quantity), isNumber: true },
    { head: 'Unit', cell: (line) => line.unit },
    { head: `Unit price, ${bill.currency}`, cell: (line) => line.unit_price, isNumber: true },
    { head: 'Amount', cell: (line) => money(line.amount, bill.currency), isNumber: true },
  ];
  const chosen = selection?.kind === 'bill-line' && selection.month === bill.month ? bill.lines[selection.line] : undefined;
  return (
    <Panel
      title={`Bill of ${bill.title}`}
      chip={bill.complete ? 'whole month' : 'part of the month'}
      tools={(
        <span class="tools">
          <button class="btn icon" aria-label="Month before" disabled={bill.month === 0} onClick={() => choose(bill.month - 1)}>‹</button>
          <select aria-label="Month" value={bill.month} onChange={(event) => choose(Number(event.currentTarget.value))}>
            {cost.months.map((month) => <option key={month.month} value={month.month}>{month.title}</option>)}
          </select>
          <button class="btn icon" aria-label="Month after" disabled={bill.month >= cost.months.length - 1} onClick={() => choose(bill.month + 1)}>›</button>
        </span>
      )}
    >
      <Table
        label={`Bill of ${bill.name}`} columns={columns} load={sliceOf(bill.lines)} version={`bill ${bill.month} ${version}`}
        empty="Nothing was billed this month: no backup has succeeded yet." isSelected={(line) => line === chosen}
        onChoose={(line) => select({ kind: 'bill-line', month: bill.month, line: bill.lines.indexOf(line) })}
      />
      <p class="total"><span>Total</span><strong data-total>{money(bill.total, bill.currency)}</strong></p>
    </Panel>
  );
}

type MonthRow = { month: string; meter: string; item: string; amount: string };

const MONTH_COLUMNS: Column<MonthRow>[] = [
  { head: 'Month', cell: (row) => row.month },
  { head: 'Meter', cell: (row) => <bdi>{row.meter}</bdi> },
  { head: 'For', cell: (row) => <bdi>{row.item}</bdi> },
  { head: 'Amount', cell: (row) => row.amount, isNumber: true },
];

function MonthsPanel({ cost, version }: { cost: CostView; version: number }) {
  const [isTable, setTable] = useState(false);
  const rows = cost.months.flatMap((bill): MonthRow[] => [
    ...bill.lines.map((line) => ({ month: bill.title, meter: line.meter, item: line.item, amount: money(line.amount, bill.currency) })),
    { month: bill.title, meter: 'Total', item: bill.complete ? '' : 'part of the month', amount: money(bill.total, bill.currency) },
  ]);
  return (
    <Panel title="Months" legend={<SeriesLegend names={[...new Set(cost.months.flatMap((bill) => bill.lines.map((line) => line.meter)))]} />} tools={<TableSwitch isTable={isTable} onChange={setTable} of="months" />}>
      {isTable
        ? <Table label="Months by meter" columns={MONTH_COLUMNS} load={sliceOf(rows)} version={`months ${version}`} empty="No month." />
        : (
          <div class="body">
            <Chart
              kind="bill" label="Bill by month" at={WHOLE_RUN} height={208}
              onChoose={(pick) => choosePick(cost, pick)}
            />
          </div>
        )}
    </Panel>
  );
}

/** A pick of this chart says its month and line only in words. */
function choosePick(cost: CostView, pick: PickView): void {
  const said = (label: string) => pick.facts.find((fact) => fact.label === label)?.value;
  const name = said('Month') ?? pick.title;
  const bill = cost.months.find((month) => month.title === name);
  if (!bill) return;
  dispatch({ kind: 'month-chosen', month: bill.month });
  const line = bill.lines.findIndex((entry) => entry.meter === pick.title && entry.item === said('For'));
  select(line >= 0 ? { kind: 'bill-line', month: bill.month, line } : { kind: 'bill', month: bill.month });
}

function ClassesPanel({ cost, version }: { cost: CostView; version: number }) {
  const selection = selected.value;
  const chosen = selection?.kind === 'class' ? cost.classes[selection.index] : undefined;
  const columns: Column<InstanceClassView>[] = [
    { head: 'Class', cell: (row) => row.class },
    { head: 'VMs', cell: (row) => count(row.vms), isNumber: true },
    { head: 'Fee units', cell: (row) => count(row.instances), isNumber: true },
    { head: 'Unit price', cell: (row) => money(row.unit_price, cost.currency), isNumber: true },
    { head: 'Full month', cell: (row) => money(row.full_month, cost.currency), isNumber: true },
  ];
  return (
    <Panel title="Instance classes">
      <Table
        label="Instance classes" columns={columns} load={sliceOf(cost.classes)} version={`classes ${version}`} empty="No machine is protected yet."
        isSelected={(row) => row === chosen} onChoose={(row) => select({ kind: 'class', index: cost.classes.indexOf(row) })}
      />
      <p class="total"><span>Instance fees, full month</span><strong>{money(cost.instance_fee_full_month, cost.currency)}</strong></p>
    </Panel>
  );
}

type InstancesColumn = Column<InstanceRow> & { sort?: InstancesSort };

function InstancesPanel({ cost, version }: { cost: CostView; version: number }) {
  const selection = selected.value;
  const [filter, setFilter] = useState('');
  const [matching, setMatching] = useState(cost.vms);
  const [sorting, setSorting] = useState<Sorting>({ column: 'fee', isDescending: true });
  const columns: InstancesColumn[] = [
    { head: 'VM', cell: (row) => <bdi>{row.name}</bdi>, sort: 'name' },
    { head: 'Protected', cell: (row) => (row.protected_bytes == null ? '–' : gib(row.protected_bytes)), isNumber: true, sort: 'protected' },
    { head: 'Provisioned', cell: (row) => gib(row.provisioned_bytes), isNumber: true },
    { head: 'Class', cell: (row) => row.class },
    { head: 'Fee a month', cell: (row) => money(row.fee, cost.currency), isNumber: true, sort: 'fee' },
    { head: 'Stored', cell: (row) => gib(row.stored_bytes), isNumber: true, sort: 'stored' },
    { head: 'Storage a month', cell: (row) => money(row.storage, cost.currency), isNumber: true },
    { head: 'Points', cell: (row) => count(row.points), isNumber: true, sort: 'points' },
  ];
  return (
    <Panel
      title="By machine" kind="tall" chip={filter ? `${count(matching)} of ${count(cost.vms)}` : count(cost.vms)}
      tools={<Filter label="Filter by name" onChange={setFilter} />}
    >
      <Table
        label="Cost by machine" columns={columns} version={[version, filter, sorting.column, sorting.isDescending].join(' ')}
        empty={`No machine’s name contains “${filter}”. Clear the filter to see all ${count(cost.vms)}.`}
        load={(from, wanted) => engine.instances({ filter, sort: sorting.column as InstancesSort, descending: sorting.isDescending, from, count: wanted })}
        sorting={{ now: sorting, choose: setSorting }} onMatching={setMatching}
        isSelected={(row) => selection?.kind === 'instance' && selection.row.vm === row.vm}
        onChoose={(row) => select({ kind: 'instance', row })}
      />
    </Panel>
  );
}

// Charts over time: throughput of one night, sizes over the run, the age of a machine's newest point.
// Each has a table of the same values.

import { useEffect, useState } from 'preact/hooks';
import { engine, select, state } from '../app.ts';
import { measured } from '../format.ts';
import { Chart, WHOLE_RUN } from '../parts/chart.tsx';
import { Panel, SeriesLegend, TableSwitch } from '../parts/panel.tsx';
import { Table, sliceOf, type Column } from '../parts/table.tsx';
import type { ChartView } from '../views.ts';

export function ThroughputPanel({ night }: { night: number }) {
  const view = useView(() => engine.throughput(night), `throughput ${night} ${state.value.resultsVersion}`);
  return <SeriesPanel title="Throughput" kind="throughput" night={night} view={view} timeHead="Local time" onSelect={() => select({ kind: 'night', night })} />;
}

export function SizesPanel() {
  const view = useView(() => engine.sizes(), `sizes ${state.value.resultsVersion}`);
  return <SeriesPanel title="Protected and stored" kind="sizes" night={0} view={view} timeHead="Day" onSelect={() => select({ kind: 'sizes' })} />;
}

export function RpoPanel({ vm }: { vm: number }) {
  const view = useView(() => engine.rpo(vm), `rpo ${vm} ${state.value.resultsVersion}`);
  return <SeriesPanel title="Age of the newest point" kind="rpo" vm={vm} view={view} timeHead="Local time" />;
}

interface Row {
  time: string;
  values: readonly number[];
}

function SeriesPanel(props: { title: string; kind: 'throughput' | 'sizes' | 'rpo'; night?: number; vm?: number; view: Keyed | null; timeHead: string; onSelect?: () => void }) {
  const { title, kind, night = 0, vm = 0, view: keyed, timeHead } = props;
  const [isTable, setTable] = useState(false);
  const view = keyed?.view;
  return (
    <Panel title={title} legend={view && <Legend view={view} />} tools={<TableSwitch isTable={isTable} onChange={setTable} of={title.toLowerCase()} />}>
      {isTable && view && keyed
        ? <Table label={`${title}, ${view.unit}`} columns={columnsOf(view, timeHead)} load={sliceOf(rowsOf(view))} version={keyed.key} empty="No values." />
        : <div class="body"><Chart kind={kind} label={view?.title ?? title} at={{ ...WHOLE_RUN, night, vm }} height={176} onChoose={props.onSelect} /></div>}
    </Panel>
  );
}

function Legend({ view }: { view: ChartView }) {
  const limits = view.series.map((series) => (series.limit == null ? '' : ` (at most ${measured(series.limit, view.unit)} ${view.unit})`));
  return <SeriesLegend names={view.series.map((series) => series.name)} notes={limits} />;
}

function columnsOf(view: ChartView, timeHead: string): Column<Row>[] {
  const unit = view.unit === 'bytes' ? '' : `, ${view.unit}`;
  return [
    { head: timeHead, cell: (row) => row.time },
    ...view.series.map((series, index): Column<Row> => ({
      head: `${series.name}${unit}`, cell: (row) => measured(row.values[index] ?? NaN, view.unit), isNumber: true,
    })),
  ];
}

function rowsOf(view: ChartView): Row[] {
  return view.times.map((time, index) => ({ time, values: view.series.map((series) => series.values[index] ?? NaN) }));
}

interface Keyed {
  key: string;
  view: ChartView;
}

/** Asks when the key changes; the last answer stays until the next one is here. */
function useView(ask: () => Promise<ChartView>, key: string): Keyed | null {
  const [keyed, setKeyed] = useState<Keyed | null>(null);
  useEffect(() => {
    let isWanted = true;
    void ask().then((view) => {
      if (isWanted) setKeyed({ key, view });
    });
    return () => {
      isWanted = false;
    };
  }, [key]);
  return keyed;
}

// Charts over time: throughput of one night, sizes over the run, the age of a machine's newest point.
// Each has a table of the same values.

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { engine, select, state } from '../app.ts';
import { isolated, measured } from '../format.ts';
import { Chart, WHOLE_RUN } from '../parts/chart.tsx';
import { Panel, SeriesLegend, TableSwitch } from '../parts/panel.tsx';
import { Table, sliceOf, type Column } from '../parts/table.tsx';
import type { ChartView } from '../views.ts';

export function ThroughputPanel({ night }: { night: number }) {
  const version = state.value.resultsVersion;
  /** The link's name: its number is of one run only. */
  const [wanted, setWanted] = useState<string | null>(null);
  const told = useAnswer(async () => ({ version, choices: await engine.linksOfNight(night) }), `links ${night} ${version}`)?.answer;
  // Those of the run before are only shown.
  const choices = told?.choices ?? [];
  // A link that carried nothing on another night waits there for one on which it does.
  const chosen = choices.find((choice) => choice.name === wanted);
  const link = told?.version === version ? (chosen?.link ?? null) : null;
  const view = useAnswer(() => engine.throughput(night, link), `throughput ${night} ${link} ${version}`);
  const choose = (
    <select aria-label="Link" value={chosen?.name ?? ''} onChange={(event) => setWanted(event.currentTarget.value || null)}>
      <option value="">the busiest links</option>
      {choices.map((choice) => <option key={choice.name} value={choice.name}>{isolated(choice.name)}</option>)}
    </select>
  );
  return <SeriesPanel title="Throughput" kind="throughput" night={night} link={link} view={view} timeHead="Local time" tools={choices.length > 0 && choose} onSelect={() => select({ kind: 'night', night })} />;
}

export function SizesPanel() {
  const view = useAnswer(() => engine.sizes(), `sizes ${state.value.resultsVersion}`);
  return <SeriesPanel title="Protected and stored" kind="sizes" night={0} view={view} timeHead="Day" onSelect={() => select({ kind: 'sizes' })} />;
}

export function RpoPanel({ vm }: { vm: number }) {
  const view = useAnswer(() => engine.rpo(vm), `rpo ${vm} ${state.value.resultsVersion}`);
  return <SeriesPanel title="Age of the newest point" kind="rpo" vm={vm} view={view} timeHead="Local time" />;
}

interface Row {
  time: string;
  index: number;
  values: readonly number[];
}

function SeriesPanel(props: { title: string; kind: 'throughput' | 'sizes' | 'rpo'; night?: number; vm?: number; link?: number | null; view: Keyed<ChartView | null> | null; timeHead: string; tools?: ComponentChildren; onSelect?: () => void }) {
  const { title, kind, night = 0, vm = 0, link = null, view: keyed, timeHead, tools } = props;
  const [isTable, setTable] = useState(false);
  const view = keyed?.answer ?? null;
  return (
    <Panel title={title} legend={view && <Legend view={view} />} tools={<span class="tools">{tools}<TableSwitch isTable={isTable} onChange={setTable} of={title.toLowerCase()} /></span>}>
      {isTable && view && keyed
        ? <Table label={`${title}, ${view.unit}`} columns={columnsOf(view, timeHead)} load={sliceOf(rowsOf(view))} version={keyed.key} empty="No values." />
        : <div class="body"><Chart kind={kind} label={view?.title ?? title} at={{ ...WHOLE_RUN, night, vm, link: link ?? undefined }} height={176} onChoose={props.onSelect} /></div>}
    </Panel>
  );
}

function Legend({ view }: { view: ChartView }) {
  const limits = view.series.map((series) => (series.limits.length > 0 ? ' (at most: by the hour)' : series.limit == null ? '' : ` (at most ${measured(series.limit, view.unit)} ${view.unit})`));
  return <SeriesLegend names={view.series.map((series) => series.name)} notes={limits} />;
}

function columnsOf(view: ChartView, timeHead: string): Column<Row>[] {
  const unit = view.unit === 'bytes' ? '' : `, ${view.unit}`;
  return [
    { head: timeHead, cell: (row) => row.time },
    ...view.series.flatMap((series, index): Column<Row>[] => [
      { head: `${series.name}${unit}`, cell: (row) => measured(row.values[index] ?? NaN, view.unit), isNumber: true },
      // A limit that is always the same stands above the table.
      ...(series.limits.length > 0
        ? [{ head: `${series.name} at most`, cell: (row: Row) => atMost(series.limits[row.index], view.unit), isNumber: true }]
        : []),
    ]),
  ];
}

function atMost(limit: number | undefined, unit: string): string {
  return limit !== undefined && Number.isFinite(limit) ? measured(limit, unit) : 'no limit';
}

function rowsOf(view: ChartView): Row[] {
  return view.times.map((time, index) => ({ time, index, values: view.series.map((series) => series.values[index] ?? NaN) }));
}

interface Keyed<Answer> {
  key: string;
  answer: Answer;
}

/** Asks when the key changes; the last answer stays until the next one is here. */
function useAnswer<Answer>(ask: () => Promise<Answer>, key: string): Keyed<Answer> | null {
  const [keyed, setKeyed] = useState<Keyed<Answer> | null>(null);
  useEffect(() => {
    let isWanted = true;
    void ask().then((answer) => {
      if (isWanted) setKeyed({ key, answer });
    });
    return () => {
      isWanted = false;
    };
  }, [key]);
  return keyed;
}

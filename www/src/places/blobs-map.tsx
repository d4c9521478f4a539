// The map of the chosen blob: a row for each snapshot, and the same as a table.

import { useEffect, useState } from 'preact/hooks';
import { engine } from '../app.ts';
import type { Found } from '../blobs-state.ts';
import { blobs } from '../blobs.ts';
import { counted, percent, size } from '../format.ts';
import { MapLegend } from '../parts/blob-tags.tsx';
import { Chart } from '../parts/chart.tsx';
import { Panel, TableSwitch } from '../parts/panel.tsx';
import { Table, sliceOf, type Column } from '../parts/table.tsx';
import type { BlobChart } from '../protocol.ts';
import type { BlobMapView } from '../views.ts';

/** Cells of a row; on a narrow screen more would be too fine to hit. */
const CELLS_WIDE = 128;
const CELLS_NARROW = 64;

interface CellRow {
  layer: string;
  isOverwritten: boolean;
  isFirst: boolean;
  from: number;
  end: number;
  held: number;
  changed: number;
  cleared: number;
}

const NO_DIFFERENCE = 'not told';
const COLUMNS: Column<CellRow>[] = [
  { head: 'Layer', cell: (row) => <bdi>{row.layer}</bdi> },
  { head: 'From', cell: (row) => size(row.from), isNumber: true },
  { head: 'To', cell: (row) => size(row.end), isNumber: true },
  { head: 'Holds data', cell: (row) => percent(row.held * 100), isNumber: true },
  { head: 'Changed', cell: (row) => (row.isOverwritten ? NO_DIFFERENCE : percent(row.changed * 100)), isNumber: true },
  { head: 'Cleared', cell: (row) => (row.isOverwritten ? NO_DIFFERENCE : row.isFirst ? '–' : percent(row.cleared * 100)), isNumber: true },
];

/** The newest layer first, as on the map. */
function rowsOf(map: BlobMapView): CellRow[] {
  const rows = map.layers.map((layer, index) => layer.cells.map((cell, column) => ({
    layer: layer.snapshot === '' ? 'as it is' : layer.snapshot, isOverwritten: layer.overwritten, isFirst: index === 0,
    from: column * map.cell, end: Math.min((column + 1) * map.cell, map.size), ...cell,
  })));
  return rows.toReversed().flat();
}

export function MapPanel({ found, serial }: { found: Found; serial: number }) {
  const [isTable, setTable] = useState(false);
  const [map, setMap] = useState<BlobMapView | null>(null);
  const isNarrow = useNarrow();
  const { text, at } = blobs() ?? { text: '', at: 0 };
  const of: BlobChart = { text, steps: at, account: found.account.name, blob: found.blob.name, cells: isNarrow ? CELLS_NARROW : CELLS_WIDE };
  useEffect(() => {
    let isWanted = true;
    void engine.blobsMap(of).then((view) => {
      if (isWanted) setMap(view);
    });
    return () => {
      isWanted = false;
    };
  }, [serial, of.account, of.blob, of.cells]);
  return (
    <Panel
      title={<>Map of <bdi>{found.blob.name}</bdi></>} legend={<MapLegend />}
      chip={map && `a cell is ${size(map.cell)}`} tools={<TableSwitch isTable={isTable} onChange={setTable} of="map" />}
    >
      {isTable
        ? <Table label="Cells of the map, the newest layer first" columns={COLUMNS} load={sliceOf(map ? rowsOf(map) : [])} version={`cells ${serial} ${map?.blob} ${map?.layers.length} ${map?.cell}`} empty="No cell." />
        : (
          <div class="body">
            <Chart kind="blob" label={`Map of ${found.blob.name}, a row for each snapshot`} at={of} height="own" stride={Math.max(1, map?.layers.length ?? 1)} />
          </div>
        )}
      {map !== null && map.left_out > 0 && <p class="map-note dim">{counted(map.left_out, 'older layer is', 'older layers are')} left out. The lowest row shows all that it holds as changed.</p>}
    </Panel>
  );
}

function useNarrow(): boolean {
  const [query] = useState(() => matchMedia('(max-width: 900px)'));
  const [isNarrow, setNarrow] = useState(query.matches);
  useEffect(() => {
    const change = () => setNarrow(query.matches);
    query.addEventListener('change', change);
    return () => query.removeEventListener('change', change);
  }, []);
  return isNarrow;
}

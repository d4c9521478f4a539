// What the whole run took as full copies, as incremental copies, and with the managed service.

import { decimal, count, size } from '../format.ts';
import { Panel } from '../parts/panel.tsx';
import { Table, sliceOf, type Column } from '../parts/table.tsx';
import type { BlobsView, WayView } from '../views.ts';

const COLUMNS: Column<WayView>[] = [
  { head: 'Way', cell: (row) => <bdi>{row.name}</bdi> },
  { head: 'Backups', cell: (row) => count(row.backups), isNumber: true },
  { head: 'Moved', cell: (row) => size(row.moved), isNumber: true },
  { head: 'First', cell: (row) => row.first, isNumber: true },
  { head: 'Others, mean', cell: (row) => row.mean, isNumber: true },
  { head: 'Longest', cell: (row) => row.longest, isNumber: true },
  { head: 'Stored', cell: (row) => size(row.stored), isNumber: true },
  { head: 'Cost', cell: (row) => decimal(row.cost), isNumber: true },
];

export function WaysPanel({ view }: { view: BlobsView }) {
  if (view.ways.length === 0 || view.next != null) return null;
  return (
    <Panel title="The same backups in three ways">
      <Table label="Ways of keeping a backup" columns={COLUMNS} load={sliceOf(view.ways)} version={`ways ${view.name} ${view.steps_in_all}`} empty="Nothing to compare." />
      <dl class="ways">
        {view.ways.map((way) => [<dt key={`${way.name} t`}><bdi>{way.name}</bdi></dt>, <dd key={way.name}><bdi>{way.how}</bdi> <span class="dim"><bdi>{way.cost_of}</bdi></span></dd>])}
      </dl>
    </Panel>
  );
}

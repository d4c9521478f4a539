// The fleet as a table: every machine with its backup of the chosen night. Ten thousand are fine.

import { useState } from 'preact/hooks';
import { engine, select, selected, state } from '../app.ts';
import { count, gib } from '../format.ts';
import { Breakable, Outcome, Panel } from '../parts/panel.tsx';
import { Filter } from '../parts/filter.tsx';
import { Table, type Column, type Sorting } from '../parts/table.tsx';
import type { FleetRow, FleetSort } from '../views.ts';

type FleetColumn = Column<FleetRow> & { sort?: FleetSort };

const COLUMNS: FleetColumn[] = [
  { head: 'VM', cell: (row) => <bdi>{row.name}</bdi>, sort: 'name' },
  { head: 'Policy', cell: (row) => <bdi>{row.policy}</bdi>, sort: 'policy', isShort: true },
  { head: 'Used', cell: (row) => gib(row.used_bytes), isNumber: true, sort: 'used' },
  { head: 'Sent', cell: (row) => (row.sent_bytes == null ? '–' : gib(row.sent_bytes)), isNumber: true, sort: 'sent' },
  { head: 'Start', cell: (row) => row.start ?? '–', isNumber: true, sort: 'start' },
  { head: 'End', cell: (row) => row.end ?? '–', isNumber: true, sort: 'end' },
  { head: 'Length', cell: (row) => row.length ?? '–', isNumber: true, sort: 'length' },
  { head: 'Outcome', cell: (row) => <span class="outcome"><Outcome is={row.verdict} />{row.detail && <span class="detail"><bdi><Breakable text={row.detail} /></bdi></span>}</span>, isWrapped: true, sort: 'worst' },
];

export function FleetPanel({ night, vms }: { night: number; vms: number }) {
  const { resultsVersion } = state.value;
  const selection = selected.value;
  const [filter, setFilter] = useState('');
  const [matching, setMatching] = useState(vms);
  const [sorting, setSorting] = useState<Sorting>({ column: 'worst', isDescending: false });
  return (
    <Panel
      title="Fleet" kind="tall"
      chip={filter ? `${count(matching)} of ${count(vms)}` : count(vms)}
      tools={<Filter label="Filter by name or policy" onChange={setFilter} />}
    >
      <Table
        label="Fleet" columns={COLUMNS} version={[night, resultsVersion, filter, sorting.column, sorting.isDescending].join(' ')}
        empty={`No machine or policy contains “${filter}”. Clear the filter to see all ${count(vms)}.`}
        load={(from, wanted) => engine.fleet({ night, filter, sort: sorting.column as FleetSort, descending: sorting.isDescending, from, count: wanted })}
        sorting={{ now: sorting, choose: setSorting }} onMatching={setMatching}
        isSelected={(row) => selection?.kind === 'machine' && selection.vm === row.vm}
        onChoose={(row) => select({ kind: 'machine', vm: row.vm, night })}
      />
    </Panel>
  );
}

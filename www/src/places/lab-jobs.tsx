// The jobs of the lab, the newest first, by operation, status and time.

import { dispatch, select, selected, state } from '../app.ts';
import { count } from '../format.ts';
import { ALL_JOBS, jobsOf, operationsOf, STATUS_FILTERS, type JobFilter, type StatusFilter } from '../lab-state.ts';
import { JobTag } from '../parts/lab-tags.tsx';
import { Panel } from '../parts/panel.tsx';
import { Table, sliceOf, type Column } from '../parts/table.tsx';
import type { JobView, LabView, OperationName } from '../views.ts';

/** Where the dashboard's counts lead. */
export const JOBS_ID = 'lab-jobs';

const COLUMNS: Column<JobView>[] = [
  { head: 'Began', cell: (row) => row.began.local },
  { head: 'Operation', cell: (row) => row.label },
  { head: 'Machine', cell: (row) => <bdi>{row.vm == null ? '–' : row.name}</bdi> },
  { head: 'Status', cell: (row) => <><JobTag is={row.status} />{row.fault != null && <span class="detail mono"><bdi>{row.fault.code}</bdi></span>}{row.phase != null && <span class="detail">{row.phase}</span>}</> },
  { head: 'Length', cell: (row) => row.length, isNumber: true },
  { head: 'Ended', cell: (row) => row.ended?.local ?? '–' },
];

const STATUS_WORDS: Record<StatusFilter, string> = {
  all: 'Any status', succeeded: 'Succeeded', failed: 'Failed', running: 'In progress', cancelled: 'Cancelled', skipped: 'Skipped',
};

export function JobsPanel({ view, serial }: { view: LabView; serial: number }) {
  const { filter } = state.value.lab;
  const selection = selected.value;
  const rows = jobsOf(view.jobs, filter, view.dashboard.since_s);
  const change = (part: Partial<JobFilter>) => dispatch({ kind: 'lab-filtered', filter: { ...filter, ...part } });
  const operations = operationsOf(view.jobs);
  const isFiltered = filter.operation !== 'all' || filter.status !== 'all' || filter.isRecent;
  const tools = (
    <span class="tools">
      <select aria-label="Operation of the jobs" value={filter.operation} onChange={(event) => change({ operation: event.currentTarget.value as OperationName | 'all' })}>
        <option value="all">Any operation</option>
        {filter.operation !== 'all' && !operations.some(({ operation }) => operation === filter.operation) && <option value={filter.operation}>{filter.operation}</option>}
        {operations.map(({ operation, label }) => <option key={operation} value={operation}>{label}</option>)}
      </select>
      <select aria-label="Status of the jobs" value={filter.status} onChange={(event) => change({ status: event.currentTarget.value as StatusFilter })}>
        {STATUS_FILTERS.map((status) => <option key={status} value={status}>{STATUS_WORDS[status]}</option>)}
      </select>
      <label class="check"><input type="checkbox" checked={filter.isRecent} onChange={(event) => change({ isRecent: event.currentTarget.checked })} /> Last 24 h</label>
      <button class="btn" disabled={!isFiltered} onClick={() => change(ALL_JOBS)}>All</button>
    </span>
  );
  return (
    <div id={JOBS_ID}>
      <Panel title="Jobs" chip={isFiltered ? `${count(rows.length)} of ${count(view.jobs.length)}` : count(rows.length)} tools={tools}>
        <Table
          label="Jobs of the lab" columns={COLUMNS} load={sliceOf(rows)} version={`lab jobs ${serial} ${filter.operation} ${filter.status} ${filter.isRecent}`}
          empty={view.jobs.length === 0 ? 'No job yet. Go the way to protection above, or move the time on.' : 'No job is so. Choose “All” to see every job.'}
          isSelected={(row) => selection?.kind === 'lab-job' && selection.id === row.id} onChoose={(row) => select({ kind: 'lab-job', id: row.id })}
        />
      </Panel>
    </div>
  );
}

// Every step so far, the newest first; the one that is selected is explained.

import { select, selected } from '../app.ts';
import { count, size } from '../format.ts';
import { StepResult } from '../parts/blob-tags.tsx';
import { Panel } from '../parts/panel.tsx';
import { Table, sliceOf, type Column } from '../parts/table.tsx';
import type { BlobsView, StepView } from '../views.ts';

const COLUMNS: Column<StepView>[] = [
  { head: 'Step', cell: (row) => <>{count(row.number)} <bdi>{row.request}</bdi></> },
  { head: 'Result', cell: (row) => <><StepResult of={row} />{row.refused != null && <span class="detail"><bdi>{row.refused}</bdi></span>}</> },
  { head: 'Window', cell: (row) => (row.by_hand ? 'by hand' : row.window == null ? '–' : count(row.window)), isNumber: true },
  { head: 'Began', cell: (row) => row.at.local },
  { head: 'Moved', cell: (row) => size(row.moved), isNumber: true },
  { head: 'Took', cell: (row) => row.takes, isNumber: true },
  { head: 'A full copy', cell: (row) => row.full_copy ?? '–', isNumber: true },
];

export function BlobStepsPanel({ view, serial }: { view: BlobsView; serial: number }) {
  const selection = selected.value;
  const newest = view.steps.at(-1)?.number;
  const chosen = selection?.kind === 'blob-step' ? selection.number : newest;
  return (
    <Panel title="Steps" kind="tall" chip={count(view.steps.length)}>
      <Table
        label="Steps, the newest first" columns={COLUMNS} load={sliceOf(view.steps.toReversed())} version={`steps ${serial}`}
        empty="No step yet. Press “Next step”, or ask for something by hand."
        isSelected={(row) => row.number === chosen} onChoose={(row) => select({ kind: 'blob-step', number: row.number })}
      />
    </Panel>
  );
}

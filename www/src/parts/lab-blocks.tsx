// A machine's disks block by block: what holds data, what was written since the last backup and how
// that found its change; and the switch between blocks and amounts.

import { useId, useState } from 'preact/hooks';
import { count, counted, size } from '../format.ts';
import { showBlocks } from '../lab.ts';
import type { BlockCountView, LabBlockCellView, LabBlocksView, MachineDetailView } from '../views.ts';
import { Chart, WHOLE_RUN } from './chart.tsx';
import { TableSwitch } from './panel.tsx';
import { sliceOf, Table, type Column } from './table.tsx';

/** `64 KiB`, `4 MiB` */
export function blockSize(kib: number): string {
  return kib < 1024 ? `${kib} KiB` : `${kib / 1024} MiB`;
}

export function Blocks({ machine, nowS }: { machine: MachineDetailView; nowS: number }) {
  const { disks, vm } = machine;
  const first = disks.find(({ blocks }) => blocks != null)?.blocks;
  return (
    <>
      <Fidelity key={machine.block_kib ?? 0} machine={machine} />
      {first != null && <p class="dim">{first.since_text}</p>}
      {disks.map(({ name, blocks }, disk) => blocks != null && <DiskBlocks key={name} blocks={blocks} vm={vm} disk={disk} nowS={nowS} />)}
    </>
  );
}

/** The size that most machines are looked at with. */
const USUAL_KIB = 64;

function Fidelity({ machine }: { machine: MachineDetailView }) {
  const id = useId();
  const { block_kib: now, block_kib_allowed: allowed } = machine;
  const [kib, setKib] = useState(now ?? USUAL_KIB);
  const name = machine.group == null ? machine.name : `${machine.group}/${machine.name}`;
  return (
    <>
      <p class="dim">{now == null ? 'Only amounts are simulated: how much is written, not which blocks.' : 'Every block is simulated: which were written, found, sent and kept.'}</p>
      <p class="choice">
        <label for={id}>Block size</label>
        <select id={id} value={kib} onChange={(event) => setKib(Number(event.currentTarget.value))}>
          {allowed.map((one) => <option key={one} value={one}>{blockSize(one)}</option>)}
        </select>
        {now != null && <button class="btn" disabled={kib === now} onClick={() => showBlocks(name, kib)}>Change</button>}
      </p>
      <p class="actions">
        {now == null
          ? <button class="btn primary" onClick={() => showBlocks(name, kib)}>Simulate block by block</button>
          : <button class="btn" onClick={() => showBlocks(name, null)}>Only amounts</button>}
      </p>
    </>
  );
}

function DiskBlocks({ blocks, vm, disk, nowS }: { blocks: LabBlocksView; vm: number; disk: number; nowS: number }) {
  const [isTable, setTable] = useState(false);
  const { last, next } = blocks;
  return (
    <div class="disk blocks">
      <header><strong><bdi>{blocks.disk}</bdi></strong><TableSwitch isTable={isTable} onChange={setTable} of={`blocks of ${blocks.disk}`} /></header>
      {isTable
        ? <Table label={`Blocks of ${blocks.disk}`} columns={COLUMNS} load={sliceOf(rowsOf(blocks))} version={`blocks ${vm} ${disk} ${nowS} ${JSON.stringify(blocks.cells)}`} empty="No block is in use." />
        : <Chart kind="blocks" label={`Blocks of ${blocks.disk}`} at={{ ...WHOLE_RUN, vm, disk, as_of_s: nowS }} height="own" />}
      <dl class="facts">
        <dt>Hold data</dt><dd>{amount(blocks.held)}</dd>
        <dt>Written since</dt><dd>{amount(blocks.written)}</dd>
        <dt>Cleared since</dt><dd>{amount(blocks.cleared)}</dd>
        {last != null && <><dt>Sent last</dt><dd>{amount(last.sent)}</dd><dt>Read for it</dt><dd>{size(last.read)}, {counted(last.requests, 'request', 'requests')}</dd></>}
      </dl>
      {last != null && <p><span class="dim">Last backup, of {last.taken.local}:</span> {last.found}</p>}
      <p>{next == null ? 'It is not attached: a backup now would leave it out.' : next.found}</p>
    </div>
  );
}

function amount({ blocks, bytes }: BlockCountView): string {
  return `${counted(blocks, 'block', 'blocks')}, ${size(bytes)}`;
}

type Row = LabBlockCellView & { from: number };

/** The parts of the disk in which there is something. */
function rowsOf({ cells, cell }: LabBlocksView): Row[] {
  const rows = cells.map((one, index) => ({ ...one, from: index * cell }));
  return rows.filter(({ held, written, cleared, sent }) => held + written + cleared + sent > 0);
}

const COLUMNS: Column<Row>[] = [
  { head: 'From', cell: (row) => size(row.from), isNumber: true },
  { head: 'Data', cell: (row) => count(row.held), isNumber: true },
  { head: 'Written', cell: (row) => count(row.written), isNumber: true },
  { head: 'Cleared', cell: (row) => count(row.cleared), isNumber: true },
  { head: 'Sent', cell: (row) => count(row.sent), isNumber: true },
];

// The panel at the right: what the selected thing is, how it came about, which rule and source. On a
// narrow screen it is a sheet at the bottom that a selection opens.

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { dispatch, engine, select, selected, state } from '../app.ts';
import { capital, count, counted, gib, percent, size, words } from '../format.ts';
import type { Results, Selection } from '../state.ts';
import type { AssumptionView, DiskView, InstanceRow, MachineView, PartView, PhaseView, ReasonView, RuleView } from '../views.ts';
import { BlobsExplained } from './why-blobs.tsx';
import { BillExplained, BillLineExplained, ClassExplained, CostBasis, InstanceExplained } from './why-cost.tsx';
import { ErrorsExplained } from './why-errors.tsx';
import { LabExplained } from './why-lab.tsx';
import { LimitExplained } from './why-limit.tsx';
import { PointDayExplained, PointExplained, PointsExplained } from './why-points.tsx';
import { Outcome } from './panel.tsx';

export function Why({ results }: { results: Results }) {
  const { isSheetOpen, place } = state.value;
  const selection = selected.value;
  const toggle = () => dispatch({ kind: 'sheet-toggled', isOpen: !isSheetOpen });
  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) dispatch({ kind: 'sheet-toggled', isOpen: false });
    };
    addEventListener('keydown', close);
    return () => removeEventListener('keydown', close);
  }, []);
  return (
    <aside class={isSheetOpen ? 'why open' : 'why'} aria-label="Explanation">
      <button class="sheet-handle" aria-expanded={isSheetOpen} onClick={toggle}>Explanation<span aria-hidden="true">{isSheetOpen ? '▾' : '▴'}</span></button>
      <div class="why-body" tabIndex={0} role="region" aria-label="Explanation of the selection" aria-live={place === 'lab' || place === 'blobs' ? 'off' : 'polite'}>
        {place === 'lab' && selection?.kind !== 'assumptions' ? <LabExplained />
          : place === 'blobs' && selection?.kind !== 'assumptions' ? <BlobsExplained />
          : place === 'errors' && selection?.kind !== 'assumptions' ? <ErrorsExplained />
          : selection ? <Explained selection={selection} results={results} /> : place === 'points' ? <PointsExplained /> : <Nothing />}
        {place === 'cost' && selection?.kind !== 'assumptions' && <CostBasis cost={results.cost} />}
        <Basis results={results} />
      </div>
    </aside>
  );
}

function Nothing() {
  return <><h2>Nothing is selected</h2><p>Select a bar, a row, a night or a figure, and this panel says how it came about.</p></>;
}

/** What every figure rests on, one step away from wherever the reader is. */
function Basis({ results }: { results: Results }) {
  const { assumptionsTotal } = results.opened;
  if (assumptionsTotal === 0 || selected.value?.kind === 'assumptions') return null;
  return <p class="basis"><button class="link" onClick={() => select({ kind: 'assumptions' })}>{count(assumptionsTotal)} assumptions of the import</button></p>;
}

function Explained({ selection, results }: { selection: Selection; results: Results }) {
  switch (selection.kind) {
    case 'machine':
      return <Machine vm={selection.vm} night={selection.night} />;
    case 'night':
      return <Night night={selection.night} results={results} />;
    case 'oldest-point':
      return <OldestPoint results={results} />;
    case 'limit':
      return <LimitExplained row={selection.row} />;
    case 'bill':
      return <BillExplained bill={results.cost.months[selection.month]} />;
    case 'bill-line':
      return <BillLineExplained bill={results.cost.months[selection.month]} line={selection.line} />;
    case 'class':
      return <ClassExplained cost={results.cost} index={selection.index} />;
    case 'instance':
      return <Instance row={selection.row} results={results} />;
    case 'sizes':
      return <Sizes results={results} />;
    case 'point':
      return <PointExplained point={selection.point} results={results} />;
    case 'point-day':
      return <PointDayExplained date={selection.date} results={results} />;
    case 'lab-machine':
    case 'lab-job':
      return <LabExplained />;
    case 'error':
      return <ErrorsExplained />;
    case 'blob-step':
      return <BlobsExplained />;
    case 'assumptions':
      return <Assumptions results={results} />;
  }
}

function Machine({ vm, night }: { vm: number; night: number }) {
  const [machine, setMachine] = useState<MachineView | null>(null);
  const version = state.value.resultsVersion;
  useEffect(() => {
    let isWanted = true;
    void engine.machine(vm, night).then((view) => {
      if (isWanted) setMachine(view);
    });
    return () => {
      isWanted = false;
    };
  }, [vm, night, version]);
  if (!machine) return <p class="dim">…</p>;
  return (
    <>
      <h2><bdi>{machine.title}</bdi></h2>
      <p><Outcome is={machine.verdict} /> <span class="dim">{state.value.results?.nights[night]?.title}</span></p>
      <p><bdi>{machine.why}</bdi></p>
      <Facts facts={machine.facts.map((fact) => [fact.label, fact.value])} />
      {machine.parts.length > 0 && <Parts phases={machine.phases} parts={machine.parts} />}
      {machine.reasons.length > 0 && <Reasons reasons={machine.reasons} />}
      <Rules rules={machine.rules} />
      <h3>Disks</h3>
      {machine.disks.map((disk) => <Disk key={disk.name} disk={disk} />)}
      {machine.assumptions.length > 0 && <><h3>Assumed</h3><AssumptionList assumptions={machine.assumptions} /></>}
    </>
  );
}

/** A part that is shorter says nothing of a backup's hours. */
const SHOWN_S_MIN = 1;

/** Where the time went: a bar by phase, and what each phase was spent on. */
function Parts({ phases, parts }: { phases: readonly PhaseView[]; parts: readonly PartView[] }) {
  return (
    <>
      <h3>Where its time went</h3>
      <div class="split" aria-hidden="true">
        {phases.map((part, index) => <span key={index} class={`phase-${part.phase}`} style={{ flexGrow: part.percent }} />)}
      </div>
      <dl class="facts lengths">
        {parts.filter((part) => part.length_s >= SHOWN_S_MIN).map((part) => [
          <dt class="legend-line"><i class={`phase-${part.phase}`} aria-hidden="true" /><bdi>{capital(part.label)}</bdi></dt>,
          <dd>{part.length} <span class="dim share">{percent(part.percent)}</span></dd>,
        ])}
      </dl>
    </>
  );
}

function Reasons({ reasons }: { reasons: readonly ReasonView[] }) {
  return (
    <>
      <h3>Why it took so long</h3>
      <Facts kind="lengths" facts={reasons.map((reason) => [capital(reason.reason), percent(reason.percent)])} />
    </>
  );
}

function Disk({ disk }: { disk: DiskView }) {
  const isBackedUp = disk.role !== 'temp';
  return (
    <div class="disk">
      <p><bdi class="mono">{disk.name}</bdi> <span class="tag plain">{disk.role}</span></p>
      <Facts facts={[
        ['Provisioned', gib(disk.size_bytes)], ['Used at the start', gib(disk.used_bytes)],
        ...(isBackedUp
          ? [
              ['Change a day', `${percent(disk.change_percent)}${disk.change_drawn ? ', drawn' : ''}`] as const,
              ['Sent this night', disk.sent_bytes == null ? '–' : gib(disk.sent_bytes)] as const,
              ['Transfer', disk.transfer ?? '–'] as const,
            ]
          : [['Backup', 'never: temporary disk'] as const]),
      ]} />
      {disk.found != null && <p class="found"><span class="dim">Found:</span> {disk.found}</p>}
    </div>
  );
}

function Night({ night, results }: { night: number; results: Results }) {
  const view = results.nights[night];
  if (!view) return <Nothing />;
  return (
    <>
      <h2>{view.title}</h2>
      <p><Outcome is={view.verdict} /> <bdi>{view.sentence}</bdi></p>
      <p class="dim">{view.due === 0 ? 'Choose more days under “Options”, or another night.' : view.held === view.due ? 'Select a bar or a row to see where its time went.' : 'Select a bar or a row to see why it did not hold.'}</p>
      {view.lost_most != null && <p><bdi>{view.lost_most}</bdi></p>}
      <Facts facts={[
        ['Window opens', view.opens.local], ['Window closes', view.closes.local],
        ['Opens, UTC', view.opens.utc], ['Closes, UTC', view.closes.utc],
        ['Backups due', count(view.due)], ['Held', count(view.held)], ['Late', count(view.late)], ['Failed', count(view.failed)],
        ['Transfer skipped', count(view.skipped)], ['Still running at the end', count(view.running)], ['Sent to the vaults', size(view.sent_bytes)],
      ]} />
      {view.missed.length > 0 && (
        <>
          <h3>Who missed the window</h3>
          <Facts kind="lengths" facts={view.missed.map((miss) => [<Go vm={miss.index}>{miss.vm}</Go>, miss.by])} />
          {view.missed_more > 0 && <p class="dim">and {counted(view.missed_more, 'other machine', 'other machines')}.</p>}
        </>
      )}
      {view.lost.length > 0 && (
        <>
          <h3>Transfer time lost to shared links</h3>
          <Facts kind="lengths" facts={view.lost.map((lost) => [capital(lost.link), <>{lost.length} <span class="dim share">{percent(lost.percent)}</span></>])} />
        </>
      )}
      <div class="rule"><p>A backup holds when its whole job, the transfer to the vault included, ends before the window closes.</p></div>
    </>
  );
}

function OldestPoint({ results }: { results: Results }) {
  const oldest = results.summary.oldest_point;
  return (
    <>
      <h2>Oldest recovery point (RPO)</h2>
      {oldest
        ? <><p>At the end of the run, the newest recovery point of <bdi>{oldest.vm}</bdi> is the oldest of all machines. Lost then, everything since would be lost.</p>
            <Facts facts={[['Machine', <Go key="vm" vm={oldest.index}>{oldest.vm}</Go>], ['Age of its newest point', oldest.age]]} /></>
        : <p>No machine has been due yet.</p>}
      <Facts facts={[['Recovery points kept, all machines', count(results.summary.points)]]} />
    </>
  );
}

/** To a machine's backup of the night that is shown. */
function Go({ vm, children }: { vm: number; children: ComponentChildren }) {
  return <button class="link" onClick={() => select({ kind: 'machine', vm, night: state.value.night })}>{children}</button>;
}

function Sizes({ results }: { results: Results }) {
  const { cost, summary } = results;
  return (
    <>
      <h2>Sizes</h2>
      <Facts facts={[
        ['Used on all disks at the start', size(cost.used_bytes)], ['Protected-instance size at the end', size(cost.protected_bytes)],
        ['Stored in the vaults at the end', size(summary.stored_bytes)], ['Recovery points', count(summary.points)],
        ['Machines with a backup', `${count(cost.protected_vms)} of ${count(cost.vms)}`],
      ]} />
    </>
  );
}

function Instance({ row, results }: { row: InstanceRow; results: Results }) {
  return (
    <>
      <InstanceExplained row={row} currency={results.cost.currency} />
      <p><Go vm={row.vm}>Its backup of {results.nights[state.value.night]?.title}</Go></p>
    </>
  );
}

function Assumptions({ results }: { results: Results }) {
  const { assumptions, assumptionsTotal } = results.opened;
  return (
    <>
      <h2>What was assumed</h2>
      <p>The inventory does not say everything. Each gap was filled like this{assumptions.length < assumptionsTotal && `; the first ${count(assumptions.length)} of ${count(assumptionsTotal)}, each machine’s own are in its explanation`}:</p>
      <AssumptionList assumptions={assumptions} />
    </>
  );
}

function AssumptionList({ assumptions }: { assumptions: readonly AssumptionView[] }) {
  return (
    <ul class="assumed">
      {assumptions.map((assumption, index) => (
        <li key={index}>{assumption.vm != null && <><bdi class="mono">{assumption.vm}</bdi> </>}<span class="dim">{words(assumption.about)}:</span> <bdi>{assumption.assumed}</bdi></li>
      ))}
    </ul>
  );
}

/** Of kind `lengths`, short values beside labels of any length. */
export function Facts({ facts, kind = '' }: { facts: readonly (readonly [label: ComponentChildren, value: ComponentChildren])[]; kind?: 'lengths' | '' }) {
  return <dl class={`facts ${kind}`}>{facts.map(([label, value]) => [<dt><bdi>{label}</bdi></dt>, <dd><bdi>{value}</bdi></dd>])}</dl>;
}

export function Rules({ rules }: { rules: readonly RuleView[] }) {
  return (
    <>
      {rules.map((rule) => (
        <div class="rule" key={rule.rule}>
          <p>{rule.rule}</p>
          <p class="source">Source: {rule.source}</p>
        </div>
      ))}
    </>
  );
}

// What the panel says in the lab: a machine with everything about it, what can be asked for and what
// can be broken; or a job, with why it failed and what helps.

import { select, state } from '../app.ts';
import { gib, percent } from '../format.ts';
import { act, lab, showError } from '../lab.ts';
import type { FaultView, JobView, LabDiskView, LabPointView, LabView, MachineDetailView, SectionView } from '../views.ts';
import { AskButtons, DiskControls, Lifetime, RestoreForm, SectionControls, WriterControls, type On } from './lab-asks.tsx';
import { Blocks, blockSize } from './lab-blocks.tsx';
import { ErrorExplained } from './why-errors.tsx';
import { Fold } from './fold.tsx';
import { JobTag } from './lab-tags.tsx';
import { Troubles } from './lab-troubles.tsx';

export function LabExplained() {
  const answer = lab();
  const selection = state.value.selections.lab;
  if (answer?.kind !== 'view') return <LabNothing />;
  const { view } = answer;
  if (selection?.kind === 'lab-job') {
    const job = view.jobs.find(({ id }) => id === selection.id);
    return job ? <Job job={job} profile={view.profile} /> : <><h2>Not begun yet</h2><p>The job that was selected begins after this moment. Move the time on, or select another one.</p></>;
  }
  if (selection?.kind === 'error') return <ErrorExplained code={selection.code} profile={view.profile} />;
  if (selection?.kind === 'lab-machine') {
    if (view.machine?.vm === selection.vm) return <Machine view={view} machine={view.machine} />;
    return <p class="dim">…</p>;
  }
  return <ServiceExplained view={view} />;
}

function LabNothing() {
  return <><h2>Nothing is selected</h2><p>Start a lab, then select a machine or a job.</p></>;
}

/** With nothing selected: what concerns no single machine. */
function ServiceExplained({ view }: { view: LabView }) {
  return (
    <>
      <h2>Select a machine or a job</h2>
      <p>A machine shows everything about it, what can be asked for, and what can be broken. A job shows why it failed and what helps.</p>
      <Service view={view} />
    </>
  );
}

function Service({ view }: { view: LabView }) {
  const vaults = view.vaults.filter(({ deleted }) => !deleted);
  return (
    <>
      <Fold title="Break the service"><Troubles all={view.service_troubles} of="service" on={null} /></Fold>
      <Fold title="Vaults" note={String(vaults.length)}>
        <p class="actions">{vaults.map(({ name }) => <button key={name} class="btn" onClick={() => act([{ do: 'delete-vault', vault: name }])}>Delete the vault <bdi>{name}</bdi></button>)}</p>
      </Fold>
    </>
  );
}

export function Fault({ fault, onRow }: { fault: FaultView; onRow: () => void }) {
  return (
    <div class="fault">
      <p><strong><bdi class="mono">{fault.code}</bdi></strong></p>
      <p><bdi>{fault.message}</bdi></p>
      {fault.causes.length > 0 && <><h3>What leads to it</h3><ul class="assumed">{fault.causes.map((cause) => <li key={cause}><bdi>{cause}</bdi></li>)}</ul></>}
      <h3>What helps</h3>
      <div class="rule"><p><bdi>{fault.remedy}</bdi></p></div>
      <p class="dim"><bdi>{fault.retry}</bdi></p>
      <p><button class="link" onClick={onRow}>Its row in Errors</button></p>
    </div>
  );
}

function Job({ job, profile }: { job: JobView; profile: string }) {
  const { vm } = job;
  return (
    <>
      <h2>{job.label}{vm != null && <> of <bdi>{job.name}</bdi></>}</h2>
      <p><JobTag is={job.status} /></p>
      <p><bdi>{job.detail}</bdi></p>
      {job.fault != null && <Fault fault={job.fault} onRow={() => job.fault && showError(job.fault.code, profile)} />}
      <dl class="facts">
        <dt>Began</dt><dd>{job.began.local}</dd>
        <dt>Ended</dt><dd>{job.ended?.local ?? 'it runs'}</dd>
        <dt>Length</dt><dd>{job.length}</dd>
        {job.phase != null && <><dt>Doing</dt><dd>{job.phase}</dd></>}
        {job.attempts > 0 && <><dt>Snapshots tried</dt><dd>{job.attempts}</dd></>}
      </dl>
      {job.parts.length > 0 && (
        <>
          <h3>Where the time went</h3>
          <dl class="facts">
            {job.parts.map((part) => [<dt><bdi>{part.label}</bdi></dt>, <dd>{part.length} <span class="dim share">{percent(part.percent)}</span></dd>])}
          </dl>
        </>
      )}
      {vm != null && <p class="actions"><button class="btn" onClick={() => select({ kind: 'lab-machine', vm })}>Show <bdi>{job.name}</bdi></button></p>}
    </>
  );
}

function Machine({ view, machine }: { view: LabView; machine: MachineDetailView }) {
  const item = view.items.find(({ vm }) => vm === machine.vm);
  const on: On = { name: machine.name, group: machine.group };
  const running = view.jobs.find(({ vm, status }) => vm === machine.vm && status === 'running');
  const last = view.jobs.find(({ vm, fault }) => vm === machine.vm && fault != null);
  const present = machine.troubles.filter((trouble) => trouble.present).length;
  return (
    <div key={machine.vm}>
      <h2><bdi>{machine.name}</bdi></h2>
      <p class="dim">{machine.group != null && <><bdi>{machine.group}</bdi> · </>}{machine.os} · {machine.state_text}{item && item.exists && ` · ${item.power}`}</p>
      {running && <p><JobTag is="running" /> <button class="link" onClick={() => select({ kind: 'lab-job', id: running.id })}>{running.label}</button> {running.phase != null && <span class="dim">{running.phase}</span>}</p>}
      {last?.fault != null && <p class="last-fault"><JobTag is={last.status} /> <button class="link" onClick={() => select({ kind: 'lab-job', id: last.id })}>{last.label}, {last.began.local}</button>: <bdi>{last.fault.message}</bdi></p>}
      <AskButtons view={view} machine={machine} on={on} hasJob={running !== undefined} />
      <Fold title="Restore"><RestoreForm on={on} /></Fold>
      <Fold title="Break something" note={present > 0 ? `${present} wrong now` : undefined} isOpen={present > 0}>
        <Troubles all={machine.troubles} of="machine" on={on} />
      </Fold>
      {machine.sections.map((section) => (
        <Fold key={section.id} title={section.title}>
          <Facts section={section} />
          {section.id === 'power' && item && <Lifetime item={item} on={on} />}
          <SectionControls id={section.id} on={on} />
          {section.id === 'vss' && <WriterControls writers={machine.writers} on={on} />}
        </Fold>
      ))}
      <Fold title="Disks" note={String(machine.disks.length)}><Disks disks={machine.disks} on={on} /></Fold>
      <Fold title="Blocks" note={machine.block_kib == null ? undefined : `of ${blockSize(machine.block_kib)}`} isOpen={machine.block_kib != null}>
        <Blocks machine={machine} nowS={view.now.s} />
      </Fold>
      <Fold title="Recovery points" note={String(machine.points.length)} isOpen={machine.points.length > 0}><Points points={machine.points} /></Fold>
      <Fold title="Changes made by the service" note={String(machine.changes.length)}>
        {machine.changes.length === 0 ? <p class="dim">None up to now.</p> : <ul class="assumed">{machine.changes.map((change, index) => <li key={index}><span class="dim">{change.at.local}</span> <bdi>{change.text}</bdi></li>)}</ul>}
      </Fold>
      <Service view={view} />
    </div>
  );
}

function Facts({ section }: { section: SectionView }) {
  return <dl class="facts">{section.facts.map(({ label, value }) => [<dt key={`${label} t`}>{label}</dt>, <dd key={label}><bdi>{value}</bdi></dd>])}</dl>;
}

function Disks({ disks, on }: { disks: readonly LabDiskView[]; on: On }) {
  return (
    <>
      {disks.map((disk) => (
        <div class="disk" key={disk.name}>
          <p><strong><bdi>{disk.name}</bdi></strong> <span class="dim">{disk.role}, {disk.attached ? 'attached' : 'not attached'}</span></p>
          <dl class="facts"><dt>Used</dt><dd>{gib(disk.used)} of {gib(disk.size)}</dd></dl>
          <DiskControls disk={disk} on={on} />
        </div>
      ))}
    </>
  );
}

/** The newest are what a restore is about. */
const POINTS_SHOWN = 5;
const GUARANTEES: readonly (readonly [key: 'boots' | 'no_corruption' | 'no_loss' | 'application_consistent', words: string])[] = [
  ['boots', 'It will start'], ['no_corruption', 'No data are corrupt'], ['no_loss', 'No data are lost'], ['application_consistent', 'Applications find their data whole'],
];

function Points({ points }: { points: readonly LabPointView[] }) {
  if (points.length === 0) return <p class="dim">None yet. A backup that succeeds makes one.</p>;
  return (
    <>
      {points.slice(0, POINTS_SHOWN).map((point) => (
        <div class="disk" key={point.taken.s}>
          <p><strong>{point.taken.local}</strong> <span class="tag plain">{point.level}</span></p>
          <p class="dim"><bdi>{point.reason}</bdi></p>
          <ul class="guarantees">
            {GUARANTEES.map(([key, words]) => <li key={key} class={point[key] ? 'yes' : 'no'}><span aria-hidden="true">{point[key] ? '✓' : '✕'}</span> {words}<span class="unseen">: {point[key] ? 'guaranteed' : 'not guaranteed'}</span></li>)}
          </ul>
          <p class="dim">In: {point.tiers.join(', ')}{point.has_keys && '; holds the keys'}{point.leaves_out && '; leaves out a disk'}</p>
        </div>
      ))}
      {points.length > POINTS_SHOWN && <p class="dim">{points.length - POINTS_SHOWN} older ones are in the Points place.</p>}
    </>
  );
}

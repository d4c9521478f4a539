// The Lab place: the scenario up to a moment. What has come about by then, and what to ask for next;
// what is asked for becomes an entry of the scenario's timeline.

import { useEffect, useState } from 'preact/hooks';
import { dispatch, engine, select, selected, state } from '../app.ts';
import { count, counted } from '../format.ts';
import { askLab, lab, said, startLab } from '../lab.ts';
import { ALL_JOBS, type JobFilter } from '../lab-state.ts';
import { Problems } from '../parts/modal.tsx';
import { Card, Panel } from '../parts/panel.tsx';
import { JobTag } from '../parts/lab-tags.tsx';
import { Table, sliceOf, type Column } from '../parts/table.tsx';
import type { ItemView, LabView } from '../views.ts';
import { Clock } from './lab-clock.tsx';
import { JobsPanel, JOBS_ID } from './lab-jobs.tsx';
import { LabStart } from './lab-start.tsx';
import { StepsPanel } from './lab-steps.tsx';
import { StoryPanel, WhatHelps } from './lab-story.tsx';

export function LabPlace() {
  const { version, atS, isChoosing } = state.value.lab;
  const selection = selected.value;
  const vm = selection?.kind === 'lab-machine' ? selection.vm : null;
  useEffect(() => {
    void askLab({ atS, vm, version });
  }, [atS, vm, version]);
  const answer = lab();
  const isStale = answer?.version !== version;
  return (
    <>
      <div class="head">
        <h1>What happens, and why?</h1>
        <button class="btn" onClick={() => dispatch({ kind: 'lab-chooser', isOpen: !isChoosing })} aria-expanded={isChoosing}>Start a lab…</button>
        <p class="lead">A run, step by step: play it, break something, see what fails, and mend it. What you do is kept in the scenario.</p>
      </div>
      {isChoosing && <LabStart onClose={() => dispatch({ kind: 'lab-chooser', isOpen: false })} />}
      {answer === null ? <p class="lead" role="status">The lab is being set up.</p>
        : answer.kind === 'view' ? <Bench view={answer.view} serial={answer.serial} isStale={isStale} />
        : !isStale && <TooLarge problems={answer.problems} />}
    </>
  );
}

function TooLarge({ problems }: { problems: Parameters<typeof Problems>[0]['problems'] }) {
  return (
    <>
      <section class="panel notice">
        <h2>This scenario can’t be opened in the lab</h2>
        <Problems problems={problems} />
        <p>The other places show it as before. For the lab, begin with a few machines:</p>
      </section>
      <LabStart />
    </>
  );
}

function Bench({ view, serial, isStale }: { view: LabView; serial: number; isStale: boolean }) {
  return (
    <>
      {state.value.lab.lesson !== null && <Lesson code={state.value.lab.lesson} profile={view.profile} />}
      <Clock view={view} isStale={isStale} />
      <Said />
      {view.items.length === 0 && <p class="panel empty">This scenario has no machine. Open another one, or <button class="link" onClick={() => startLab(view.profile)}>start a lab with three machines</button>.</p>}
      <StepsPanel view={view} />
      <Dashboard view={view} />
      <ItemsPanel view={view} serial={serial} />
      <JobsPanel view={view} serial={serial} />
      <StoryPanel view={view} />
    </>
  );
}

function Lesson({ code, profile }: { code: string; profile: string }) {
  const [about, setAbout] = useState<string | null>(null);
  useEffect(() => void engine.lessonAbout(profile, code).then(setAbout), [profile, code]);
  return (
    <section class="panel lesson" aria-label="Lesson">
      <p class="body">
        <strong>Lesson: <bdi class="mono">{code}</bdi>.</strong> <bdi>{about}</bdi> Press “Next thing” to go on.{' '}
        <a href="#errors" onClick={() => dispatch({ kind: 'selected', place: 'errors', selection: { kind: 'error', code }, isByPerson: true })}>What the catalogue says of it</a>
      </p>
    </section>
  );
}

/** What an action led to at once. */
function Said() {
  const lines = said.value;
  return (
    <div class={lines.length > 0 ? 'said' : 'unseen'} role="status" aria-label="What this led to">
      {lines.map((line, index) => (
        <p key={index}>
          {line.kind === 'refusal' && <><span class="tag bad"><span aria-hidden="true">✕ </span>refused</span> </>}
          {line.name !== '' && <><bdi>{line.name}</bdi>: </>}<bdi>{line.text}</bdi><WhatHelps code={line.code} />
        </p>
      ))}
    </div>
  );
}

function same(a: JobFilter, b: JobFilter): boolean {
  return a.operation === b.operation && a.status === b.status && a.isRecent === b.isRecent;
}

function Dashboard({ view }: { view: LabView }) {
  const { filter } = state.value.lab;
  const { dashboard } = view;
  const show = (wanted: JobFilter) => {
    dispatch({ kind: 'lab-filtered', filter: same(filter, wanted) ? ALL_JOBS : wanted });
    document.getElementById(JOBS_ID)?.scrollIntoView({ block: 'nearest' });
  };
  const card = (label: string, value: number, tone: 'ok' | 'bad' | undefined, note: string, wanted: JobFilter) => (
    <Card label={label} value={count(value)} tone={value > 0 ? tone : undefined} note={note} isSelected={same(filter, wanted)} onExplain={() => show(wanted)} />
  );
  return (
    <div class="cards">
      {card('Protected machines', dashboard.protected, undefined, `of ${counted(view.items.length, 'machine', 'machines')}`, { ...ALL_JOBS, operation: 'configure-protection', status: 'succeeded' })}
      {card('Succeeded, last 24 h', dashboard.succeeded_24h, 'ok', 'jobs, with or without a warning', { ...ALL_JOBS, status: 'succeeded', isRecent: true })}
      {card('Failed, last 24 h', dashboard.failed_24h, 'bad', 'jobs; each has its cause and cure', { ...ALL_JOBS, status: 'failed', isRecent: true })}
      {card('In progress', dashboard.running, undefined, 'jobs that run now', { ...ALL_JOBS, status: 'running' })}
    </div>
  );
}

const LEVELS: Record<string, string> = { 'application-consistent': 'application', 'file-system-consistent': 'file system', 'crash-consistent': 'crash' };

const ITEM_COLUMNS: Column<ItemView>[] = [
  { head: 'Machine', cell: (row) => <span class="stacked"><bdi>{row.name}</bdi>{row.group != null && <bdi class="detail">{row.group}</bdi>}</span> },
  { head: 'Protection', cell: (row) => row.state_text, isWrapped: true },
  { head: 'Power', cell: (row) => (row.exists ? row.power : 'does not exist') },
  { head: 'Policy', cell: (row) => <bdi>{row.policy ?? '–'}</bdi>, isShort: true },
  { head: 'Last backup', cell: (row) => (row.last_backup == null ? '–' : <><JobTag is={row.last_backup} /><span class="detail">{row.last_backup_at?.local}</span></>) },
  { head: 'Newest point', cell: (row) => row.newest_point?.local ?? '–' },
  { head: 'Consistent', cell: (row) => (row.newest_consistency == null ? '–' : (LEVELS[row.newest_consistency] ?? row.newest_consistency)) },
];

function ItemsPanel({ view, serial }: { view: LabView; serial: number }) {
  const selection = selected.value;
  return (
    <Panel title="Machines" chip={count(view.items.length)}>
      <Table
        label="Machines of the lab" columns={ITEM_COLUMNS} load={sliceOf(view.items)} version={`lab items ${serial}`} empty="No machine."
        isSelected={(row) => selection?.kind === 'lab-machine' && selection.vm === row.vm} onChoose={(row) => select({ kind: 'lab-machine', vm: row.vm })}
      />
    </Panel>
  );
}

// New start times for the policies: searched by simulation, shown before and after, opened as a
// scenario of their own.

import { useRef, useState } from 'preact/hooks';
import { engine, openPlanned, state } from '../app.ts';
import { count } from '../format.ts';
import { Panel } from '../parts/panel.tsx';
import { Table, sliceOf, type Column } from '../parts/table.tsx';
import type { PlanPolicyView, PlanProgressView, PlanView, ProblemView } from '../views.ts';

type Search =
  | { kind: 'none' }
  | { kind: 'searching'; progress: PlanProgressView | null }
  | { kind: 'found'; plan: PlanView }
  | { kind: 'refused'; problems: readonly ProblemView[] };

const OBJECTIVES = [['earliest-end', 'End as early as possible'], ['least-change', 'Change as little as possible']] as const;

/** Begins anew with every run: a plan is one run's. */
export function PlanPanel() {
  return <Plans key={state.value.resultsVersion} />;
}

function Plans() {
  const [search, setSearch] = useState<Search>({ kind: 'none' });
  const [objective, setObjective] = useState<string>(OBJECTIVES[0][0]);
  const wanted = useRef(0);
  const isSearching = search.kind === 'searching';

  const stop = () => {
    wanted.current += 1;
    setSearch({ kind: 'none' });
  };
  const find = async () => {
    wanted.current += 1;
    const mine = wanted.current;
    setSearch({ kind: 'searching', progress: null });
    let answer = await engine.planStart(JSON.stringify({ objective }));
    for (;;) {
      if (wanted.current !== mine) return;
      if (answer.kind === 'rejected') return setSearch({ kind: 'refused', problems: answer.problems });
      if (answer.value.done) break;
      setSearch({ kind: 'searching', progress: answer.value });
      answer = await engine.planStep();
    }
    const plan = await engine.plan();
    if (wanted.current === mine) setSearch({ kind: 'found', plan });
  };

  return (
    <Panel
      title="Plan"
      tools={(
        <span class="tools">
          <select aria-label="What the plan should be good at" value={objective} disabled={isSearching} onChange={(event) => setObjective(event.currentTarget.value)}>
            {OBJECTIVES.map(([value, text]) => <option key={value} value={value}>{text}</option>)}
          </select>
          {isSearching ? <button class="btn" onClick={stop}>Stop</button> : <button class="btn" onClick={() => void find()}>Find start times</button>}
        </span>
      )}
    >
      <div class="body" aria-live="polite">
        {search.kind === 'none' && <p class="dim">Searches start times at which every night holds. Every try is a simulation; nothing is changed until you open what was found.</p>}
        {search.kind === 'searching' && <Progress progress={search.progress} />}
        {search.kind === 'refused' && <ul>{search.problems.map((one) => <li key={one.place}><bdi>{one.place}</bdi>: found <bdi>{one.found}</bdi>; allowed: <bdi>{one.allowed}</bdi></li>)}</ul>}
        {search.kind === 'found' && <Found plan={search.plan} />}
      </div>
    </Panel>
  );
}

function Progress({ progress }: { progress: PlanProgressView | null }) {
  return (
    <>
      <p role="status">{progress ? `${count(progress.simulations)} of at most ${count(progress.budget)} simulations` : 'Simulating the run as it is'}</p>
      <progress max={progress?.budget ?? 1} value={progress?.simulations ?? 0} aria-label="Simulations" />
    </>
  );
}

interface Row {
  what: string;
  before: string;
  after: string;
  equal: string;
}

const SIDES: readonly Column<Row>[] = [
  { head: 'Simulated', cell: (row) => row.what },
  { head: 'Before', cell: (row) => row.before, isNumber: true },
  { head: 'After', cell: (row) => row.after, isNumber: true },
  { head: 'Equal spacing', cell: (row) => row.equal, isNumber: true },
];

const STARTS: readonly Column<PlanPolicyView>[] = [
  { head: 'Policy', cell: (policy) => <bdi>{policy.policy}</bdi> },
  { head: 'Machines', cell: (policy) => count(policy.machines), isNumber: true },
  { head: 'Start', cell: (policy) => policy.was, isNumber: true },
  { head: 'Planned', cell: (policy) => policy.start, isNumber: true },
  { head: 'Change', cell: (policy) => (policy.is_new ? <>new, from <bdi>{policy.of}</bdi></> : policy.moved ? 'moved' : 'stays') },
];

function sidesOf({ before, after, equal }: PlanView): Row[] {
  const nights = (held: number) => `${count(held)} of ${count(before.nights)}`;
  const row = (what: string, one: string, other: string, spaced = '–'): Row => ({ what, before: one, after: other, equal: spaced });
  return [
    row('Nights that hold', nights(before.nights_held), nights(after.nights_held), equal && nights(equal.nights_held)),
    row('Late backups', count(before.late), count(after.late), equal && count(equal.late)),
    row('Late machines', count(before.machines_late), count(after.machines_late)),
    row('Failed backups', count(before.failed), count(after.failed)),
    row('Opening to last end, mean', before.mean_end, after.mean_end, equal?.mean_end),
    row('Latest end', before.last_end?.local ?? '–', after.last_end?.local ?? '–'),
    row('Least to spare', before.slack ?? '–', after.slack ?? '–'),
  ];
}

function Found({ plan }: { plan: PlanView }) {
  const version = `plan ${plan.after.digest}`;
  return (
    <>
      <p><strong>{plan.verdict}</strong></p>
      <Table label="The run before and after" columns={SIDES} load={sliceOf(sidesOf(plan))} version={version} empty="Nothing." />
      {plan.changes && (
        <>
          <Table label="Start times of policies" columns={STARTS} load={sliceOf(plan.policies)} version={`${version} policies`} empty="No policy can be moved." />
          <p><button class="btn primary" onClick={() => void openPlanned()}>Open as planned</button></p>
        </>
      )}
      {[...plan.reasons, ...plan.notes].map((sentence) => <p key={sentence}><bdi>{sentence}</bdi></p>)}
      <p class="dim">{count(plan.simulations)} simulations; starts allowed from {plan.from} to {plan.last}, every {count(plan.step_min)} min.</p>
    </>
  );
}

// When is the fleet back? A list of machines is restored in a run of its own; nothing of the run that
// is shown changes.

import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { engine, state } from '../app.ts';
import { gib, isolated, percent } from '../format.ts';
import { Panel } from '../parts/panel.tsx';
import { Table, sliceOf, type Column } from '../parts/table.tsx';
import { beside, EMPTY_FORM, listOf, ofPolicy, type RestoreForm } from '../restore.ts';
import type { BackStatus, MachineBackView, PartView, ProblemView, RestoresView } from '../views.ts';

interface Side {
  title: string;
  view: RestoresView;
}

type Search =
  | { kind: 'none' }
  | { kind: 'running' }
  | { kind: 'found'; sides: readonly [Side, ...Side[]] }
  | { kind: 'refused'; problems: readonly ProblemView[] };

/** Begins anew with every run: its machines and times are that run's. */
export function RestorePanel() {
  return <Restores key={state.value.resultsVersion} />;
}

function Restores() {
  const [form, setForm] = useState<RestoreForm>(EMPTY_FORM);
  const [search, setSearch] = useState<Search>({ kind: 'none' });
  const wanted = useRef(0);
  const change = (part: Partial<RestoreForm>) => setForm({ ...form, ...part });

  const restore = async () => {
    wanted.current += 1;
    const mine = wanted.current;
    setSearch({ kind: 'running' });
    const asked = listOf(form);
    const answer = await engine.restore(JSON.stringify(asked));
    if (wanted.current !== mine) return;
    if (answer.kind === 'rejected') return setSearch({ kind: 'refused', problems: answer.problems });
    const sides: [Side, ...Side[]] = [{ title: 'As asked', view: answer.value }];
    for (const { title, list } of beside(asked, answer.value)) {
      const other = await engine.restore(JSON.stringify(list));
      if (wanted.current !== mine) return;
      if (other.kind === 'ok') sides.push({ title, view: other.value });
    }
    setSearch({ kind: 'found', sides });
  };

  return (
    <Panel title="Restore">
      <div class="body">
        <form class="asks" onSubmit={(event) => { event.preventDefault(); void restore(); }}>
          <Fields form={form} change={change} />
          <button class="btn" type="submit" disabled={search.kind === 'running'}>Restore</button>
        </form>
        <div aria-live="polite">
          {search.kind === 'none' && <p class="dim">Says when each machine is back, what is lost, and where the time goes. The restores are simulated beside the backups; nothing of this run changes.</p>}
          {search.kind === 'running' && <p role="status">Simulating the restores</p>}
          {search.kind === 'refused' && <ul>{search.problems.map((one) => <li key={one.place}><bdi>{one.place}</bdi>: found <bdi>{one.found}</bdi>; allowed: <bdi>{one.allowed}</bdi></li>)}</ul>}
          {search.kind === 'found' && <p class="answer"><strong><bdi>{search.sides[0].view.verdict}</bdi></strong></p>}
        </div>
        {search.kind === 'found' && <Found view={search.sides[0].view} sides={search.sides} />}
      </div>
    </Panel>
  );
}

function Fields({ form, change }: { form: RestoreForm; change: (part: Partial<RestoreForm>) => void }) {
  const [policies, setPolicies] = useState<readonly string[]>([]);
  useEffect(() => {
    let isShown = true;
    void engine.policies().then((all) => isShown && setPolicies(all.map(({ policy }) => policy.name)));
    return () => { isShown = false; };
  }, []);
  return (
    <>
      <Choice label="Machines" value={form.who} options={[['all', 'All'], ...policies.map((name) => [ofPolicy(name), `Those of ${isolated(name)}`] as const), ['names', 'These, in this order']]} onChange={(who) => change({ who })} />
      <Text label="When, UTC" value={form.at} placeholder="after the last night" onInput={(at) => change({ at })} />
      <Choice label="From" value={form.tier} options={TIERS} onChange={(tier) => change({ tier })} />
      <Choice label="What is made" value={form.kind} options={KINDS} onChange={(kind) => change({ kind })} />
      <Text label="Storage accounts" value={form.accounts} placeholder="one each" isNumber onInput={(accounts) => change({ accounts })} />
      <Text label="MiB/s of each" value={form.accountMib} placeholder="default" isNumber onInput={(accountMib) => change({ accountMib })} />
      <Text label="At most at once" value={form.atOnce} placeholder="all" isNumber onInput={(atOnce) => change({ atOnce })} />
      {form.who === 'names' && <Names value={form.names} onInput={(names) => change({ names })} />}
    </>
  );
}

type Options<Value> = readonly (readonly [value: Value, words: string])[];

const TIERS: Options<RestoreForm['tier']> = [['', 'Snapshots where there are'], ['snapshot', 'Snapshots only'], ['vault', 'The vault only']];
const KINDS: Options<RestoreForm['kind']> = [['vm', 'New machines'], ['disks', 'Disks'], ['files', 'Mounts for files'], ['replace-disks', 'Their own disks anew']];

function Choice<Value extends string>({ label, value, options, onChange }: { label: string; value: Value; options: Options<Value>; onChange: (value: Value) => void }) {
  const id = useId();
  return (
    <div class="ask">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value as Value)}>
        {options.map(([one, words]) => <option key={one} value={one}>{words}</option>)}
      </select>
    </div>
  );
}

function Names({ value, onInput }: { value: string; onInput: (text: string) => void }) {
  const id = useId();
  return (
    <div class="ask wide">
      <label for={id}>Machines, one a line, first to last</label>
      <textarea id={id} rows={4} value={value} onInput={(event) => onInput(event.currentTarget.value)} />
    </div>
  );
}

function Text({ label, value, placeholder, isNumber = false, onInput }: { label: string; value: string; placeholder: string; isNumber?: boolean; onInput: (text: string) => void }) {
  const id = useId();
  return (
    <div class="ask">
      <label for={id}>{label}</label>
      <input id={id} type="text" class={isNumber ? 'number' : ''} inputMode={isNumber ? 'numeric' : 'text'} value={value} placeholder={placeholder} onInput={(event) => onInput(event.currentTarget.value)} />
    </div>
  );
}

function Found({ view, sides }: { view: RestoresView; sides: readonly Side[] }) {
  const [chosen, setChosen] = useState<number | null>(null);
  const machine = view.machines.find(({ vm }) => vm === chosen) ?? null;
  const { digest, fleet } = view;
  const rows = sidesOf(sides);
  return (
    <>
      <p class="dim"><bdi>{view.asked.local}: {view.order}</bdi></p>
      <Table label="The fleet" columns={sideColumns(sides)} load={sliceOf(rows)} version={`fleet ${sides.map((side) => side.view.digest).join(' ')}`} empty="Nothing." />
      {fleet.limited && <p><bdi>{fleet.limited}</bdi></p>}
      {view.notes.map((note) => <p key={note}><bdi>{note}</bdi></p>)}
      <Table
        label="Machines that come back" columns={MACHINES} load={sliceOf(view.machines)} version={`machines ${digest}`} empty="No machine."
        isSelected={({ vm }) => vm === chosen} onChoose={({ vm }) => setChosen(vm)}
      />
      {machine ? <Machine machine={machine} /> : <Parts title="Where the time of all restores went" parts={fleet.parts} version={digest} />}
    </>
  );
}

interface Row {
  what: string;
  cells: readonly string[];
}

function sideColumns(sides: readonly Side[]): Column<Row>[] {
  return [
    { head: 'Simulated', cell: (row) => row.what },
    ...sides.map(({ title }, place): Column<Row> => ({ head: title, cell: (row) => row.cells[place] ?? '–', isNumber: true })),
  ];
}

function sidesOf(sides: readonly Side[]): Row[] {
  const row = (what: string, of: (view: RestoresView) => string | undefined): Row => ({ what, cells: sides.map(({ view }) => of(view) ?? '–') });
  return [
    row('Machines that are back', ({ fleet }) => `${fleet.back} of ${fleet.asked}`),
    row('The last is back after', ({ fleet }) => fleet.after),
    row('The first is back after', ({ fleet }) => fleet.first_after),
    row('Until one is back, mean', ({ fleet }) => fleet.mean_after),
    row('Lost to links, all together', ({ fleet }) => (fleet.links_percent > 0 ? `${fleet.links} (${percent(fleet.links_percent)})` : 'nothing')),
    row('Oldest point that came back', ({ fleet }) => fleet.oldest && `${fleet.oldest} old`),
  ];
}

const STATUS: Record<BackStatus, readonly [mark: string, tone: string, word: string]> = {
  back: ['✓', 'ok', 'back'],
  partly: ['◷', 'late', 'disks only'],
  failed: ['✕', 'bad', 'failed'],
  refused: ['✕', 'bad', 'refused'],
  cancelled: ['↷', 'plain', 'cancelled'],
  running: ['…', 'plain', 'still running'],
  waiting: ['…', 'plain', 'still waiting'],
};

function Status({ is }: { is: BackStatus }) {
  const [mark, tone, word] = STATUS[is];
  return <span class={`tag ${tone}`}><span aria-hidden="true">{mark} </span>{word}</span>;
}

const MACHINES: readonly Column<MachineBackView>[] = [
  { head: 'Machine', cell: (it) => <bdi>{it.name}</bdi> },
  { head: 'Outcome', cell: (it) => <Status is={it.status} /> },
  { head: 'After', cell: (it) => it.after ?? '–', isNumber: true },
  { head: 'From', cell: (it) => it.tier ?? '–' },
  { head: 'Data lost', cell: (it) => it.lost ?? '–', isNumber: true },
  { head: 'Lost to links', cell: (it) => it.links ?? '–', isNumber: true },
  { head: 'Largest part', cell: (it) => <bdi>{it.most ?? it.fault?.code ?? '–'}</bdi>, isWrapped: true },
  { head: 'Size', cell: (it) => gib(it.bytes), isNumber: true },
];

function Machine({ machine }: { machine: MachineBackView }) {
  const { fault, name } = machine;
  return (
    <section aria-label={name}>
      {fault && <p><strong><bdi class="mono">{fault.code}</bdi></strong>: <bdi>{fault.message} {fault.remedy}</bdi></p>}
      {machine.there && <p><bdi>{machine.there}</bdi></p>}
      {machine.point && <p class="dim">Point of {machine.point.local}{machine.account && <>, into <bdi>{machine.account}</bdi></>}{machine.ended && <>; ended {machine.ended.local}</>}.</p>}
      {machine.parts.length > 0 && <Parts title={`Where the time of ${name} went`} parts={machine.parts} version={`${name} ${machine.after ?? ''}`} />}
    </section>
  );
}

const PARTS: readonly Column<PartView>[] = [
  { head: 'Part', cell: (part) => <bdi>{part.label}</bdi> },
  { head: 'Time', cell: (part) => part.length, isNumber: true },
  { head: 'Share', cell: (part) => percent(part.percent), isNumber: true },
];

function Parts({ title, parts, version }: { title: string; parts: readonly PartView[]; version: string }) {
  return (
    <>
      <h3><bdi>{title}</bdi></h3>
      <Table label={title} columns={PARTS} load={sliceOf(parts)} version={`parts ${version}`} empty="No time." />
    </>
  );
}

// The scenario's policies: a list, and the form of the one that is chosen. Applying asks the engine
// to open the scenario with it; what it refuses is shown in the form, and the run on the page stays.

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { closeDialog, engine, runWith } from '../app.ts';
import { counted } from '../format.ts';
import { copyName, formOf, NO_PROBLEMS, policyOf, sorted, summaryOf, type Form, type Listed, type Policy, type Sorted } from '../policy.ts';
import type { ProblemView } from '../views.ts';
import { Filter } from './filter.tsx';
import { Modal, Problems } from './modal.tsx';
import { PolicyFields, zones } from './policy-form.tsx';

/** A list that is longer than this gets a filter. */
const UNFILTERED_MAX = 12;
const FORM_ID = 'policy-form';

/** A policy in its form. */
interface Editing {
  /** Its place in the scenario; a copy comes after the last. */
  index: number;
  listed: Listed;
  isNew: boolean;
  /** What the form showed at first. */
  before: Form;
  form: Form;
}

/** What the footer asks before something goes. */
interface Question {
  text: string;
  yes: string;
  no: string;
  go: () => void;
  /** Where the focus was. */
  from: Element | null;
}

function edit(index: number, listed: Listed): Editing {
  const form = formOf(listed.policy);
  return { index, listed, isNew: false, before: form, form };
}

export function PoliciesDialog() {
  const [all, setAll] = useState<Listed[] | null>(null);
  const [editing, setEditing] = useState<Editing | null>(null);
  /** The policy whose row gets the focus when its form is left. */
  const [left, setLeft] = useState(0);
  useEffect(() => {
    void engine.policies().then(setAll);
  }, []);
  if (!all) return <Modal title="Policies"><p role="status">The policies are read.</p></Modal>;
  if (!editing) return <List all={all} focused={left} onChoose={(index, listed) => setEditing(edit(index, listed))} />;
  const back = () => {
    setLeft(Math.min(editing.index, all.length - 1));
    setEditing(null);
  };
  return <Editor key={editing.index} all={all} first={editing} onBack={back} />;
}

function List({ all, focused, onChoose }: { all: readonly Listed[]; focused: number; onChoose: (index: number, listed: Listed) => void }) {
  const [filter, setFilter] = useState('');
  const list = useRef<HTMLUListElement>(null);
  useLayoutEffect(() => {
    list.current?.querySelector<HTMLElement>(`[data-policy="${focused}"]`)?.focus();
  }, []);
  const rows = all.map((listed, index) => ({ listed, index }))
    .filter(({ listed }) => listed.policy.name.toLowerCase().includes(filter.toLowerCase()));
  return (
    <Modal title="Policies" foot={<><span class="dim">What you apply is run at once.</span><span class="spacer" /><button class="btn" onClick={closeDialog}>Close</button></>}>
      {all.length > UNFILTERED_MAX && <p class="tools"><Filter label="Filter policies by name" onChange={setFilter} /><span class="dim">{rows.length} of {counted(all.length, 'policy', 'policies')}</span></p>}
      {rows.length === 0 && <p>No policy{filter && <> contains “<bdi>{filter}</bdi>”</>}.</p>}
      <ul class="presets policies" ref={list}>
        {rows.map(({ listed, index }) => (
          <li key={index}>
            <button data-policy={index} onClick={() => onChoose(index, listed)}>
              <strong><bdi>{listed.policy.name}</bdi></strong>
              <span><bdi>{summaryOf(listed.policy)}</bdi></span>
              <span>{users(listed)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Modal>
  );
}

function users({ machines, actions }: Listed): string {
  const later = actions > 0 ? `, ${counted(actions, 'action', 'actions')} during the run` : '';
  return `${machines === 0 ? 'no machine' : counted(machines, 'machine', 'machines')}${later}`;
}

function Editor({ all, first, onBack }: { all: readonly Listed[]; first: Editing; onBack: () => void }) {
  const [editing, setEditing] = useState(first);
  const [problems, setProblems] = useState<Sorted>(NO_PROBLEMS);
  const [isAsking, setAsking] = useState(false);
  const [question, setQuestion] = useState<Question | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const keep = useRef<HTMLButtonElement>(null);
  const { index, listed, isNew } = editing;
  const place = `policies[${index}]`;
  const isDirty = isNew || JSON.stringify(editing.form) !== JSON.stringify(editing.before);
  const isUsed = listed.machines + listed.actions > 0;

  useLayoutEffect(() => {
    form.current?.querySelector<HTMLElement>(isNew ? 'input' : 'select')?.focus();
  }, [isNew]);
  useLayoutEffect(() => keep.current?.focus(), [question]);
  useLayoutEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-others]')?.focus();
  }, [problems]);

  const show = (found: readonly ProblemView[]) => setProblems(sorted(found, place, editing.form));
  const showBelow = (others: ProblemView[]) => setProblems({ ...NO_PROBLEMS, others });
  const ask = (text: string, yes: string, no: string, go: () => void) => setQuestion({ text, yes, no, go, from: document.activeElement });
  const stay = () => {
    setQuestion(null);
    // The footer's own buttons were away while it asked.
    if (question?.from instanceof HTMLElement && question.from.isConnected) question.from.focus();
    else form.current?.querySelector<HTMLElement>('select')?.focus();
  };
  const leave = (go: () => void) => {
    // What is being checked will be run, or come back.
    if (isAsking) return;
    if (isDirty) ask(isNew ? 'This copy is not applied yet.' : 'The changes are not applied yet.', 'Discard', 'Keep editing', go);
    else go();
  };
  const run = async (policies: Policy[], refused: (found: ProblemView[]) => void) => {
    setAsking(true);
    // Accepted, the run begins and the dialog goes with it.
    const found = await runWith(policies);
    setAsking(false);
    refused(found);
  };
  const apply = async (event: Event) => {
    event.preventDefault();
    if (isAsking) return;
    if (!isDirty) return closeDialog();
    const read = policyOf(editing.form, listed.policy, place);
    if (read.kind === 'unreadable') return show(read.problems);
    const policies = all.map(({ policy }) => policy);
    policies[index] = read.policy;
    await run(policies, show);
  };
  const remove = () => ask('No machine has this policy.', 'Remove it', 'Keep it', () => {
    stay();
    // The places of those after it have changed: none of them is this form's.
    void run(all.filter((_, other) => other !== index).map(({ policy }) => policy), showBelow);
  });
  const duplicate = () => {
    const name = copyName(listed.policy.name, all.map(({ policy }) => policy.name));
    setProblems(NO_PROBLEMS);
    setEditing({ ...editing, index: all.length, listed: { ...listed, machines: 0, actions: 0 }, isNew: true, form: { ...editing.form, name } });
  };

  const foot = question
    ? (
      <>
        <span role="alert">{question.text}</span>
        <span class="spacer" />
        <button type="button" class="btn" onClick={() => question.go()}>{question.yes}</button>
        <button type="button" class="btn primary" ref={keep} onClick={stay}>{question.no}</button>
      </>
    ) : (
      <>
        {!isNew && <button type="button" class="btn" onClick={duplicate}>Duplicate policy</button>}
        {!isNew && !isUsed && <button type="button" class="btn" onClick={remove}>Remove policy</button>}
        <span class="spacer" />
        <button type="button" class="btn" onClick={() => leave(onBack)}>Cancel</button>
        <button type="submit" form={FORM_ID} class="btn primary" aria-disabled={isAsking}>{isAsking ? 'Checking…' : 'Apply'}</button>
      </>
    );
  return (
    <Modal title={isNew ? 'New policy' : <>Policy <bdi>{listed.policy.name}</bdi></>} foot={foot} onClose={() => (question ? stay() : leave(closeDialog))}>
      <form id={FORM_ID} class="policy" ref={form} noValidate onSubmit={apply}>
        <p class="dim">{isNew ? 'A copy that no machine has yet' : `For ${users(listed)}`}, in the vault <bdi>{listed.policy.vault}</bdi>.</p>
        <PolicyFields
          at={{ form: editing.form, problems: problems.beside, change: (part) => setEditing((now) => ({ ...now, form: { ...now.form, ...part } })) }}
          isNamed={isNew || !isUsed} zones={zones(all)}
        />
        {problems.others.length > 0 && (
          <section data-others tabIndex={-1} aria-label="Problems elsewhere in the scenario">
            <h3>With this policy, wrong elsewhere in the scenario</h3>
            <Problems problems={problems.others} />
          </section>
        )}
      </form>
    </Modal>
  );
}

// The way to protection: the steps of the scenario's generation, how far the fleet has come, and a
// form for each step with the machines that can take it now.

import { useRef, useState } from 'preact/hooks';
import { counted } from '../format.ts';
import { act } from '../lab.ts';
import { progressOf, type Action } from '../lab-state.ts';
import { useKeptFocus } from '../parts/kept-focus.ts';
import type { CandidateView, LabView } from '../views.ts';

const NAMES: Record<string, string> = { discover: 'Discover', register: 'Register', protect: 'Protect' };

export function StepsPanel({ view }: { view: LabView }) {
  const steps = progressOf(view);
  const [chosen, choose] = useState<string | null>(null);
  const section = useRef<HTMLElement>(null);
  const focus = useKeptFocus(section, (_, root) => root.querySelector('.path [aria-pressed="true"]'));
  const isOver = steps.every(({ isDone }) => isDone) && chosen === null;
  const first = steps.find(({ isDone, waiting }) => !isDone || waiting > 0)?.step ?? null;
  const step = chosen !== null && view.steps.includes(chosen) ? chosen : (first ?? view.steps[0]);
  return (
    <section ref={section} {...focus} class={isOver ? 'panel steps over' : 'panel steps'} aria-label="The way to protection">
      <ol class="path">
        {steps.map(({ step: one, isDone, waiting }) => (
          <li key={one}>
            <button class="btn" aria-pressed={one === step} onClick={() => choose(one)}>
              <span aria-hidden="true">{isDone ? '✓ ' : ''}</span>{NAMES[one] ?? one}
              <span class="dim"> {isDone ? 'done' : waiting === 0 ? 'nothing to do yet' : `${waiting} waiting`}</span>
            </button>
          </li>
        ))}
      </ol>
      <div class="body">
        {step === 'discover' && <Discover view={view} />}
        {step === 'register' && <Many key="register" words="Register" candidates={view.to_register} empty={none(view, 'register')} action={() => ({ do: 'register' })} />}
        {step === 'protect' && <Protect view={view} />}
      </div>
    </section>
  );
}

function none(view: LabView, step: 'register' | 'protect'): string {
  if (view.items.length === 0) return 'There is no machine.';
  const before = view.steps[view.steps.indexOf(step) - 1];
  return `No machine can be chosen now. ${before === undefined ? 'All are protected, or do not exist.' : `All are through this step, or wait for “${NAMES[before] ?? before}”.`}`;
}

function Discover({ view }: { view: LabView }) {
  const [newest] = view.notifications;
  return (
    <>
      <p>Ask the subscription for its machines. It takes minutes; a machine that comes later needs another discovery.</p>
      {newest && <p role="status"><span class="tag plain"><span aria-hidden="true">{newest.running ? '…' : 'i'} </span>{newest.at.local}</span> <bdi>{newest.text}</bdi></p>}
      <p class="actions"><button class="btn primary" onClick={() => act([{ do: 'discover' }])}>Discover</button></p>
    </>
  );
}

function Protect({ view }: { view: LabView }) {
  const [policy, setPolicy] = useState(view.policies[0]?.name ?? '');
  const known = view.policies.some(({ name }) => name === policy) ? policy : (view.policies[0]?.name ?? '');
  const choice = (
    <label class="check">with the policy
      <select value={known} onChange={(event) => setPolicy(event.currentTarget.value)}>
        {view.policies.map(({ name, vault }) => <option key={name} value={name}>{name} ({vault})</option>)}
      </select>
    </label>
  );
  return <Many key="protect" words="Protect" candidates={view.to_protect} empty={none(view, 'protect')} tools={choice} action={() => ({ do: 'protect', policy: known })} />;
}

interface ManyProps {
  words: string;
  candidates: readonly CandidateView[];
  empty: string;
  tools?: preact.ComponentChildren;
  action: () => Action;
}

/** Several machines at once; all of them are chosen until one is not. */
function Many({ words, candidates, empty, tools, action }: ManyProps) {
  const [left, setLeft] = useState<readonly number[]>([]);
  if (candidates.length === 0) return <p class="dim">{empty}</p>;
  const chosen = candidates.filter(({ vm }) => !left.includes(vm));
  const toggle = (vm: number) => setLeft(left.includes(vm) ? left.filter((other) => other !== vm) : [...left, vm]);
  const go = () => {
    setLeft([]);
    void act(chosen.map((one) => ({ ...action(), ...who(one) })));
  };
  return (
    <>
      <div class="checks" role="group" aria-label={`Machines: ${words}`}>
        {candidates.map(({ vm, name, group }) => (
          <label class="check" key={vm}><input type="checkbox" checked={!left.includes(vm)} onChange={() => toggle(vm)} /> <bdi>{name}</bdi>{group != null && <span class="dim"><bdi>{group}</bdi></span>}</label>
        ))}
      </div>
      <p class="actions">
        <button class="btn primary" disabled={chosen.length === 0} onClick={go}>{words} {counted(chosen.length, 'machine', 'machines')}</button>
        {tools}
      </p>
    </>
  );
}

/** The machine of an action, as a scenario names it. */
export function who({ name, group }: { name: string; group?: string | undefined | null }): { vm: string; resource_group?: string } {
  return group == null ? { vm: name } : { vm: name, resource_group: group };
}

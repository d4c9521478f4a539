// The lab's hands: moves its moment, does what a person asks for, and keeps the engine's last answer
// for the place and for the panel beside it. One question at a time: while one is out, only the
// latest waits, so that a slider never queues.

import { signal } from '@preact/signals';
import { dispatch, engine, goTo, runLab, state } from './app.ts';
import { after, LAB_AT_START, newLines, type Action, type LabState } from './lab-state.ts';
import type { LabView, ProblemView, StoryLineView } from './views.ts';

interface Question {
  atS: number;
  vm: number | null;
  version: number;
}

type Answered = { version: number; serial: number } & ({ kind: 'view'; view: LabView } | { kind: 'refused'; problems: ProblemView[] });

const answered = signal<Answered | null>(null);
/** What the last action led to at once; read out. */
export const said = signal<readonly StoryLineView[]>([]);
/** Who asks, by name; empty: somebody who may do anything. */
export const actor = signal('');
/** What was there when something was asked for. */
let before: LabView | null = null;
let serial = 0;
let waiting: Question | null = null;
let outVersion: number | null = null;

/** The last answer; that of the scenario before stays in sight until the next one is here. */
export function lab(): Answered | null {
  return answered.value;
}

export async function askLab(question: Question): Promise<void> {
  waiting = question;
  if (outVersion === question.version) return;
  outVersion = question.version;
  while (waiting !== null && waiting.version === question.version) {
    const { atS, vm, version }: Question = waiting;
    waiting = null;
    const answer = await engine.lab(atS, vm);
    // An answer about a scenario that was replaced meanwhile is none about this one.
    if (state.peek().lab.version !== version) break;
    serial += 1;
    answered.value = answer.kind === 'ok'
      ? { version, serial, kind: 'view', view: answer.value }
      : { version, serial, kind: 'refused', problems: answer.problems };
    if (before !== null && answer.kind === 'ok') {
      said.value = newLines(before, answer.value);
      before = null;
    }
  }
  if (outVersion === question.version) outVersion = null;
}

function at(): LabState {
  return state.peek().lab;
}

export function moveTo(atS: number): void {
  said.value = [];
  dispatch({ kind: 'lab-moved', atS });
}

export async function moveToNext(): Promise<void> {
  const answer = await engine.labNext(at().atS);
  if (answer.kind === 'ok') moveTo(answer.value);
}

/** To the next backup's begin, or the next end of a job; to the end of the run where there is none. */
export async function moveAlong(what: 'backups' | 'ends', endS: number): Promise<void> {
  const answer = await engine.labTimes();
  if (answer.kind === 'ok') moveTo(Math.min(after(answer.value[what], at().atS) ?? endS, endS));
}

/** Does things at the lab's moment: they become entries of the scenario's timeline. */
export async function act(actions: readonly Action[]): Promise<void> {
  const now = answered.peek();
  before = now?.kind === 'view' ? now.view : null;
  const lab = at();
  const isDone = await runLab({ kind: 'acted', atS: lab.atS, actions: actions.map((action) => JSON.stringify({ ...action, ...(actor.peek() && { by: actor.peek() }) })) }, { at: lab, isSameFleet: true });
  if (!isDone) before = null;
}

/** Takes away what the timeline does after this moment. */
export async function cutHere(): Promise<void> {
  const lab = at();
  await runLab({ kind: 'cut', atS: lab.atS }, { at: lab, isSameFleet: true });
}

/** Simulates a machine block by block, or only its amounts again. */
export async function showBlocks(vm: string, blockKib: number | null): Promise<void> {
  await runLab({ kind: 'blocks', vm, blockKib }, { at: at(), isSameFleet: true });
}

export async function startLab(profile: string): Promise<void> {
  said.value = [];
  actor.value = '';
  await runLab({ kind: 'lab', profile }, { at: LAB_AT_START, isSameFleet: false });
}

/** Plays what leads to an error, from its first moment. */
export async function showLesson(profile: string, code: string): Promise<void> {
  said.value = [];
  actor.value = '';
  if (await runLab({ kind: 'lesson', profile, code }, { at: { ...LAB_AT_START, lesson: code }, isSameFleet: false })) goTo('lab');
}

/** The row of an error, in the generation that it was met in. */
export function showError(code: string, profile: string): void {
  dispatch({ kind: 'errors-chosen', profile });
  dispatch({ kind: 'selected', place: 'errors', selection: { kind: 'error', code }, isByPerson: true });
  goTo('errors');
}

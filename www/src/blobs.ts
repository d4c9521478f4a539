// The hands of the Blobs place: opens a document, moves through its steps, asks by hand, and keeps the
// engine's last answer for the place and for the panel beside it. One question at a time: while one is
// out, only the latest waits, so that a slider never queues.

import { signal } from '@preact/signals';
import { dispatch, engine, openBlobs, state } from './app.ts';
import type { BlobsShown } from './protocol.ts';
import { saveBlobs } from './store.ts';
import type { BlobsView, ProblemView, StepView } from './views.ts';

interface Question {
  text: string;
  at: number;
  version: number;
}

type Answered = Question & { serial: number } & ({ kind: 'shown'; shown: BlobsShown } | { kind: 'refused'; problems: ProblemView[] });

const answered = signal<Answered | null>(null);
/** What came of the last request by hand; read out. */
export const handled = signal<StepView | null>(null);
/** The step after which the outcome of a request is awaited. */
let awaited: number | null = null;
let serial = 0;
let waiting: Question | null = null;
let outVersion: number | null = null;

/** The last answer; it stays in sight until the next one is here. */
export function blobs(): Answered | null {
  return answered.value;
}

export async function askBlobs(question: Question): Promise<void> {
  waiting = question;
  if (outVersion === question.version) return;
  outVersion = question.version;
  while (waiting !== null && waiting.version === question.version) {
    const now: Question = waiting;
    waiting = null;
    const answer = await engine.blobs(now.text, now.at);
    // An answer about a document that was replaced meanwhile is none about this one.
    if (state.peek().blobs.version !== now.version) break;
    serial += 1;
    answered.value = answer.kind === 'ok'
      ? { ...now, serial, kind: 'shown', shown: answer.value }
      : { ...now, serial, kind: 'refused', problems: answer.problems };
    if (awaited !== null && answer.kind === 'ok') {
      handled.value = byHand(answer.value.view, awaited);
      awaited = null;
    }
  }
  if (outVersion === question.version) outVersion = null;
}

function byHand(view: BlobsView, after: number): StepView | null {
  return view.steps.findLast(({ number, by_hand }) => by_hand && number > after) ?? null;
}

export async function startBlobs(): Promise<void> {
  const answer = await engine.blobsStart();
  if (answer.kind === 'ok') await openBlobs(answer.value);
}

export function moveBlobs(at: number): void {
  handled.value = null;
  dispatch({ kind: 'blobs-moved', at });
}

/** Asks at the clock's moment; problems are those of a request that nobody could send. */
export async function ask(request: Record<string, unknown>): Promise<ProblemView[]> {
  const { text, at } = state.peek().blobs;
  if (text === null) return [];
  const answer = await engine.blobsAct(text, at, JSON.stringify(request));
  if (answer.kind === 'rejected') return answer.problems;
  awaited = at;
  change(answer.value, at + 1);
  return [];
}

/** Takes out what is asked by hand after this step. */
export async function cutBlobs(): Promise<void> {
  const { text, at } = state.peek().blobs;
  if (text === null) return;
  const answer = await engine.blobsCut(text, at);
  if (answer.kind === 'ok') change(answer.value, at);
}

function change(text: string, at: number): void {
  dispatch({ kind: 'blobs-changed', text, at });
  void saveBlobs(text);
}

// The hands of the Blobs place: opens a document, moves through its steps, asks by hand, and keeps the
// engine's last answer for the place and for the panel beside it. One question at a time: while one is
// out, only the latest waits, so that a slider never queues.

import { signal } from '@preact/signals';
import { dispatch, engine, openBlobs, state } from './app.ts';
import type { Answer } from './engine.ts';
import type { BlobsGone, BlobsShown, BlobsTo } from './protocol.ts';
import { saveBlobs } from './store.ts';
import type { BlobsView, ProblemView, StepView } from './views.ts';

/** More steps than any document has. */
const STEPS_MAX = 2 ** 32 - 1;

interface Question {
  text: string;
  at: number;
  version: number;
}

type Answered = Question & { serial: number } & ({ kind: 'shown'; shown: BlobsShown } | { kind: 'refused'; problems: ProblemView[] });

const answered = signal<Answered | null>(null);
/** What came of the last request by hand; read out. */
export const handled = signal<StepView | null>(null);
/** The step that a longer way has come to. */
export const under = signal<number | null>(null);
/** The longer way that is under way: stopped, it stays where it is; left, it says nothing more. */
let way: { isStopped: boolean; isLeft: boolean } | null = null;
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
    await answer(now);
    if (state.peek().blobs.version !== now.version) break;
  }
  if (outVersion === question.version) outVersion = null;
}

/** Goes to the step and looks; gives up where another question waits. */
async function answer(now: Question): Promise<void> {
  const isWanted = () => waiting === null && state.peek().blobs.version === now.version;
  const gone = await go(now.text, { kind: 'step', at: now.at }, isWanted);
  if (gone === null) return;
  const answer = gone.kind === 'ok' ? await engine.blobs(now.text) : gone;
  // An answer about a document that was replaced meanwhile is none about this one.
  if (state.peek().blobs.version !== now.version) return;
  serial += 1;
  answered.value = answer.kind === 'ok'
    ? { ...now, serial, kind: 'shown', shown: answer.value }
    : { ...now, serial, kind: 'refused', problems: answer.problems };
  if (awaited !== null && answer.kind === 'ok') {
    handled.value = byHand(answer.value.view, awaited);
    awaited = null;
  }
}

/** All of the way, slice by slice; null where that is no longer wanted. */
async function go(text: string, to: BlobsTo, isWanted: (at: number) => boolean): Promise<Answer<BlobsGone> | null> {
  try {
    for (;;) {
      const gone = await engine.blobsGo(text, to);
      if (gone.kind === 'rejected') return gone;
      if (!isWanted(gone.value.at)) return null;
      if (gone.value.isThere) return gone;
      under.value = gone.value.at;
    }
  } finally {
    under.value = null;
  }
}

function byHand(view: BlobsView, after: number): StepView | null {
  return view.steps.findLast(({ number, by_hand }) => by_hand && number > after) ?? null;
}

export async function startBlobs(): Promise<void> {
  const answer = await engine.blobsStart();
  if (answer.kind === 'ok') await openBlobs(answer.value);
}

export function moveBlobs(at: number): void {
  if (way) way.isLeft = true;
  handled.value = null;
  dispatch({ kind: 'blobs-moved', at });
}

/** To where the next window or restore is through. */
export function moveToWindow(): Promise<void> {
  return moveAlong({ kind: 'window' });
}

export function moveToEnd(): Promise<void> {
  return moveAlong({ kind: 'step', at: STEPS_MAX });
}

/** Stays where the way has come to. */
export function stopBlobs(): void {
  if (way) way.isStopped = true;
}

async function moveAlong(to: BlobsTo): Promise<void> {
  const { text, version, at: from } = state.peek().blobs;
  if (text === null || way !== null) return;
  const mine = { isStopped: false, isLeft: false };
  way = mine;
  let at = from;
  const gone = await go(text, to, (now) => {
    at = now;
    return !mine.isStopped && !mine.isLeft && state.peek().blobs.version === version;
  });
  way = null;
  if (!mine.isLeft && state.peek().blobs.version === version && gone?.kind !== 'rejected') moveBlobs(at);
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

// The recovery points that the Points place shows, for the place and for the panel beside it. One
// question at a time: while one is out, only the latest waits, so that a slider never queues.

import { signal } from '@preact/signals';
import { engine } from './app.ts';
import type { PointsView } from './views.ts';

/** Which machine, when, of which finished run. */
interface Question {
  vm: number;
  asOfS: number;
  version: number;
}

interface Answered {
  version: number;
  view: PointsView;
}

const answered = signal<Answered | null>(null);
let waiting: Question | null = null;
/** The run of the question that is out; a worker that died never answers it. */
let outVersion: number | null = null;

/** The last answer about a run; it stays until the next one is here. */
export function pointsOf(version: number): PointsView | null {
  return answered.value?.version === version ? answered.value.view : null;
}

export async function askPoints(question: Question): Promise<void> {
  waiting = question;
  if (outVersion === question.version) return;
  outVersion = question.version;
  while (waiting !== null && waiting.version === question.version) {
    const { vm, asOfS, version }: Question = waiting;
    waiting = null;
    const view = await engine.points(vm, asOfS);
    if (view) answered.value = { version, view };
  }
  if (outVersion === question.version) outVersion = null;
}

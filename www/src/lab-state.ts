// What the page knows of the lab: where it stands, which jobs are listed, and what it asks for. No
// DOM and no engine. What the service allows is not known here: it answers, and may refuse.

import type { ItemState, JobStatus, JobView, LabView, NextView, OperationName } from './views.ts';

/** Which jobs of the list are shown. */
export interface JobFilter {
  operation: OperationName | 'all';
  status: StatusFilter;
  /** Only those that ended in the last 24 hours, or still run. */
  isRecent: boolean;
}

export const STATUS_FILTERS = ['all', 'succeeded', 'failed', 'running', 'cancelled', 'skipped'] as const;
export type StatusFilter = (typeof STATUS_FILTERS)[number];

/** Where the lab stands. */
export interface LabState {
  /** Whole seconds since the run began. */
  atS: number;
  /** The error whose lesson this scenario is. */
  lesson: string | null;
  /** The choice of another beginning is open. */
  isChoosing: boolean;
  filter: JobFilter;
  /** Grows with every scenario, so that the lab is asked anew. */
  version: number;
}

export const ALL_JOBS: JobFilter = { operation: 'all', status: 'all', isRecent: false };
export const LAB_AT_START: LabState = { atS: 0, lesson: null, isChoosing: false, filter: ALL_JOBS, version: 0 };

/** What a status counts as, on the dashboard and in the filter. */
const COUNTS_AS: Record<JobStatus, StatusFilter> = {
  running: 'running', succeeded: 'succeeded', warned: 'succeeded', partly: 'succeeded', failed: 'failed',
  cancelled: 'cancelled', skipped: 'skipped', withdrawn: 'cancelled',
};

/** The jobs that a filter lets through; `sinceS` is when the last 24 hours began. */
export function jobsOf(jobs: readonly JobView[], filter: JobFilter, sinceS: number): JobView[] {
  return jobs.filter(({ operation, status, ended }) =>
    (filter.operation === 'all' || operation === filter.operation)
    && (filter.status === 'all' || COUNTS_AS[status] === filter.status)
    && (!filter.isRecent || ended == null || ended.s >= sinceS));
}

/** The operations that have a job, in the order of their first appearance from the oldest. */
export function operationsOf(jobs: readonly JobView[]): { operation: OperationName; label: string }[] {
  const found = new Map<OperationName, string>();
  for (const { operation, label } of jobs.toReversed()) if (!found.has(operation)) found.set(operation, label);
  return [...found].map(([operation, label]) => ({ operation, label }));
}

/** When a run's backups begin and its jobs end, each in order: where the lab can step to. */
export interface LabTimes {
  backups: number[];
  ends: number[];
}

/** Moments are whole seconds and rounded down, so the end of a job is seen a second later. */
export function timesOf(jobs: readonly JobView[]): LabTimes {
  const sorted = (times: number[]) => [...new Set(times)].sort((a, b) => a - b);
  return {
    backups: sorted(jobs.filter(({ operation }) => operation === 'backup').map(({ began }) => began.s)),
    ends: sorted(jobs.flatMap(({ ended }) => (ended == null ? [] : [ended.s + 1]))),
  };
}

/** The first moment after another one; null when there is none. */
export function after(times: readonly number[], s: number): number | null {
  return times.find((time) => time > s) ?? null;
}

/** The first thing still to come that is not at this very second. */
export function nextAfter(next: readonly NextView[], s: number): number | null {
  return after(next.map(({ at }) => at.s), s) ?? (next.length > 0 ? s + 1 : null);
}

/** What happened since an earlier look at the same story. */
export function newLines(before: LabView, now: LabView): LabView['story'] {
  const seen = new Map<string, number>();
  const key = (line: LabView['story'][number]) => `${line.at.s} ${line.kind} ${line.text}`;
  for (const line of before.story) seen.set(key(line), (seen.get(key(line)) ?? 0) + 1);
  return now.story.filter((line) => {
    const left = seen.get(key(line)) ?? 0;
    seen.set(key(line), left - 1);
    return left <= 0;
  });
}

/** An entry of the timeline, as a scenario has it; the moment and the machine are added to it. */
export type Action = { do: string } & Record<string, unknown>;

/** A thing to ask for, with the words of its button. */
export interface Ask {
  words: string;
  action: Action;
}

const PROTECTION: readonly (Ask & { fits: readonly ItemState[] })[] = [
  { words: 'Register', action: { do: 'register' }, fits: ['not-registered'] },
  { words: 'Back up now', action: { do: 'back-up-now' }, fits: ['protected', 'protected-pending'] },
  { words: 'Cancel its job', action: { do: 'cancel' }, fits: ['registering', 'configuring'] },
  { words: 'Stop protection, keep the points', action: { do: 'stop-protection', data: 'keep' }, fits: ['protected', 'protected-pending'] },
  { words: 'Stop protection, delete the points', action: { do: 'stop-protection', data: 'delete' }, fits: ['protected', 'protected-pending', 'stopped'] },
  { words: 'Resume protection', action: { do: 'resume' }, fits: ['stopped'] },
  { words: 'Undelete', action: { do: 'undelete' }, fits: ['deleted'] },
];

/**
 * What can be asked for about a machine's protection: what is usual in its state, and the rest, which
 * the service may refuse. A running job can be cancelled whatever the state.
 */
export function asksOf(state: ItemState, steps: readonly string[], hasJob: boolean): { usual: Ask[]; others: Ask[] } {
  const there = PROTECTION.filter(({ action }) => action.do !== 'register' || steps.includes('register'));
  const isUsual = (ask: (typeof PROTECTION)[number]) => (ask.action.do === 'cancel' ? hasJob : ask.fits.includes(state));
  return { usual: there.filter(isUsual), others: there.filter((ask) => !isUsual(ask)) };
}

/** How far a fleet has come on the way to protection, for each step of its generation. */
export function progressOf(view: LabView): { step: string; isDone: boolean; waiting: number }[] {
  return view.steps.map((step) => {
    const waiting = step === 'discover'
      ? view.items.filter(({ exists, state }) => exists && state === 'not-discovered').length
      : step === 'register' ? view.to_register.length : view.to_protect.length;
    return { step, waiting, isDone: waiting === 0 && view.items.some(({ state }) => PASSED[step]?.includes(state) ?? false) };
  });
}

const PROTECTED: readonly ItemState[] = ['protected', 'protected-pending'];
const REGISTERED: readonly ItemState[] = ['registered', 'configuring', ...PROTECTED, 'stopped', 'deleted'];
const PASSED: Record<string, readonly ItemState[]> = {
  discover: ['not-registered', 'registering', ...REGISTERED], register: REGISTERED, protect: PROTECTED,
};

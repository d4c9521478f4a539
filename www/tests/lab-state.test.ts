// The lab's pure part: which jobs are listed, where time can go, what is asked for.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { after, ALL_JOBS, asksOf, jobsOf, LAB_AT_START, newLines, nextAfter, operationsOf, progressOf, timesOf } from '../src/lab-state.ts';
import type { ItemState, ItemView, JobStatus, JobView, LabView, Moment, OperationName } from '../src/views.ts';

const at = (s: number): Moment => ({ s, utc: '', local: '' });

function job(operation: OperationName, status: JobStatus, began: number, ended?: number): JobView {
  return { id: `${operation} ${began}`, operation, label: `The ${operation}`, vm: 0, name: 'a', began: at(began), ...(ended !== undefined && { ended: at(ended) }), length: '', status, detail: '', attempts: 0 } as JobView;
}

const JOBS = [
  job('backup', 'running', 900), job('backup', 'failed', 500, 600), job('backup', 'warned', 300, 400),
  job('configure-protection', 'succeeded', 100, 200), job('backup', 'failed', 50, 60),
];
const ids = (jobs: readonly JobView[]) => jobs.map(({ id }) => id);

/** LIF-11: each count of the dashboard opens the jobs that it counts. */
test('a count of the dashboard lists what it counts', () => {
  const recent = (status: 'succeeded' | 'failed') => ids(jobsOf(JOBS, { ...ALL_JOBS, status, isRecent: true }, 150));
  assert.deepEqual(recent('succeeded'), ['backup 300', 'configure-protection 100']);
  assert.deepEqual(recent('failed'), ['backup 500']);
  assert.deepEqual(ids(jobsOf(JOBS, { ...ALL_JOBS, status: 'running' }, 150)), ['backup 900']);
});
test('jobs are filtered by operation, and no filter lets all through', () => {
  assert.deepEqual(ids(jobsOf(JOBS, { ...ALL_JOBS, operation: 'configure-protection' }, 0)), ['configure-protection 100']);
  assert.equal(jobsOf(JOBS, ALL_JOBS, 10_000).length, JOBS.length);
});
test('the operations to choose from are those that have a job', () => {
  assert.deepEqual(operationsOf(JOBS).map(({ operation }) => operation), ['backup', 'configure-protection']);
});

test('time can go to where a backup begins, and to where a job has ended', () => {
  const times = timesOf(JOBS);
  assert.deepEqual(times.backups, [50, 300, 500, 900]);
  assert.deepEqual(times.ends, [61, 201, 401, 601]);
  assert.equal(after(times.backups, 50), 300);
  assert.equal(after(times.backups, 900), null);
});
test('the next thing is later than now, even within the same second', () => {
  assert.equal(nextAfter([{ at: at(5), text: '' }, { at: at(9), text: '' }], 5), 9);
  assert.equal(nextAfter([{ at: at(5), text: '' }], 5), 6);
  assert.equal(nextAfter([], 5), null);
});

function view(part: Partial<LabView>): LabView {
  return { story: [], items: [], to_register: [], to_protect: [], steps: ['discover', 'register', 'protect'], ...part } as LabView;
}
const line = (s: number, text: string) => ({ at: at(s), vm: undefined, kind: 'action', name: '', text, code: undefined });

test('what an action led to is what the story had not told before', () => {
  const before = view({ story: [line(1, 'a'), line(1, 'b')] });
  const now = view({ story: [line(1, 'a'), line(1, 'b'), line(1, 'b'), line(2, 'c')] });
  assert.deepEqual(newLines(before, now).map(({ at: { s }, text }) => `${s} ${text}`), ['1 b', '2 c']);
  assert.deepEqual(newLines(now, now), []);
});

const item = (vm: number, state: ItemState) => ({ vm, name: `${vm}`, os: 'Windows', exists: true, power: 'running', state, state_text: '' }) as ItemView;

test('a step is done when nothing waits for it and something has passed it', () => {
  const steps = (part: Partial<LabView>) => progressOf(view(part)).map(({ step, isDone, waiting }) => `${step} ${isDone ? 'done' : 'open'} ${waiting}`);
  assert.deepEqual(steps({ items: [item(0, 'not-discovered')] }), ['discover open 1', 'register open 0', 'protect open 0']);
  assert.deepEqual(steps({ items: [item(0, 'not-registered')], to_register: [{ vm: 0, name: '0', group: undefined }] }), ['discover done 0', 'register open 1', 'protect open 0']);
  assert.deepEqual(steps({ items: [item(0, 'protected')] }), ['discover done 0', 'register done 0', 'protect done 0']);
});

test('what is usual in a state comes first, and nothing is kept back', () => {
  const usual = (state: ItemState, hasJob = false) => asksOf(state, ['protect'], hasJob).usual.map(({ words }) => words);
  assert.deepEqual(usual('stopped'), ['Stop protection, delete the points', 'Resume protection']);
  assert.deepEqual(usual('deleted'), ['Undelete']);
  assert.ok(usual('protected', true).includes('Cancel its job'));
  const all = (state: ItemState) => { const { usual: a, others: b } = asksOf(state, ['protect'], false); return a.length + b.length; };
  assert.equal(all('protected'), all('not-there'));
});
test('where there is no registration, none is offered', () => {
  const words = (steps: string[]) => { const { usual, others } = asksOf('not-registered', steps, false); return [...usual, ...others].map((one) => one.words); };
  assert.ok(!words(['protect']).includes('Register'));
  assert.ok(words(['discover', 'register', 'protect']).includes('Register'));
});
test('the lab begins at the first moment with every job', () => {
  assert.deepEqual({ ...LAB_AT_START, version: 0 }, { atS: 0, lesson: null, isChoosing: false, filter: ALL_JOBS, version: 0 });
});

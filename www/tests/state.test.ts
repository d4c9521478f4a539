// The page's state: what each event makes of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finished, Opened } from '../src/protocol.ts';
import { current, initial, placeOfHash, selected, theme, transition, type Event, type State } from '../src/state.ts';
import type { BillView, LinkRow, NightView, SettingView, SummaryView } from '../src/views.ts';

const START = initial({ place: 'window', themeChoice: 'system', systemTheme: 'light' });

function after(...events: Event[]): State {
  return events.reduce(transition, START);
}

function opened(name: string): Opened {
  return {
    scenario: { name, seed: 42, profile: 'current', region: 'westeurope', start: '2026-03-01', days: 30, vms: 60, disks: 120, policies: 1, window: '22:00 → 06:00', time_zone: 'Europe/Madrid' },
    assumptions: [], assumptionsTotal: 0, text: new TextEncoder().encode(`text of ${name}`),
  };
}

function finished(given: { latest?: number; failing?: number; months?: boolean[] } = {}): Finished {
  const offender = (night: number | undefined) => (night === undefined ? undefined : { index: 7, vm: 'a', nights: 1, worst_night: night, why: 'because' });
  const months = (given.months ?? [false, true]).map((complete, month): BillView => ({ month, name: `2026-0${month + 3}`, title: 'March 2026', complete, currency: 'USD', lines: [], total: '1.00' }));
  return {
    summary: { latest: offender(given.latest), failing: offender(given.failing) } as SummaryView,
    nights: Array.from({ length: 30 }, (_, night) => ({ night }) as NightView),
    days: Array.from({ length: 30 }, (_, day) => ({ s: (day + 1) * 86_400 - 1, utc: '', local: '' })),
    cost: { currency: 'USD', vms: 60, protected_vms: 60, used_bytes: 0, protected_bytes: 0, classes: [], instance_fee_full_month: '0.00', months, prices: '', rules: [], left_out: [] },
  };
}

const finishedWith = (given: Parameters<typeof finished>[0]) => after({ kind: 'run-started', opened: opened('demo') }, { kind: 'run-finished', finished: finished(given) });
const progress = { done: false, day: 3, days: 30, events: 1000 };

test('the first night shown is the worst of the machine that is late', () => {
  assert.equal(finishedWith({ latest: 3, failing: 9 }).night, 3);
});
test('with nobody late, it is the worst of the machine that fails', () => {
  assert.equal(finishedWith({ failing: 9 }).night, 9);
});
test('with no trouble, it is the last night', () => {
  assert.equal(finishedWith({}).night, 29);
});
test('a night beyond the run is brought back into it', () => {
  assert.equal(finishedWith({ latest: 99 }).night, 29);
});
test('the first month shown is the first whole one, else the first', () => {
  assert.equal(finishedWith({ months: [false, true, true] }).month, 1);
  assert.equal(finishedWith({ months: [false, false] }).month, 0);
  assert.equal(finishedWith({ months: [] }).month, 0);
});

test('while a run is under way, what was shown stays and the bar names the new scenario', () => {
  const state = transition(finishedWith({}), { kind: 'run-started', opened: opened('large') });
  assert.equal(state.results?.opened.scenario.name, 'demo');
  assert.equal(current(state)?.scenario.name, 'large');
  assert.equal(state.saved, 'pending');
});
test('a cancelled run can be left, and the bar names what is shown again', () => {
  const state = [
    { kind: 'run-started', opened: opened('large') } as const, { kind: 'run-progressed', progress } as const,
    { kind: 'run-cancelling' } as const, { kind: 'run-paused' } as const,
  ].reduce<State>(transition, finishedWith({}));
  assert.equal(state.run.kind, 'paused');
  assert.deepEqual(state.run.kind === 'paused' && state.run.progress, progress);
  assert.equal(current(transition(state, { kind: 'run-left' }))?.scenario.name, 'demo');
});
test('a cancelled run goes on from where it stopped', () => {
  const state = after({ kind: 'run-started', opened: opened('large') }, { kind: 'run-progressed', progress }, { kind: 'run-paused' }, { kind: 'run-continued' });
  assert.deepEqual(state.run, { kind: 'running', opened: opened('large'), progress, isCancelling: false, isSameFleet: false, isTuned: false, sent: null });
});
test('progress that arrives after the end changes nothing', () => {
  const state = finishedWith({});
  assert.equal(transition(state, { kind: 'run-progressed', progress }), state);
});
test('with other links and limits the night stays in sight, and what is explained of it', () => {
  const seen = [{ kind: 'night-chosen', night: 2 }, { kind: 'selected', place: 'window', selection: { kind: 'machine', vm: 7, night: 2 }, isByPerson: true }] as const;
  const before = seen.reduce(transition, finishedWith({ latest: 0 }));
  const tuned = [{ kind: 'run-started', opened: opened('demo'), isTuned: true }, { kind: 'run-finished', finished: finished({ latest: 0 }) }] as const;
  const state = tuned.reduce(transition, before);
  assert.equal(state.night, before.night);
  assert.deepEqual(state.selections.window, before.selections.window);
  const other = transition(transition(before, { kind: 'run-started', opened: opened('demo') }), { kind: 'run-finished', finished: finished({ latest: 0 }) });
  assert.equal(other.night, 0);
  assert.equal(other.selections.window, null);
});
test('figures typed for links and limits are kept until a run of the same scenario has them, and gone with another', () => {
  const setting = { path: 'calibration.region_mib_per_s', unit: 'MiB/s', published: 'no limit', value: undefined };
  const other = { path: 'vaults[0].mib_per_s', unit: 'MiB/s', published: '800 MiB/s', value: '50' };
  const problem = (place: string) => ({ place, found: 'fast', allowed: 'a whole number' });
  const run = (state: State, ...events: Event[]) => events.reduce(transition, state);
  const left = (state: State) => [...state.limits.edits];
  const type = (text: string, of: SettingView = setting) => ({ kind: 'limit-typed', setting: of, text }) as const;
  const end = { kind: 'run-finished', finished: finished() } as const;
  const before = run(finishedWith({}), type('fast'), type('', other));
  assert.deepEqual(left(before), [['calibration.region_mib_per_s', 'fast'], ['vaults[0].mib_per_s', null]]);
  assert.deepEqual(left(run(before, type('50', other))), [['calibration.region_mib_per_s', 'fast']], 'typed back');
  const tuned = { kind: 'run-started', opened: opened('demo'), isTuned: true, sent: before.limits.edits } as const;
  assert.deepEqual(left(run(before, tuned, { kind: 'run-paused' }, { kind: 'run-left' })), left(before), 'cancelled');
  assert.deepEqual(left(run(before, tuned, end)), []);
  assert.deepEqual(left(run(before, type('30'), tuned, end)), [['calibration.region_mib_per_s', '30']], 'typed meanwhile');
  const reseeded = { kind: 'run-started', opened: opened('demo'), sent: new Map() } as const;
  assert.deepEqual(left(run(before, reseeded, end)), left(before));
  assert.deepEqual(left(run(before, tuned, reseeded, end)), []);
  assert.deepEqual(left(run(before, { kind: 'run-started', opened: opened('other') }, reseeded, end)), []);
  const wrong = run(before, { kind: 'limits-refused', problems: [problem(setting.path), problem(other.path)], sent: before.limits.edits });
  assert.deepEqual(run(wrong, type('30')).limits.problems, [problem(other.path)], 'said of what stands there only');
  assert.deepEqual(run(wrong, type(''), type('50', other)).limits.problems, []);
});
test('every finished run has a version of its own', () => {
  const state = finishedWith({});
  const again = transition(state, { kind: 'run-started', opened: opened('demo') });
  assert.equal(transition(again, { kind: 'run-finished', finished: finished() }).resultsVersion, state.resultsVersion + 1);
});

test('a selected machine stays selected when the night changes', () => {
  const state = [
    { kind: 'selected', place: 'window', selection: { kind: 'machine', vm: 7, night: 3 }, isByPerson: true } as const,
    { kind: 'night-paged', from: 25 } as const, { kind: 'night-chosen', night: 12 } as const,
  ].reduce<State>(transition, finishedWith({ latest: 3 }));
  assert.deepEqual(selected(state), { kind: 'machine', vm: 7, night: 12 });
  assert.equal(state.nightFrom, 0);
});
test('a limit is explained for its night only', () => {
  const row = { kind: 'region', what: 'region, all transfers' } as LinkRow;
  const state = transition(transition(finishedWith({}), { kind: 'selected', place: 'window', selection: { kind: 'limit', row }, isByPerson: true }), { kind: 'night-chosen', night: 12 });
  assert.deepEqual(selected(state), { kind: 'night', night: 12 });
});
test('a night outside the run is not chosen', () => {
  assert.equal(transition(finishedWith({ latest: 3 }), { kind: 'night-chosen', night: 400 }).night, 29);
  assert.equal(transition(finishedWith({ latest: 3 }), { kind: 'night-chosen', night: -1 }).night, 0);
});
test('a line of a bill is not selected in another month', () => {
  const state = [
    { kind: 'selected', place: 'cost', selection: { kind: 'bill-line', month: 1, line: 2 }, isByPerson: true } as const,
    { kind: 'month-chosen', month: 0 } as const, { kind: 'place-chosen', place: 'cost' } as const,
  ].reduce<State>(transition, finishedWith({}));
  assert.deepEqual(selected(state), { kind: 'bill', month: 0 });
});
test('each place keeps its own selection', () => {
  const state = [
    { kind: 'selected', place: 'window', selection: { kind: 'night', night: 2 }, isByPerson: false } as const,
    { kind: 'place-chosen', place: 'cost' } as const,
  ].reduce<State>(transition, finishedWith({}));
  assert.deepEqual(selected(state), { kind: 'bill', month: 1 });
  assert.deepEqual(selected(transition(state, { kind: 'place-chosen', place: 'window' })), { kind: 'night', night: 2 });
});
test('the machine selected elsewhere is the one whose points are shown, from the end of the run back', () => {
  const state = transition(finishedWith({}), { kind: 'selected', place: 'window', selection: { kind: 'machine', vm: 7, night: 3 }, isByPerson: false });
  assert.deepEqual([finishedWith({}).vm, state.vm, state.day], [0, 7, 29]);
});
test('a day outside the run is brought back into it', () => {
  assert.equal(transition(finishedWith({}), { kind: 'day-chosen', day: 400 }).day, 29);
  assert.equal(transition(finishedWith({}), { kind: 'day-chosen', day: -7 }).day, 0);
});
test('a point is not selected on another machine, but stays selected on another day', () => {
  const state = [
    { kind: 'place-chosen', place: 'points' } as const,
    { kind: 'selected', place: 'points', selection: { kind: 'point', point: 3 }, isByPerson: true } as const, { kind: 'day-chosen', day: 4 } as const,
  ].reduce<State>(transition, finishedWith({}));
  assert.deepEqual(selected(state), { kind: 'point', point: 3 });
  assert.equal(selected(transition(state, { kind: 'vm-chosen', vm: 2 })), null);
  assert.equal(selected(transition(state, { kind: 'selected', place: 'window', selection: { kind: 'machine', vm: 2, night: 0 }, isByPerson: true })), null);
});
test('what the page selects in another place leaves the sheet as it is', () => {
  const open = [
    { kind: 'place-chosen', place: 'lab' } as const,
    { kind: 'selected', place: 'lab', selection: { kind: 'lab-machine', vm: 0 }, isByPerson: true } as const,
    { kind: 'selected', place: 'window', selection: { kind: 'oldest-point' }, isByPerson: false } as const,
  ].reduce<State>(transition, finishedWith({}));
  assert.equal(open.isSheetOpen, true);
});
test('only a selection by a person opens the sheet', () => {
  const select = (isByPerson: boolean) => after({ kind: 'selected', place: 'window', selection: { kind: 'oldest-point' }, isByPerson });
  assert.equal(select(true).isSheetOpen, true);
  assert.equal(select(false).isSheetOpen, false);
});

test('a bug keeps the scenario, a restart forgets the dead sessions', () => {
  const broken = transition(finishedWith({}), { kind: 'engine-broken', message: 'unreachable' });
  assert.equal(new TextDecoder().decode(current(broken)?.text), 'text of demo');
  const restarted = transition(broken, { kind: 'engine-restarted' });
  assert.deepEqual([restarted.engine.kind, restarted.results, restarted.run.kind], ['starting', null, 'none']);
});
test('the theme is the system’s until one is chosen', () => {
  assert.equal(theme(after({ kind: 'system-theme', theme: 'dark' })), 'dark');
  assert.equal(theme(after({ kind: 'system-theme', theme: 'dark' }, { kind: 'theme-chosen', theme: 'light' })), 'light');
});
test('a hash names a place or nothing', () => {
  assert.deepEqual(['#window', '#cost', '#points', '#lab', '#blobs', '#errors', '#nowhere', '', '#'].map(placeOfHash), ['window', 'cost', 'points', 'lab', 'blobs', 'errors', null, null, null]);
});

test('what is done in the lab keeps its moment, its selection and its machine', () => {
  const begun = after(
    { kind: 'run-started', opened: opened('lab') }, { kind: 'run-finished', finished: finished() },
    { kind: 'lab-moved', atS: 600 }, { kind: 'selected', place: 'lab', selection: { kind: 'lab-machine', vm: 2 }, isByPerson: true },
  );
  const acted = [{ kind: 'run-started', opened: opened('lab'), lab: { at: begun.lab, isSameFleet: true } }, { kind: 'run-finished', finished: finished() }] as const;
  const now = acted.reduce<State>(transition, begun);
  assert.equal(now.lab.atS, 600);
  assert.equal(now.vm, 2);
  assert.deepEqual(now.selections.lab, { kind: 'lab-machine', vm: 2 });
  assert.ok(now.lab.version > begun.lab.version, 'the lab is asked anew');
});
test('another scenario begins the lab at its first moment', () => {
  const now = after(
    { kind: 'run-started', opened: opened('lab') }, { kind: 'run-finished', finished: finished() }, { kind: 'lab-moved', atS: 600 },
    { kind: 'selected', place: 'lab', selection: { kind: 'lab-machine', vm: 2 }, isByPerson: true }, { kind: 'run-started', opened: opened('other') },
  );
  assert.equal(now.lab.atS, 0);
  assert.equal(now.selections.lab, null);
});
test('the catalogue of another generation has nothing selected', () => {
  const now = after({ kind: 'selected', place: 'errors', selection: { kind: 'error', code: 'X' }, isByPerson: true }, { kind: 'errors-chosen', profile: 'classic-2015' });
  assert.equal(now.errorsOf, 'classic-2015');
  assert.equal(now.selections.errors, null);
});

test('of a new step of a custom backup the newest is explained, and the chosen blob stays', () => {
  const begun = after(
    { kind: 'blobs-opened', text: '{}', at: 0 }, { kind: 'blobs-moved', at: 5 }, { kind: 'blob-chosen', blob: { account: 'a', blob: 'b' } },
    { kind: 'selected', place: 'blobs', selection: { kind: 'blob-step', number: 2 }, isByPerson: true },
  );
  assert.deepEqual(begun.selections.blobs, { kind: 'blob-step', number: 2 });
  const now = transition(begun, { kind: 'blobs-changed', text: '{"a":1}', at: 6 });
  assert.equal(now.selections.blobs, null);
  assert.deepEqual([now.blobs.text, now.blobs.at, now.blobs.blob?.blob], ['{"a":1}', 6, 'b']);
  assert.ok(now.blobs.version > begun.blobs.version, 'the engine is asked anew');
  assert.equal(transition(now, { kind: 'blobs-opened', text: '{}', at: 0 }).blobs.blob, null);
});
test('a fleet that is opened leaves a custom backup as it is, and so does an engine that starts anew', () => {
  const begun = after({ kind: 'blobs-opened', text: '{}', at: 3 }, { kind: 'run-started', opened: opened('fleet') }, { kind: 'run-finished', finished: finished() });
  assert.deepEqual([begun.blobs.text, begun.blobs.at], ['{}', 3]);
  const now = transition(begun, { kind: 'engine-restarted' });
  assert.deepEqual([now.blobs.text, now.blobs.at], ['{}', 3]);
  assert.ok(now.blobs.version > begun.blobs.version);
});

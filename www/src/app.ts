// The page's hands: what a person does becomes calls to the engine, and what comes back becomes
// events for state.ts. Components read `state` and call these functions; nothing else changes it.

import { computed, signal } from '@preact/signals';
import { isBlobs } from './blobs-state.ts';
import { Engine } from './engine.ts';
import { dropped, read, scenarioText } from './files.ts';
import { NO_EDITS, type LimitEdits } from './limits.ts';
import type { LabState } from './lab-state.ts';
import type { Policy } from './policy.ts';
import type { InputFile, Opened, Source } from './protocol.ts';
import { current, initial, placeOfHash, selected as selectedOf, theme, transition, type Event, type Place, type Selection, type ThemeChoice } from './state.ts';
import { loadBlobs, loadPlace, loadScenario, loadTheme, saveBlobs, savePlace, saveScenario, saveTheme } from './store.ts';
import type { OffenderView, ProblemView } from './views.ts';

const FIRST_PRESET = 'demo';
/** A wait that a person notices. */
const SLOW_MS = 200;
const darkness = matchMedia('(prefers-color-scheme: dark)');

export const state = signal(initial({
  place: placeOfHash(location.hash) ?? loadPlace(),
  themeChoice: loadTheme(),
  systemTheme: darkness.matches ? 'dark' : 'light',
}));
export const shownTheme = computed(() => theme(state.value));

export const selected = computed(() => selectedOf(state.value));

export const engine = new Engine((message) => dispatch({ kind: 'engine-broken', message }));

/** Files of the import under way, so that another choice of machines needs no second drop. */
let imported: InputFile[] = [];

export function dispatch(event: Event): void {
  state.value = transition(state.peek(), event);
}

/** Starts the engine and shows the scenario of the last visit, or the demo. */
export async function start(): Promise<void> {
  darkness.addEventListener('change', () => dispatch({ kind: 'system-theme', theme: darkness.matches ? 'dark' : 'light' }));
  addEventListener('hashchange', () => {
    const place = placeOfHash(location.hash);
    if (place) goTo(place);
  });
  const [presets, text, blobs] = await Promise.all([engine.start(), loadScenario(), loadBlobs()]);
  if (presets.kind === 'rejected') return;
  dispatch({ kind: 'engine-ready', presets: presets.value });
  // Run when its place is looked at.
  if (blobs !== null) dispatch({ kind: 'blobs-opened', text: blobs, at: 0 });
  if (text !== null && (await open({ kind: 'text', text }, 'The scenario of your last visit can’t be opened any more'))) return;
  await openPreset(presets.value.some((preset) => preset.id === FIRST_PRESET) ? FIRST_PRESET : (presets.value[0]?.id ?? ''));
}

/** A new worker after a bug; the scenario was kept by the page, or else by the browser. */
export async function restart(choice: 'same' | 'demo'): Promise<void> {
  const text = choice === 'same' ? (current(state.peek())?.text ?? (await loadScenario())) : null;
  dispatch({ kind: 'engine-restarted' });
  const presets = await engine.start();
  if (presets.kind === 'rejected') return;
  dispatch({ kind: 'engine-ready', presets: presets.value });
  if (text === null || !(await open({ kind: 'text', text }, 'The scenario can’t be opened again'))) await openPreset(FIRST_PRESET);
}

export function openPreset(id: string): Promise<boolean> {
  return open({ kind: 'preset', id }, 'This preset can’t be opened');
}

/** Opens the scenario that the last search for a plan made. */
export function openPlanned(): Promise<boolean> {
  return open({ kind: 'planned' }, 'This plan can’t be opened');
}

/** Runs the current scenario again with another seed or length. */
export async function rerun(seed: number, days: number): Promise<void> {
  const now = current(state.peek());
  if (now) await open({ kind: 'reseeded', seed, days }, 'These options can’t be run', NO_EDITS);
}

export async function freshSeed(): Promise<number> {
  const answer = await engine.freshSeed();
  return answer.kind === 'ok' ? answer.value : 0;
}

/** Runs the current scenario with these policies, or returns every problem and changes nothing. */
export async function runWith(policies: Policy[]): Promise<ProblemView[]> {
  const answer = await engine.open({ kind: 'policies', policies });
  if (answer.kind === 'rejected') return answer.problems;
  begin(answer.value, { sent: NO_EDITS });
  return [];
}

/** Runs the current scenario with the links and limits that were typed; a refusal changes nothing of the run. */
export async function runWithLimits(): Promise<void> {
  const sent = state.peek().limits.edits;
  const answer = await engine.open({ kind: 'limits', edits: Object.fromEntries(sent) });
  if (answer.kind === 'rejected') dispatch({ kind: 'limits-refused', problems: answer.problems, sent });
  else begin(answer.value, { isTuned: true, sent });
}

/** Runs what the lab made of the scenario, or another one that the lab begins with. */
export async function runLab(source: Source, lab: { at: LabState; isSameFleet: boolean }): Promise<boolean> {
  const answer = await engine.open(source);
  if (answer.kind === 'rejected') showProblems('This can’t be done in the lab', answer.problems);
  else begin(answer.value, { lab });
  return answer.kind === 'ok';
}

/** Opens and runs; a refusal lists its problems and leaves what is shown as it is. `sent` says that it is the same scenario. */
async function open(source: Source, refusal: string, sent?: LimitEdits): Promise<boolean> {
  const slow = setTimeout(() => dispatch({ kind: 'dialog-opened', dialog: { kind: 'reading' } }), SLOW_MS);
  const answer = await engine.open(source);
  clearTimeout(slow);
  if (answer.kind === 'rejected') {
    showProblems(refusal, answer.problems);
    return false;
  }
  begin(answer.value, sent && { sent });
  return true;
}

/** Opens a custom backup in the place for it, before its first step. */
export async function openBlobs(text: string): Promise<void> {
  const answer = await engine.blobsGo(text, { kind: 'step', at: 0 });
  if (answer.kind === 'rejected') return showProblems('This custom backup can’t be opened', answer.problems);
  dispatch({ kind: 'blobs-opened', text, at: 0 });
  void saveBlobs(text);
  if (state.peek().place !== 'blobs') goTo('blobs');
}

function begin(opened: Opened, as: { lab?: { at: LabState; isSameFleet: boolean }; isTuned?: boolean; sent?: LimitEdits } = {}): void {
  dispatch({ kind: 'run-started', opened, ...as });
  void save(opened);
  void run();
}

async function save(opened: Opened): Promise<void> {
  const saved = await saveScenario(opened.text);
  if (current(state.peek()) === opened) dispatch({ kind: 'saved', saved });
}

async function run(): Promise<void> {
  const answer = await engine.run((progress) => dispatch({ kind: 'run-progressed', progress }));
  if (answer.kind === 'rejected') return showProblems('The run was refused', answer.problems);
  switch (answer.value.kind) {
    case 'paused':
      return dispatch({ kind: 'run-paused' });
    case 'finished':
      dispatch({ kind: 'run-finished', finished: answer.value.finished });
      return selectTelling();
    case 'dropped':
      return;
  }
}

export function cancel(): void {
  dispatch({ kind: 'run-cancelling' });
  engine.cancel();
}
export function resume(): void {
  dispatch({ kind: 'run-continued' });
  void run();
}
/** Back from a paused run to the results that are still there. */
export function leaveRun(): void {
  engine.leave();
  dispatch({ kind: 'run-left' });
  const now = current(state.peek());
  if (now) void save(now);
}

/** The machine that the verdict is about is explained at first sight. */
function selectTelling(): void {
  const { results, selections, night } = state.peek();
  if (!results || selections.window !== null) return;
  const offender = results.summary.latest ?? results.summary.failing;
  const selection: Selection = offender
    ? { kind: 'machine', vm: offender.index, night: offender.worst_night }
    : { kind: 'night', night };
  dispatch({ kind: 'selected', place: 'window', selection, isByPerson: false });
}

/** Goes to an offender's worst night and explains it there. */
export function showOffender({ index, worst_night: night }: OffenderView): void {
  dispatch({ kind: 'night-chosen', night });
  select({ kind: 'machine', vm: index, night });
}

export function select(selection: Selection): void {
  dispatch({ kind: 'selected', place: state.peek().place, selection, isByPerson: true });
}

export function goTo(place: Place): void {
  dispatch({ kind: 'place-chosen', place });
  savePlace(place);
}
export function chooseTheme(choice: ThemeChoice): void {
  dispatch({ kind: 'theme-chosen', theme: choice });
  saveTheme(choice);
}
export function closeDialog(): void {
  imported = [];
  dispatch({ kind: 'dialog-closed' });
}
function showProblems(title: string, problems: ProblemView[]): void {
  dispatch({ kind: 'dialog-opened', dialog: { kind: 'problems', title, problems } });
}

/** Files from a drop; the drop itself is read before the first wait. */
export async function takeDrop(transfer: DataTransfer): Promise<void> {
  // What is being edited is not lost to a drop beside it.
  if (state.peek().dialog?.kind === 'policies') return;
  const files = dropped(transfer);
  dispatch({ kind: 'dialog-opened', dialog: { kind: 'reading' } });
  await takeFiles(await files, true);
}

/** A scenario is opened, anything else imported; only what the person confirms is run. */
export async function takeFiles(files: readonly File[], poweredOnOnly: boolean): Promise<void> {
  dispatch({ kind: 'dialog-opened', dialog: { kind: 'reading' } });
  const contents = await read(files);
  if (contents.kind === 'rejected') return showProblems('These files can’t be read', contents.problems);
  const text = scenarioText(contents.files);
  if (text !== null && isBlobs(text)) return openBlobs(text);
  if (text !== null) {
    await open({ kind: 'text', text }, 'This scenario can’t be opened');
    return;
  }
  imported = contents.files;
  await importAgain(poweredOnOnly);
}

export async function importAgain(poweredOnOnly: boolean): Promise<void> {
  const answer = await engine.importFiles(imported, poweredOnOnly);
  if (answer.kind === 'rejected') return showProblems('These files can’t be imported', answer.problems);
  dispatch({ kind: 'dialog-opened', dialog: { kind: 'imported', view: answer.value, poweredOnOnly } });
}

export async function openImported(scenario: string): Promise<void> {
  imported = [];
  await open({ kind: 'text', text: scenario }, 'The imported scenario can’t be opened');
}

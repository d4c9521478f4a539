// The page's state: one value, and every way in which it may change. No DOM, no engine, no clock;
// app.ts does what the outside world must do and reports it here as an event.

import { NO_BLOBS, type BlobAt, type BlobsState } from './blobs-state.ts';
import { NO_EDITS, NO_LIMITS, refused, typed, without, type LimitEdits, type Limits } from './limits.ts';
import { LAB_AT_START, type JobFilter, type LabState } from './lab-state.ts';
import type { Finished, Opened } from './protocol.ts';
import type { ImportView, InstanceRow, LinkRow, PresetView, ProblemView, ProgressView, SettingView } from './views.ts';

export const PLACES = ['window', 'cost', 'points', 'lab', 'blobs', 'errors'] as const;
export type Place = (typeof PLACES)[number];
export type Theme = 'light' | 'dark';
export type ThemeChoice = Theme | 'system';

/** Rows of the night's chart on one page. */
export const NIGHT_ROWS = 25;

/** What the panel at the right explains. */
export type Selection =
  | { kind: 'machine'; vm: number; night: number }
  | { kind: 'night'; night: number }
  | { kind: 'oldest-point' }
  | { kind: 'limit'; row: LinkRow }
  | { kind: 'bill'; month: number }
  | { kind: 'bill-line'; month: number; line: number }
  | { kind: 'class'; index: number }
  | { kind: 'instance'; row: InstanceRow }
  | { kind: 'sizes' }
  /** A recovery point, by its index, and a day of their calendar. */
  | { kind: 'point'; point: number }
  | { kind: 'point-day'; date: string }
  /** A machine of the lab, a job of it by its name, and an error by its code. */
  | { kind: 'lab-machine'; vm: number }
  | { kind: 'lab-job'; id: string }
  | { kind: 'error'; code: string }
  /** A step of a custom backup, by its number. */
  | { kind: 'blob-step'; number: number }
  | { kind: 'assumptions' };

export type Dialog =
  | { kind: 'open' }
  | { kind: 'options' }
  | { kind: 'policies' }
  | { kind: 'reading' }
  | { kind: 'imported'; view: ImportView; poweredOnOnly: boolean }
  | { kind: 'problems'; title: string; problems: ProblemView[] };

/** A finished run and the scenario that it was of. */
export interface Results extends Finished {
  opened: Opened;
}

/** What a run under way is of, seen from what is shown. */
interface Begun {
  isSameFleet: boolean;
  isTuned: boolean;
  /** Typed figures that it has: none of them where it is of another scenario. */
  sent: LimitEdits | null;
}

/** The run under way beside what is shown. */
export type Run =
  | { kind: 'none' }
  | ({ kind: 'running'; opened: Opened; progress: ProgressView; isCancelling: boolean } & Begun)
  | ({ kind: 'paused'; opened: Opened; progress: ProgressView } & Begun);

export interface State {
  engine: { kind: 'starting' } | { kind: 'ready' } | { kind: 'broken'; message: string };
  presets: PresetView[];
  place: Place;
  themeChoice: ThemeChoice;
  systemTheme: Theme;
  run: Run;
  /** The finished run that the places show. */
  results: Results | null;
  /** Grows with every finished run, so that charts and tables know to ask anew. */
  resultsVersion: number;
  saved: 'pending' | 'yes' | 'too-large' | 'unavailable';
  night: number;
  /** First row of the night's chart. */
  nightFrom: number;
  month: number;
  /** The machine whose recovery points are shown: the one that was selected last. */
  vm: number;
  /** The day at whose end they are shown. */
  day: number;
  limits: Limits;
  lab: LabState;
  blobs: BlobsState;
  /** The generation whose errors are listed, where it is not the scenario's. */
  errorsOf: string | null;
  /** What each place explains. */
  selections: Record<Place, Selection | null>;
  /** On a narrow screen the panel is a sheet, opened by a selection. */
  isSheetOpen: boolean;
  dialog: Dialog | null;
}

export type Event =
  | { kind: 'engine-ready'; presets: PresetView[] }
  | { kind: 'engine-broken'; message: string }
  | { kind: 'engine-restarted' }
  /**
   * `lab` is where the lab stands then; absent: at its start. Tuned is the scenario of before with other
   * links and limits: the night that is looked at stays. `sent` are typed figures that the scenario
   * has by now; absent, it is another scenario, for which nothing was typed.
   */
  | { kind: 'run-started'; opened: Opened; isTuned?: boolean; sent?: LimitEdits; lab?: { at: LabState; isSameFleet: boolean } }
  | { kind: 'run-progressed'; progress: ProgressView }
  | { kind: 'run-cancelling' }
  | { kind: 'run-paused' }
  | { kind: 'run-continued' }
  | { kind: 'run-left' }
  | { kind: 'run-finished'; finished: Finished }
  | { kind: 'saved'; saved: State['saved'] }
  | { kind: 'place-chosen'; place: Place }
  | { kind: 'theme-chosen'; theme: ThemeChoice }
  | { kind: 'system-theme'; theme: Theme }
  | { kind: 'night-chosen'; night: number }
  | { kind: 'night-paged'; from: number }
  | { kind: 'month-chosen'; month: number }
  | { kind: 'vm-chosen'; vm: number }
  | { kind: 'day-chosen'; day: number }
  | { kind: 'limit-typed'; setting: SettingView; text: string }
  | { kind: 'limits-refused'; problems: readonly ProblemView[]; sent: LimitEdits }
  | { kind: 'limits-discarded' }
  | { kind: 'lab-moved'; atS: number }
  | { kind: 'lab-chooser'; isOpen: boolean }
  | { kind: 'lab-filtered'; filter: JobFilter }
  | { kind: 'errors-chosen'; profile: string }
  | { kind: 'blobs-opened'; text: string; at: number }
  /** The same procedure with something asked by hand, or without. */
  | { kind: 'blobs-changed'; text: string; at: number }
  | { kind: 'blobs-moved'; at: number }
  | { kind: 'blob-chosen'; blob: BlobAt }
  | { kind: 'selected'; place: Place; selection: Selection; isByPerson: boolean }
  | { kind: 'sheet-toggled'; isOpen: boolean }
  | { kind: 'dialog-opened'; dialog: Dialog }
  | { kind: 'dialog-closed' };

const NOTHING_SELECTED: State['selections'] = { window: null, cost: null, points: null, lab: null, blobs: null, errors: null };

export function initial(given: { place: Place; themeChoice: ThemeChoice; systemTheme: Theme }): State {
  return {
    engine: { kind: 'starting' },
    presets: [],
    place: given.place,
    themeChoice: given.themeChoice,
    systemTheme: given.systemTheme,
    run: { kind: 'none' },
    results: null,
    resultsVersion: 0,
    saved: 'pending',
    night: 0,
    nightFrom: 0,
    month: 0,
    vm: 0,
    day: 0,
    limits: NO_LIMITS,
    lab: LAB_AT_START,
    blobs: NO_BLOBS,
    errorsOf: null,
    selections: NOTHING_SELECTED,
    isSheetOpen: false,
    dialog: null,
  };
}

export function transition(state: State, event: Event): State {
  switch (event.kind) {
    case 'engine-ready':
      return { ...state, engine: { kind: 'ready' }, presets: event.presets };
    case 'engine-broken':
      return { ...state, engine: { kind: 'broken', message: event.message }, dialog: null };
    case 'engine-restarted':
      // The sessions died with the worker; the scenario is opened again from its text.
      return { ...state, engine: { kind: 'starting' }, run: { kind: 'none' }, results: null, lab: fresh(state), blobs: { ...state.blobs, version: state.blobs.version + 1 }, selections: NOTHING_SELECTED };
    case 'run-started':
      return begin(state, event);
    case 'run-progressed':
      return state.run.kind === 'running' ? { ...state, run: { ...state.run, progress: event.progress } } : state;
    case 'run-cancelling':
      return state.run.kind === 'running' ? { ...state, run: { ...state.run, isCancelling: true } } : state;
    case 'run-paused':
      if (state.run.kind !== 'running') return state;
      return { ...state, run: paused(state.run) };
    case 'run-continued':
      return state.run.kind === 'paused' ? { ...state, run: { ...state.run, kind: 'running', isCancelling: false } } : state;
    case 'run-left':
      // The lab is of the results again.
      return { ...state, run: { kind: 'none' }, lab: fresh(state), selections: { ...state.selections, lab: null } };
    case 'run-finished':
      return state.run.kind === 'running' ? finish(state, { opened: state.run.opened, ...event.finished }, state.run) : state;
    case 'saved':
      return { ...state, saved: event.saved };
    case 'place-chosen':
      return state.place === event.place ? state : { ...state, place: event.place, isSheetOpen: false };
    case 'theme-chosen':
      return { ...state, themeChoice: event.theme };
    case 'system-theme':
      return { ...state, systemTheme: event.theme };
    case 'night-chosen':
      return chooseNight(state, event.night);
    case 'night-paged':
      return { ...state, nightFrom: Math.max(0, event.from) };
    case 'month-chosen':
      return chooseMonth(state, event.month);
    case 'vm-chosen':
      return { ...state, vm: event.vm, selections: { ...state.selections, points: null } };
    case 'day-chosen':
      return { ...state, day: clamp(event.day, state.results?.days.length ?? 0) };
    case 'limit-typed':
      return { ...state, limits: typed(state.limits, event.setting, event.text, state.run.kind !== 'none') };
    case 'limits-refused':
      return { ...state, limits: refused(state.limits, event.problems, event.sent) };
    case 'limits-discarded':
      return { ...state, limits: NO_LIMITS };
    case 'lab-moved':
      return { ...state, lab: { ...state.lab, atS: Math.max(0, event.atS) } };
    case 'lab-chooser':
      return { ...state, lab: { ...state.lab, isChoosing: event.isOpen } };
    case 'lab-filtered':
      return { ...state, lab: { ...state.lab, filter: event.filter } };
    case 'errors-chosen':
      return { ...state, errorsOf: event.profile, selections: { ...state.selections, errors: null } };
    case 'blobs-opened':
      return atStep({ ...state, dialog: null }, { text: event.text, at: event.at, blob: null, version: state.blobs.version + 1 });
    case 'blobs-changed':
      return atStep(state, { ...state.blobs, text: event.text, at: event.at, version: state.blobs.version + 1 });
    case 'blobs-moved':
      return atStep(state, { ...state.blobs, at: Math.max(0, event.at) });
    case 'blob-chosen':
      return { ...state, blobs: { ...state.blobs, blob: event.blob } };
    case 'selected':
      return {
        ...state,
        vm: vmOf(event.selection) ?? state.vm,
        selections: { ...selectionsFor(state, event.selection), [event.place]: event.selection },
        // What the page chooses in another place is no reason to take the panel away in this one.
        isSheetOpen: event.isByPerson || (event.place !== state.place && state.isSheetOpen),
      };
    case 'sheet-toggled':
      return { ...state, isSheetOpen: event.isOpen };
    case 'dialog-opened':
      return { ...state, dialog: event.dialog };
    case 'dialog-closed':
      return { ...state, dialog: null };
  }
}

export function theme(state: State): Theme {
  return state.themeChoice === 'system' ? state.systemTheme : state.themeChoice;
}

/** What the panel explains now. */
export function selected(state: State): Selection | null {
  return state.selections[state.place];
}

/** The scenario that the top bar names: the one under way, else the one shown. */
export function current(state: State): Opened | null {
  return state.run.kind === 'none' ? (state.results?.opened ?? null) : state.run.opened;
}

export function placeOfHash(hash: string): Place | null {
  const name = hash.replace(/^#/, '');
  return PLACES.find((place) => place === name) ?? null;
}

function beginning(opened: Opened): ProgressView {
  return { done: false, day: 0, days: opened.scenario.days, events: 0 };
}

/** Of a new step, the newest is explained. */
function atStep(state: State, blobs: BlobsState): State {
  return { ...state, blobs, selections: { ...state.selections, blobs: null } };
}

/** Another version means that the lab is asked anew. */
function fresh({ lab }: State): LabState {
  return { ...LAB_AT_START, version: lab.version + 1 };
}

function paused({ isCancelling: _, ...run }: Extract<Run, { kind: 'running' }>): Run {
  return { ...run, kind: 'paused' };
}

/** A run begun from one under way has what that one has; of another scenario, it has nothing. */
function sentBy({ run }: State, sent: LimitEdits | null): LimitEdits | null {
  if (run.kind === 'none' || sent === null) return sent;
  return run.sent && new Map([...run.sent, ...sent]);
}

function begin(state: State, { opened, lab, isTuned = false, sent }: Extract<Event, { kind: 'run-started' }>): State {
  const isSameFleet = lab?.isSameFleet ?? false;
  return {
    ...state,
    run: { kind: 'running', opened, progress: beginning(opened), isCancelling: false, isSameFleet, isTuned, sent: sentBy(state, sent ?? (isSameFleet ? NO_EDITS : null)) },
    limits: isTuned ? { ...state.limits, problems: [] } : state.limits,
    saved: 'pending',
    dialog: null,
    lab: lab ? { ...lab.at, version: state.lab.version + 1 } : fresh(state),
    selections: isSameFleet ? state.selections : { ...state.selections, lab: null },
    // The generation is the new scenario's.
    errorsOf: isSameFleet ? state.errorsOf : null,
  };
}

/** Of the same fleet, what was chosen in the lab stays chosen; of the same nights, the night too. */
function finish(state: State, results: Results, { isSameFleet, isTuned, sent }: Begun): State {
  const month = wholeMonth(results);
  const isSameNight = isTuned && state.results?.nights.length === results.nights.length;
  return {
    ...state,
    run: { kind: 'none' },
    results,
    resultsVersion: state.resultsVersion + 1,
    night: isSameNight ? state.night : telling(results),
    nightFrom: 0,
    month,
    vm: isSameFleet ? state.vm : 0,
    day: Math.max(0, results.days.length - 1),
    limits: sent ? without(state.limits, sent) : NO_LIMITS,
    selections: { ...NOTHING_SELECTED, window: isSameNight ? tunedSelection(state) : null, lab: state.selections.lab, blobs: state.selections.blobs, errors: state.selections.errors, cost: results.cost.months.length > 0 ? { kind: 'bill', month } : { kind: 'sizes' } },
    isSheetOpen: isSameFleet && state.isSheetOpen,
  };
}

/** Figures of a limit are of the run before. */
function tunedSelection({ night, selections: { window } }: State): Selection | null {
  return window?.kind === 'limit' ? { kind: 'night', night } : window;
}

/** The night worth seeing first: the worst of the machine that is late or fails most. */
function telling({ summary, nights }: Finished): number {
  const night = summary.latest?.worst_night ?? summary.failing?.worst_night ?? nights.length - 1;
  return clamp(night, nights.length);
}

/** The first month that the run covers whole; without one, the first. */
function wholeMonth({ cost }: Finished): number {
  return Math.max(0, cost.months.findIndex((month) => month.complete));
}

/** The machine that a selection is about, which the place of recovery points then shows. */
function vmOf(selection: Selection): number | null {
  if (selection.kind === 'machine' || selection.kind === 'lab-machine') return selection.vm;
  return selection.kind === 'instance' ? selection.row.vm : null;
}

/** A point belongs to its machine; of another one nothing is selected yet. */
function selectionsFor(state: State, selection: Selection): State['selections'] {
  const vm = vmOf(selection);
  return vm === null || vm === state.vm ? state.selections : { ...state.selections, points: null };
}

/** A machine stays selected when the night changes, so that its nights can be compared; figures of a limit are of their night. */
function chooseNight(state: State, night: number): State {
  const chosen = clamp(night, state.results?.nights.length ?? 0);
  if (chosen === state.night) return state;
  const { window } = state.selections;
  const moved = movedTo(chosen, window);
  return { ...state, night: chosen, nightFrom: 0, selections: { ...state.selections, window: moved } };
}

function movedTo(night: number, window: Selection | null): Selection | null {
  if (window?.kind === 'limit') return { kind: 'night', night };
  return window?.kind === 'machine' || window?.kind === 'night' ? { ...window, night } : window;
}

/** A line belongs to its month; of another month the panel explains the bill as a whole. */
function chooseMonth(state: State, month: number): State {
  const chosen = clamp(month, state.results?.cost.months.length ?? 0);
  if (chosen === state.month) return state;
  const { cost } = state.selections;
  const isOfMonth = cost?.kind === 'bill' || cost?.kind === 'bill-line';
  return { ...state, month: chosen, selections: { ...state.selections, cost: isOfMonth ? { kind: 'bill', month: chosen } : cost } };
}

function clamp(index: number, length: number): number {
  return Math.max(0, Math.min(index, length - 1));
}

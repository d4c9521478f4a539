// What the page and its worker say to each other. Plain data only: it is cloned on the way.

import type { LabTimes } from './lab-state.ts';
import type { Listed, Policy } from './policy.ts';
import type {
  AssumptionView, BlobMapView, BlobsView, ChartAt, ChartItemView, ChartKind, ChartView, CostView, FleetQuery, ErrorsView, FleetView, ImportView, InstancesQuery,
  InstancesView, LabView, LinkChoiceView, LinksQuery, LinksView, Look, MachineView, Moment, NightView, PickView, PlanProgressView, PlanView, PointsView, PresetView,
  ProblemView, ProfileView, ProgressView, RestoresView,
  ScenarioView, SummaryView,
} from './views.ts';

/** Assumptions of single machines that are sent to the page; a large import has one for each disk. */
export const ASSUMPTIONS_SHOWN_MAX = 200;

/** An answer: a value, a refusal that lists every problem, or a bug in the engine. */
export type Reply<T> =
  | { kind: 'ok'; value: T }
  | { kind: 'rejected'; problems: ProblemView[] }
  | { kind: 'broken'; message: string };

/** A scenario as the page shows it: the view with its assumptions cut to what fits on a screen. */
export interface Opened {
  scenario: Omit<ScenarioView, 'assumptions'>;
  assumptions: AssumptionView[];
  assumptionsTotal: number;
  /**
   * The scenario's text in UTF-8, kept by the page to save it and to survive a bug. Bytes are handed
   * over without a copy; the text of ten thousand machines would hold the page up.
   */
  text: Uint8Array<ArrayBuffer>;
}

/** What a finished run says as a whole; tables and charts are asked for as they are shown. */
export interface Finished {
  summary: SummaryView;
  nights: NightView[];
  cost: CostView;
  /** The last moment of each day. */
  days: Moment[];
}

/** How a call of `run` ended; `dropped` when another scenario was opened meanwhile. */
export type RunEnd = { kind: 'finished'; finished: Finished } | { kind: 'paused' } | { kind: 'dropped' };

/** Where a scenario comes from. */
export type Source =
  | { kind: 'preset'; id: string }
  | { kind: 'text'; text: string | Uint8Array }
  /** The scenario under way, else the one shown, with another seed and length. */
  | { kind: 'reseeded'; seed: number; days: number }
  /** The same scenario with other policies. */
  | { kind: 'policies'; policies: Policy[] }
  /** The same with other links and limits: what was typed by path, null for the default. */
  | { kind: 'limits'; edits: Record<string, string | null> }
  /** The same with these entries of the timeline, each JSON text, at a moment of the run. */
  | { kind: 'acted'; atS: number; actions: string[] }
  /** The same without what comes after a moment. */
  | { kind: 'cut'; atS: number }
  /** The same with a machine simulated in blocks of so many KiB; without a size, only its amounts. */
  | { kind: 'blocks'; vm: string; blockKib: number | null }
  /** What the last search for a plan found. */
  | { kind: 'planned' }
  /** A few machines that nothing protects yet. */
  | { kind: 'lab'; profile: string }
  /** What leads to an error, shows it and cures it. */
  | { kind: 'lesson'; profile: string; code: string };

/** A file as dropped or chosen. */
export interface InputFile {
  name: string;
  bytes: Uint8Array;
}

/** What a custom backup has come to after a step, and what its whole run says of the steps to come. */
export interface BlobsShown {
  view: BlobsView;
  /** How many steps there are in all; null until the end was seen. */
  steps: number | null;
  /** Requests by hand after this step. */
  handsToCome: number;
}

/** Rows of the table of links and limits. */
export type LinkRows = Pick<LinksView, 'matching' | 'from' | 'rows'>;

/** Where to go: to a step, to its end at most; or until the next window or restore is through. */
export type BlobsTo = { kind: 'step'; at: number } | { kind: 'window' };

/** How far it went. */
export interface BlobsGone {
  at: number;
  isThere: boolean;
}

/** A blob's map: the document, the steps done, the blob, and the cells of a row. */
export interface BlobChart {
  text: string;
  steps: number;
  account: string;
  blob: string;
  cells: number;
}

/** A chart of the run that is shown, or of a blob. */
export type Charted = { kind: ChartKind; at: ChartAt } | { kind: 'blob'; at: BlobChart };

/** One drawing of a chart; sizes are device pixels. */
export interface ChartRequest {
  what: Charted;
  width: number;
  height: number;
  look: Look;
}
/**
 * What was drawn: a sentence for who can't see it, how many things can be picked, and the height in
 * device pixels at which all of it has its room.
 */
export interface Drawn {
  summary: string;
  items: number;
  height: number;
}
/** What the worker offers. Every answer but the last four's is a `Reply`. */
export interface WorkerApi {
  start(): Promise<Reply<PresetView[]>>;
  profiles(): Reply<ProfileView[]>;
  freshSeed(): Reply<number>;
  open(source: Source): Reply<Opened>;
  /** The policies of the scenario under way, else of the one shown. */
  policies(): Reply<Listed[]>;
  importFiles(files: InputFile[], poweredOnOnly: boolean): Reply<ImportView>;
  run(onProgress: (progress: ProgressView) => void): Promise<Reply<RunEnd>>;
  cancel(): void;
  /** Forgets the run that was cancelled. */
  leave(): void;
  fleet(query: FleetQuery): Reply<FleetView>;
  /** Null for a machine, a night or a link that the run shown by now does not have. */
  machine(vm: number, night: number): Reply<MachineView | null>;
  points(vm: number, asOfS: number): Reply<PointsView | null>;
  /** Of the links that carry most, or of one by its number. */
  throughput(night: number, link: number | null): Reply<ChartView | null>;
  linksOfNight(night: number): Reply<LinkChoiceView[]>;
  /** No rows of such a night. */
  links(query: LinksQuery): Reply<LinkRows>;
  rpo(vm: number): Reply<ChartView | null>;
  sizes(): Reply<ChartView>;
  instances(query: InstancesQuery): Reply<InstancesView>;
  /** The latest scenario run up to a moment, with everything about one machine. */
  lab(atS: number, vm: number | null): Reply<LabView>;
  labNext(atS: number): Reply<number>;
  labTimes(): Reply<LabTimes>;
  errors(profile: string): Reply<ErrorsView>;
  /** What to look at in an error's lesson. */
  lessonAbout(profile: string, code: string): Reply<string | null>;
  /** The document of a custom backup that the page begins with. */
  blobsStart(): Reply<string>;
  /** Some of the way; to be asked again until it is there. */
  blobsGo(text: string, to: BlobsTo): Reply<BlobsGone>;
  blobs(text: string): Reply<BlobsShown>;
  blobsMap(of: BlobChart): Reply<BlobMapView | null>;
  blobsAct(text: string, at: number, request: string): Reply<string>;
  blobsCut(text: string, at: number): Reply<string>;
  planStart(order: string): Reply<PlanProgressView>;
  planStep(): Reply<PlanProgressView>;
  plan(): Reply<PlanView>;
  /** What becomes of a list of machines to restore, of the latest scenario. */
  restore(list: string): Reply<RestoresView>;
  draw(chart: number, request: ChartRequest): Promise<Reply<Drawn | null>>;
  pick(chart: number, x: number, y: number): PickView | null;
  item(chart: number, index: number): ChartItemView | null;
  attach(chart: number, canvas: OffscreenCanvas): void;
  detach(chart: number): void;
}

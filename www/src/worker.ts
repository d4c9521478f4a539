// The worker: everything that touches the engine's module happens here. It holds one session that
// is shown and at most one that is still running, steps the latter in short slices so that it can
// answer in between, and draws the charts. The page talks to it through engine.ts.

import * as Comlink from 'comlink';
import init, * as module from '../../pkg/vaultlab.js';
import wasmUrl from '../../pkg/vaultlab_bg.wasm?url';
import { listed, withPolicies } from './policy.ts';
import {
  ASSUMPTIONS_SHOWN_MAX, type ChartRequest, type Drawn, type Finished, type InputFile, type Opened,
  type Reply, type RunEnd, type Source, type WorkerApi,
} from './protocol.ts';
import { BlobsDesk } from './worker-blobs.ts';
import { LabDesk } from './worker-lab.ts';
import { PlanDesk } from './worker-plan.ts';
import type { ChartItemView, PickView, ProblemView, ProgressView } from './views.ts';

/** A slice of a run, so that a cancel or a question waits no longer than this. */
const SLICE_MS = 12;
const SLICE_EVENTS_MIN = 64;
const SLICE_EVENTS_MAX = 4_000_000;
/** The page repaints its progress no faster than this. */
const PROGRESS_MS = 80;

interface Chart {
  canvas: OffscreenCanvas;
  context: OffscreenCanvasRenderingContext2D;
  map: module.ChartMap | null;
  waiting: { request: ChartRequest; answer: (drawn: Reply<Drawn | null>) => void } | null;
}

let shown: module.Session | null = null;
/** Machines and nights of what is shown: a question about another one came too late. */
let shownVms = 0;
let shownNights = 0;
let next: { session: module.Session; cancelled: boolean } | null = null;
const charts = new Map<number, Chart>();
const desk = new LabDesk(latest);
const blobs = new BlobsDesk();
const plans = new PlanDesk(latest);

const api: WorkerApi = {
  async start() {
    return guarded(async () => {
      await init({ module_or_path: new URL(wasmUrl, self.location.href) });
      return module.presets();
    });
  },
  profiles: () => guard(() => module.profiles().profiles),
  freshSeed: () => guard(() => module.freshSeed()),
  open(source) {
    const reply = guard(() => open(source));
    return reply.kind === 'ok' ? Comlink.transfer(reply, [reply.value.text.buffer]) : reply;
  },
  policies: () => guard(() => listed(latest().scenarioText())),
  importFiles: (files, poweredOnOnly) => guard(() => importFiles(files, poweredOnOnly)),
  run: (onProgress) => guarded(() => run(onProgress)),
  cancel() {
    if (next) next.cancelled = true;
  },
  leave() {
    next?.session.free();
    next = null;
  },
  fleet: (query) => guard(() => finished().fleet(query)),
  machine: (vm, night) => guard(() => (vm < shownVms && night < shownNights ? finished().machine(vm, night) : null)),
  points: (vm, asOfS) => guard(() => (vm < shownVms ? finished().points(vm, asOfS) : null)),
  throughput: (night, link) => guard(() => (isThere(night, link) ? finished().throughput(night, link) : null)),
  linksOfNight: (night) => guard(() => (night < shownNights ? finished().linksOfNight(night) : [])),
  links: (query) => guard(() => ((query.night ?? 0) < shownNights ? finished().links(query) : { matching: 0, from: 0, rows: [] })),
  rpo: (vm) => guard(() => (vm < shownVms ? finished().rpo(vm) : null)),
  sizes: () => guard(() => finished().sizes()),
  instances: (query) => guard(() => finished().instances(query)),
  lab: (atS, vm) => guard(() => desk.view(atS, vm)),
  labNext: (atS) => guard(() => desk.next(atS)),
  labTimes: () => guard(() => desk.allTimes()),
  errors: (profile) => guard(() => module.errors(profile)),
  lessonAbout: (profile, code) => guard(() => module.lessonAbout(profile, code) ?? null),
  blobsStart: () => guard(() => module.blobsStart()),
  blobsGo: (text, to) => guard(() => blobs.go(text, to)),
  blobs: (text) => guard(() => blobs.view(text)),
  blobsMap: (of) => guard(() => blobs.map(of)),
  blobsAct: (text, at, request) => guard(() => module.blobsAct(text, at, request)),
  blobsCut: (text, at) => guard(() => module.blobsCut(text, at)),
  planStart: (order) => guard(() => plans.start(order)),
  planStep: () => guard(() => plans.step()),
  plan: () => guard(() => plans.view()),
  restore: (list) => guard(() => finished().restore(list)),
  draw: (chart, request) => draw(chart, request),
  pick: (chart, x, y): PickView | null => charts.get(chart)?.map?.pick(x, y) ?? null,
  item(chart, index): ChartItemView | null {
    return charts.get(chart)?.map?.item(index) ?? null;
  },
  attach(chart, canvas) {
    const context = canvas.getContext('2d', { alpha: false });
    if (!context) throw new Error('this browser gives a worker no 2D canvas');
    charts.set(chart, { canvas, context, map: null, waiting: null });
  },
  detach(chart) {
    charts.get(chart)?.map?.free();
    charts.delete(chart);
  },
};
Comlink.expose(api);

/** Opens beside what is shown; the shown session goes when the new one has finished. */
function open(source: Source): Opened {
  const session = module.Session.open(textOf(source));
  next?.session.free();
  const { assumptions, ...scenario } = session.scenario();
  const opened: Opened = {
    scenario,
    // The fleet's own first: they concern everyone.
    assumptions: [...assumptions.filter((a) => a.vm == null), ...assumptions.filter((a) => a.vm != null)]
      .slice(0, ASSUMPTIONS_SHOWN_MAX),
    assumptionsTotal: assumptions.length,
    text: new TextEncoder().encode(session.scenarioText()),
  };
  next = { session, cancelled: false };
  return opened;
}

function textOf(source: Source): string {
  switch (source.kind) {
    case 'preset':
      return module.presetText(source.id);
    case 'text':
      return typeof source.text === 'string' ? source.text : new TextDecoder().decode(source.text);
    case 'reseeded':
      return latest().reseeded(source.seed, source.days);
    case 'policies':
      return withPolicies(latest().scenarioText(), source.policies);
    case 'limits':
      return latest().withLimits(JSON.stringify(source.edits));
    case 'acted':
      return desk.acted(source.atS, source.actions);
    case 'cut':
      return desk.cut(source.atS);
    case 'blocks':
      return module.labBlocks(latest().scenarioText(), source.vm, source.blockKib ?? undefined);
    case 'planned':
      return plans.scenarioText();
    case 'lab':
      return module.labStart(source.profile);
    case 'lesson':
      return lesson(source.profile, source.code);
  }
}

function lesson(profile: string, code: string): string {
  const text = module.lesson(profile, code);
  if (text === undefined) {
    const problems: ProblemView[] = [{ place: 'code', found: code, allowed: `an error that has a lesson in ${profile}` }];
    throw Object.assign(new Error('no lesson'), { problems });
  }
  return text;
}

function importFiles(files: InputFile[], poweredOnOnly: boolean) {
  const input = new module.ImportFiles();
  for (const file of files) input.add(file.name, file.bytes);
  try {
    return module.importFiles(input, poweredOnOnly);
  } finally {
    input.free();
  }
}

async function run(onProgress: (progress: ProgressView) => void): Promise<RunEnd> {
  const mine = next;
  if (!mine) return { kind: 'dropped' };
  mine.cancelled = false;
  let events = SLICE_EVENTS_MIN;
  let told = performance.now();
  for (;;) {
    const before = performance.now();
    const progress = mine.session.step(events);
    const after = performance.now();
    if (progress.done) return { kind: 'finished', finished: finish(mine.session) };
    if (after - told >= PROGRESS_MS) {
      told = after;
      onProgress(progress);
    }
    const fitting = Math.round((events * SLICE_MS) / Math.max(after - before, 0.1));
    events = Math.min(Math.max(fitting, SLICE_EVENTS_MIN), events * 2, SLICE_EVENTS_MAX);
    await macrotask();
    if (next !== mine) return { kind: 'dropped' };
    if (mine.cancelled) {
      onProgress(progress);
      return { kind: 'paused' };
    }
  }
}

function finish(session: module.Session): Finished {
  const results = { summary: session.summary(), nights: session.nights(), cost: session.cost(), days: session.days() };
  shown?.free();
  shown = session;
  shownVms = session.scenario().vms;
  shownNights = results.nights.length;
  next = null;
  return results;
}

/** A night of what is shown, and a link that carried something in it. */
function isThere(night: number, link: number | null | undefined): boolean {
  return night < shownNights && (link == null || finished().linksOfNight(night).some((choice) => choice.link === link));
}

/** The session under way, else the one shown. */
function latest(): module.Session {
  return next?.session ?? finished();
}

function finished(): module.Session {
  if (!shown) throw new Error('a result was asked for before a run had finished');
  return shown;
}

/** Draws at the end of the queue; of several requests for one chart only the last is drawn. */
function draw(id: number, request: ChartRequest): Promise<Reply<Drawn | null>> {
  return new Promise((answer) => {
    const chart = charts.get(id);
    if (!chart) return answer({ kind: 'ok', value: null });
    const isScheduled = chart.waiting !== null;
    chart.waiting?.answer({ kind: 'ok', value: null });
    chart.waiting = { request, answer };
    if (!isScheduled) void macrotask().then(() => drawWaiting(chart));
  });
}

function drawWaiting(chart: Chart): void {
  const waiting = chart.waiting;
  chart.waiting = null;
  if (!waiting) return;
  const { width, height } = waiting.request;
  waiting.answer(guard(() => {
    if (chart.canvas.width !== width) chart.canvas.width = width;
    if (chart.canvas.height !== height) chart.canvas.height = height;
    const drawn = drawOn(chart.context, waiting.request);
    if (!drawn) return null;
    const { map } = drawn;
    chart.map?.free();
    chart.map = map;
    return { summary: map.summary(), items: map.items(), height: drawn.height };
  }));
}

/** Null for what is no longer there. */
function drawOn(context: OffscreenCanvasRenderingContext2D, { what, width, height, look }: ChartRequest) {
  if (what.kind === 'blob') {
    const map = blobs.draw(what.at, context, width, height, look);
    return map && { map, height: blobs.height(what.at, width, look) };
  }
  const { kind, at } = what;
  if (!shown) return null;
  if ((kind === 'points' || kind === 'rpo') && at.vm >= shownVms) return null;
  if (kind === 'throughput' ? !isThere(at.night, at.link) : kind === 'night' && at.night >= shownNights) return null;
  // Blocks are the lab's, at its moment; all else is of the whole run.
  const of = kind === 'blocks' ? desk.shown(at.as_of_s) : shown;
  const map = of?.draw(kind, at, context, width, height, look);
  const wanted = of?.chartHeight(kind, at, width, look);
  return map && wanted !== undefined ? { map, height: wanted } : null;
}

/** Lets waiting messages in; a timer would be held back to four milliseconds. */
function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

function guard<T>(work: () => T): Reply<T> {
  try {
    return { kind: 'ok', value: work() };
  } catch (thrown) {
    return refusal(thrown);
  }
}

async function guarded<T>(work: () => Promise<T>): Promise<Reply<T>> {
  try {
    return { kind: 'ok', value: await work() };
  } catch (thrown) {
    return refusal(thrown);
  }
}

/** The engine throws its problems; anything else that is thrown is a bug. */
function refusal(thrown: unknown): Exclude<Reply<never>, { kind: 'ok' }> {
  if (typeof thrown === 'object' && thrown !== null && 'problems' in thrown && Array.isArray(thrown.problems)) {
    return { kind: 'rejected', problems: thrown.problems as ProblemView[] };
  }
  return { kind: 'broken', message: thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown) };
}

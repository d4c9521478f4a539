// The page's end of the engine: starts the worker, passes questions on, and notices when it has
// died. The only file on the main thread that knows there is a worker.

import * as Comlink from 'comlink';
import type { LabTimes } from './lab-state.ts';
import type { Listed } from './policy.ts';
import type {
  BlobChart, BlobsGone, BlobsShown, BlobsTo, ChartRequest, Drawn, InputFile, LinkRows, Opened, Reply, RunEnd, Source, WorkerApi,
} from './protocol.ts';
import type {
  BlobMapView, ChartItemView, ChartView, ErrorsView, FleetQuery, FleetView, ImportView, InstancesQuery, InstancesView, LabView, LinkChoiceView, LinksQuery,
  MachineView, PickView, PlanProgressView, PlanView, PointsView, PresetView, ProblemView, ProfileView, ProgressView, RestoresView,
} from './views.ts';

/** An answer as the page sees it; a bug is reported once, to `onBroken`, and never answered. */
export type Answer<T> = { kind: 'ok'; value: T } | { kind: 'rejected'; problems: ProblemView[] };

interface Running {
  worker: Worker;
  remote: Comlink.Remote<WorkerApi>;
}

export class Engine {
  private running: Running | null = null;
  private charts = 0;

  constructor(private readonly onBroken: (message: string) => void) {}

  /** Starts a worker in place of the one before, if any. */
  start(): Promise<Answer<PresetView[]>> {
    this.stop();
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    const running = { worker, remote: Comlink.wrap<WorkerApi>(worker) };
    this.running = running;
    worker.onerror = (event) => {
      event.preventDefault();
      this.broken(running, event.message || 'the worker could not be loaded');
    };
    worker.onmessageerror = () => this.broken(running, 'a message could not be read');
    return this.ask((remote) => remote.start());
  }
  stop(): void {
    this.running?.worker.terminate();
    this.running = null;
  }

  freshSeed(): Promise<Answer<number>> {
    return this.ask((remote) => remote.freshSeed());
  }
  open(source: Source): Promise<Answer<Opened>> {
    return this.ask((remote) => remote.open(source));
  }
  policies(): Promise<Listed[]> {
    return this.result((remote) => remote.policies());
  }
  importFiles(files: InputFile[], poweredOnOnly: boolean): Promise<Answer<ImportView>> {
    return this.ask((remote) => remote.importFiles(files, poweredOnOnly));
  }
  run(onProgress: (progress: ProgressView) => void): Promise<Answer<RunEnd>> {
    return this.ask((remote) => remote.run(Comlink.proxy(onProgress)));
  }
  cancel(): void {
    void this.running?.remote.cancel();
  }
  leave(): void {
    void this.running?.remote.leave();
  }

  profiles(): Promise<ProfileView[]> {
    return this.result((remote) => remote.profiles());
  }
  /** Refused where the fleet is too large for the lab. */
  lab(atS: number, vm: number | null): Promise<Answer<LabView>> {
    return this.ask((remote) => remote.lab(atS, vm));
  }
  labNext(atS: number): Promise<Answer<number>> {
    return this.ask((remote) => remote.labNext(atS));
  }
  labTimes(): Promise<Answer<LabTimes>> {
    return this.ask((remote) => remote.labTimes());
  }
  errors(profile: string): Promise<ErrorsView> {
    return this.result((remote) => remote.errors(profile));
  }
  lessonAbout(profile: string, code: string): Promise<string | null> {
    return this.result((remote) => remote.lessonAbout(profile, code));
  }

  blobsStart(): Promise<Answer<string>> {
    return this.ask((remote) => remote.blobsStart());
  }
  blobsGo(text: string, to: BlobsTo): Promise<Answer<BlobsGone>> {
    return this.ask((remote) => remote.blobsGo(text, to));
  }
  blobs(text: string): Promise<Answer<BlobsShown>> {
    return this.ask((remote) => remote.blobs(text));
  }
  blobsMap(of: BlobChart): Promise<BlobMapView | null> {
    return this.result((remote) => remote.blobsMap(of));
  }
  blobsAct(text: string, at: number, request: string): Promise<Answer<string>> {
    return this.ask((remote) => remote.blobsAct(text, at, request));
  }
  blobsCut(text: string, at: number): Promise<Answer<string>> {
    return this.ask((remote) => remote.blobsCut(text, at));
  }

  planStart(order: string): Promise<Answer<PlanProgressView>> {
    return this.ask((remote) => remote.planStart(order));
  }
  planStep(): Promise<Answer<PlanProgressView>> {
    return this.ask((remote) => remote.planStep());
  }
  plan(): Promise<PlanView> {
    return this.result((remote) => remote.plan());
  }
  restore(list: string): Promise<Answer<RestoresView>> {
    return this.ask((remote) => remote.restore(list));
  }

  fleet(query: FleetQuery): Promise<FleetView> {
    return this.result((remote) => remote.fleet(query));
  }
  machine(vm: number, night: number): Promise<MachineView | null> {
    return this.result((remote) => remote.machine(vm, night));
  }
  points(vm: number, asOfS: number): Promise<PointsView | null> {
    return this.result((remote) => remote.points(vm, asOfS));
  }
  throughput(night: number, link: number | null): Promise<ChartView | null> {
    return this.result((remote) => remote.throughput(night, link));
  }
  linksOfNight(night: number): Promise<LinkChoiceView[]> {
    return this.result((remote) => remote.linksOfNight(night));
  }
  links(query: LinksQuery): Promise<LinkRows> {
    return this.result((remote) => remote.links(query));
  }
  rpo(vm: number): Promise<ChartView | null> {
    return this.result((remote) => remote.rpo(vm));
  }
  sizes(): Promise<ChartView> {
    return this.result((remote) => remote.sizes());
  }
  instances(query: InstancesQuery): Promise<InstancesView> {
    return this.result((remote) => remote.instances(query));
  }

  /** Hands a canvas over for good and returns the chart's number. */
  attach(canvas: HTMLCanvasElement): number {
    this.charts += 1;
    const chart = this.charts;
    const offscreen = canvas.transferControlToOffscreen();
    void this.running?.remote.attach(chart, Comlink.transfer(offscreen, [offscreen]));
    return chart;
  }
  detach(chart: number): void {
    void this.running?.remote.detach(chart);
  }
  /** Null when a later request for the same chart has overtaken this one. */
  draw(chart: number, request: ChartRequest): Promise<Drawn | null> {
    return this.result((remote) => remote.draw(chart, request));
  }
  async pick(chart: number, x: number, y: number): Promise<PickView | null> {
    return (await this.running?.remote.pick(chart, x, y)) ?? null;
  }
  async item(chart: number, index: number): Promise<ChartItemView | null> {
    return (await this.running?.remote.item(chart, index)) ?? null;
  }

  private broken(running: Running, message: string): void {
    if (this.running !== running) return;
    this.stop();
    this.onBroken(message);
  }
  /** Asks and sorts the answer; who asks a dead engine waits for ever, and the page shows why. */
  private async ask<T>(question: (remote: Comlink.Remote<WorkerApi>) => Promise<Reply<T>>): Promise<Answer<T>> {
    const running = this.running;
    if (!running) return new Promise(() => {});
    const reply = await question(running.remote);
    if (this.running !== running) return new Promise(() => {});
    if (reply.kind !== 'broken') return reply;
    this.broken(running, reply.message);
    return new Promise(() => {});
  }
  /** For questions about a finished run, which can't be refused. */
  private async result<T>(question: (remote: Comlink.Remote<WorkerApi>) => Promise<Reply<T>>): Promise<T> {
    const running = this.running;
    const answer = await this.ask(question);
    if (answer.kind === 'ok') return answer.value;
    if (running) this.broken(running, answer.problems.map((p) => `${p.place}: ${p.found}`).join('; '));
    return new Promise(() => {});
  }
}

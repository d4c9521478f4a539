// The worker's plan: new start times for the scenario, searched in short slices so that the page can
// stop asking. It keeps the last search, so that its scenario can be opened.

import * as module from '../../pkg/vaultlab.js';
import type { PlanProgressView, PlanView } from './views.ts';

/** A slice of the search, so that a question waits no longer than this and one simulation. */
const SLICE_MS = 60;

export class PlanDesk {
  private plan: module.Plan | null = null;

  constructor(private readonly latest: () => module.Session) {}

  /** Begins a search; the one before is forgotten. */
  start(order: string): PlanProgressView {
    const plan = module.Plan.open(this.latest().scenarioText(), order);
    this.plan?.free();
    this.plan = plan;
    return this.step();
  }
  /** Goes on for a while; nothing is left to do once it says that it is done. */
  step(): PlanProgressView {
    const end = performance.now() + SLICE_MS;
    for (;;) {
      const progress = this.searched().step(1);
      if (progress.done || performance.now() > end) return progress;
    }
  }
  view(): PlanView {
    return this.searched().view();
  }
  scenarioText(): string {
    return this.searched().scenarioText();
  }

  private searched(): module.Plan {
    if (!this.plan) throw new Error('a plan was asked for before a search had begun');
    return this.plan;
  }
}

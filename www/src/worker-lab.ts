// The worker's lab: the scenario of the page run up to a moment, and other texts made from it. It
// keeps the last run, so that another machine's details need none.

import * as module from '../../pkg/vaultlab.js';
import { nextAfter, timesOf, type LabTimes } from './lab-state.ts';
import type { JobView, LabView } from './views.ts';

/** The engine answers with at most so many jobs. */
const JOBS_MAX = 500;

export class LabDesk {
  private open: { of: module.Session; atS: number; lab: module.Lab } | null = null;
  private times: { of: module.Session; times: LabTimes } | null = null;

  constructor(private readonly latest: () => module.Session) {}

  view(atS: number, vm: number | null): LabView {
    return this.at(atS).view(vm ?? undefined);
  }
  /** For a chart; null where the scenario under way by now is none for the lab. */
  shown(atS: number): module.Lab | null {
    try {
      return this.at(atS);
    } catch (thrown) {
      if (typeof thrown === 'object' && thrown !== null && 'problems' in thrown) return null;
      throw thrown;
    }
  }
  /** The moment at which the next thing has happened; the end when nothing more does. */
  next(atS: number): number {
    const { next, end } = this.view(atS, null);
    return Math.min(nextAfter(next, atS) ?? end.s, end.s);
  }
  allTimes(): LabTimes {
    const of = this.latest();
    if (this.times?.of !== of) {
      const { end } = this.view(0, null);
      const lab = module.Lab.open(of.scenarioText(), end.s);
      try {
        this.times = { of, times: timesOf(allJobs(lab)) };
      } finally {
        lab.free();
      }
    }
    return this.times.times;
  }
  acted(atS: number, actions: readonly string[]): string {
    return actions.reduce((text, action) => module.labAct(text, atS, action), this.latest().scenarioText());
  }
  cut(atS: number): string {
    return module.labCut(this.latest().scenarioText(), atS);
  }

  private at(atS: number): module.Lab {
    const of = this.latest();
    if (this.open?.of === of && this.open.atS === atS) return this.open.lab;
    const lab = module.Lab.open(of.scenarioText(), atS);
    this.open?.lab.free();
    this.open = { of, atS, lab };
    return lab;
  }
}

function allJobs(lab: module.Lab): JobView[] {
  const all: JobView[] = [];
  for (;;) {
    const { rows, matching } = lab.jobs({ operation: undefined, status: undefined, from_s: undefined, to_s: undefined, vm: undefined, filter: '', from: all.length, count: JOBS_MAX });
    all.push(...rows);
    if (rows.length === 0 || all.length >= matching) return all;
  }
}

// The worker's page blobs: a document run up to a step, and other texts made from it. It keeps the
// last run, so that another blob's map needs none, and where each step of the whole run belongs.

import * as module from '../../pkg/vaultlab.js';
import { endOfWindow, handsAfter, type StepPlace } from './blobs-state.ts';
import type { BlobChart, BlobsShown } from './protocol.ts';
import type { BlobMapView, Look } from './views.ts';

export class BlobsDesk {
  private open: { text: string; at: number; blobs: module.Blobs } | null = null;
  private whole: { text: string; steps: StepPlace[] } | null = null;

  view(text: string, at: number): BlobsShown {
    const view = this.at(text, at).view();
    const steps = this.steps(text);
    return { view, nextWindowAt: endOfWindow(steps, at), handsToCome: handsAfter(steps, at) };
  }
  map({ text, steps, account, blob, cells }: BlobChart): BlobMapView | null {
    return this.at(text, steps).map(account, blob, cells) ?? null;
  }
  height({ text, steps, account, blob }: BlobChart, width: number, look: Look): number {
    return this.at(text, steps).mapHeight(account, blob, width, look) ?? 0;
  }
  draw({ text, steps, account, blob, cells }: BlobChart, context: OffscreenCanvasRenderingContext2D, width: number, height: number, look: Look): module.ChartMap | null {
    return this.at(text, steps).draw(account, blob, cells, context, width, height, look) ?? null;
  }

  private at(text: string, at: number): module.Blobs {
    if (this.open?.text === text && this.open.at === at) return this.open.blobs;
    const blobs = module.Blobs.open(text, at);
    this.open?.blobs.free();
    this.open = { text, at, blobs };
    return blobs;
  }
  private steps(text: string): StepPlace[] {
    if (this.whole?.text !== text) {
      const blobs = module.Blobs.open(text, undefined);
      try {
        const steps = blobs.view().steps.map(({ window, by_hand }) => ({ window: window ?? null, isByHand: by_hand }));
        this.whole = { text, steps };
      } finally {
        blobs.free();
      }
    }
    return this.whole.steps;
  }
}

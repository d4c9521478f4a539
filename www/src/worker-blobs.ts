// The worker's page blobs: a document that is gone through step by step, and other texts made from it.
// It keeps the run where it is: a step forward costs that step alone. It goes in short slices, so that
// it can be stopped.

import * as module from '../../pkg/vaultlab.js';
import type { BlobChart, BlobsGone, BlobsShown, BlobsTo } from './protocol.ts';
import type { BlobMapView, Look } from './views.ts';

/** A slice of the way, so that a stop or a question waits no longer than this and one step. */
const SLICE_MS = 60;

export class BlobsDesk {
  private open: { text: string; blobs: module.Blobs } | null = null;
  /** How many steps the document has, once its end was seen. */
  private all: { text: string; steps: number } | null = null;

  /** Goes some of the way. */
  go(text: string, to: BlobsTo): BlobsGone {
    const blobs = this.of(text);
    if (to.kind === 'step') blobs.back(to.at);
    const end = performance.now() + SLICE_MS;
    for (;;) {
      const at = blobs.at();
      if (to.kind === 'step' && at >= to.at) return { at, isThere: true };
      if (!blobs.step()) {
        this.all = { text, steps: at };
        return { at, isThere: true };
      }
      if (to.kind === 'window' && blobs.isBetween()) return { at: at + 1, isThere: true };
      if (performance.now() > end) return { at: at + 1, isThere: false };
    }
  }
  view(text: string): BlobsShown {
    const blobs = this.of(text);
    return { view: blobs.view(), steps: this.all?.text === text ? this.all.steps : null, handsToCome: blobs.handsToCome() };
  }
  map({ text, account, blob, cells }: BlobChart): BlobMapView | null {
    return this.of(text).map(account, blob, cells) ?? null;
  }
  height({ text, account, blob }: BlobChart, width: number, look: Look): number {
    return this.of(text).mapHeight(account, blob, width, look) ?? 0;
  }
  draw({ text, account, blob, cells }: BlobChart, context: OffscreenCanvasRenderingContext2D, width: number, height: number, look: Look): module.ChartMap | null {
    return this.of(text).draw(account, blob, cells, context, width, height, look) ?? null;
  }

  private of(text: string): module.Blobs {
    if (this.open?.text !== text) {
      const blobs = module.Blobs.open(text);
      this.open?.blobs.free();
      this.open = { text, blobs };
    }
    return this.open.blobs;
  }
}

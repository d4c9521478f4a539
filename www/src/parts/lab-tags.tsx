// How a job stands, as a shape and a word; colour only repeats it.

import type { JobStatus } from '../views.ts';

const TAGS: Record<JobStatus, readonly [tone: string, mark: string, word: string]> = {
  running: ['plain', '…', 'in progress'],
  succeeded: ['ok', '✓', 'succeeded'],
  warned: ['late', '!', 'with a warning'],
  partly: ['late', '◐', 'in part'],
  failed: ['bad', '✕', 'failed'],
  cancelled: ['plain', '–', 'cancelled'],
  skipped: ['late', '↷', 'skipped'],
  withdrawn: ['plain', '–', 'withdrawn'],
};

export function JobTag({ is }: { is: JobStatus }) {
  const [tone, mark, word] = TAGS[is];
  return <span class={`tag ${tone}`}><span aria-hidden="true">{mark} </span>{word}</span>;
}

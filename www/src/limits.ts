// What is typed into the table of links and limits until a run has it. No DOM, no engine.

import type { ProblemView, SettingView } from './views.ts';

/** What was typed, by path; null where the default shall hold again. */
export type LimitEdits = ReadonlyMap<string, string | null>;
export const NO_EDITS: LimitEdits = new Map();

export interface Limits {
  edits: LimitEdits;
  /** What the engine said of them when it was last asked. */
  problems: readonly ProblemView[];
}
export const NO_LIMITS: Limits = { edits: NO_EDITS, problems: [] };

/** What is typed back to what the scenario says is no edit, unless a run that says something else is under way. */
export function typed({ edits, problems }: Limits, { path, value }: SettingView, text: string, isRunning: boolean): Limits {
  const changed = new Map(edits);
  if (!isRunning && text === (value ?? '')) changed.delete(path);
  else changed.set(path, text.trim() === '' ? null : text);
  // What was said of a figure is not said of the next one.
  return { edits: changed, problems: changed.size === 0 ? [] : problems.filter(({ place }) => place !== path) };
}

/** What was refused, but for figures that were changed while it was checked. */
export function refused({ edits }: Limits, problems: readonly ProblemView[], sent: LimitEdits): Limits {
  const isAsSent = ({ place }: ProblemView) => !sent.has(place) || edits.get(place) === sent.get(place);
  return { edits, problems: edits.size === 0 ? [] : problems.filter(isAsSent) };
}

/** A run has what was sent; what was typed meanwhile stays. */
export function without({ edits, problems }: Limits, sent: LimitEdits): Limits {
  const left = new Map([...edits].filter(([path, text]) => !sent.has(path) || sent.get(path) !== text));
  return { edits: left, problems: left.size === 0 ? [] : problems };
}

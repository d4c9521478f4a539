// Days of a run by their index, as the Points place steps through them: calendar days, no clock.

const DAY_MS = 86_400_000;

export type Step = 'day' | 'week' | 'month';

/** `2026-03-04`: the day at an index of a run that begins on `start`. */
export function dateAt(start: string, day: number): string {
  return new Date(midnight(start) + day * DAY_MS).toISOString().slice(0, 10);
}

/** The index of a day. */
export function dayOf(start: string, date: string): number {
  return Math.round((midnight(date) - midnight(start)) / DAY_MS);
}

/** The index one step on, or back; it may lie outside of the run. A month that is too short gives its last day. */
export function stepped(start: string, day: number, step: Step, direction: 1 | -1): number {
  if (step !== 'month') return day + direction * (step === 'week' ? 7 : 1);
  const from = new Date(midnight(dateAt(start, day)));
  const [year, month] = [from.getUTCFullYear(), from.getUTCMonth() + direction];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const to = Date.UTC(year, month, Math.min(from.getUTCDate(), last));
  return Math.round((to - midnight(start)) / DAY_MS);
}

/**
 * The nearest day with a change before the day at an index (-1) or after it (1); null without one.
 * Days are given by their last seconds, changes by theirs, both in order.
 */
export function changed(ends: readonly number[], changes: readonly number[], day: number, direction: 1 | -1): number | null {
  const before = ends[day - 1] ?? -1;
  const now = ends[day] ?? -1;
  const change = direction === 1 ? changes.find((at) => at > now) : changes.findLast((at) => at <= before);
  if (change === undefined) return null;
  const found = ends.findIndex((end) => end >= change);
  return found < 0 ? null : found;
}

function midnight(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

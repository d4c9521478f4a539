// A policy's two shapes: as the scenario's text has it (`Policy`) and as its form has it (`Form`, where
// every number is the text that was typed). Pure. What is allowed is the engine's to say; here is only
// what can be written down at all, and beside which field a problem belongs.

import { capital } from './format.ts';
import type { ProblemView } from './views.ts';

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export const WEEKS = ['first', 'second', 'third', 'fourth', 'last'] as const;
export const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'] as const;
export type Weekday = (typeof WEEKDAYS)[number];
export type Week = (typeof WEEKS)[number];
export type Month = (typeof MONTHS)[number];

export type Schedule =
  | { every: 'day'; at: string }
  | { every: 'week'; on: Weekday[]; at: string }
  | { every: 'hours'; interval_hours: number; from: string; duration_hours: number };
export type MonthDays =
  | { by: 'week'; days: Weekday[]; weeks: Week[] }
  | { by: 'date'; days?: number[]; last_day?: boolean };
export interface Retention {
  daily?: { days: number };
  weekly?: { weeks: number; on?: Weekday[] };
  monthly?: { months: number; on: MonthDays };
  yearly?: { years: number; months: Month[]; on: MonthDays };
}
/** A policy in a scenario's text; fields that this page does not know are kept as they are. */
export interface Policy {
  name: string;
  vault: string;
  kind?: Kind;
  schedule: Schedule;
  time_zone: string;
  instant_restore_days?: number;
  retention: Retention;
}
export type Kind = 'standard' | 'enhanced';

/** A policy of a scenario and how many refer to it: machines from the start, and actions later on. */
export interface Listed {
  policy: Policy;
  machines: number;
  actions: number;
}

/** What the form shows; a range that is off keeps what was typed into it. */
export interface Form {
  name: string;
  kind: Kind;
  every: Schedule['every'];
  /** The time of day, or the first of an hourly schedule. */
  at: string;
  scheduleDays: Weekday[];
  intervalHours: string;
  durationHours: string;
  timeZone: string;
  instantRestoreDays: string;
  daily: { isOn: boolean; count: string };
  weekly: { isOn: boolean; count: string; hasOwnDays: boolean; days: Weekday[] };
  monthly: { isOn: boolean; count: string; on: MonthDaysForm };
  yearly: { isOn: boolean; count: string; months: Month[]; on: MonthDaysForm };
}
export interface MonthDaysForm {
  by: MonthDays['by'];
  days: Weekday[];
  weeks: Week[];
  /** Such as `1, 15`. */
  dates: string;
  lastDay: boolean;
}

/** What fits into the engine's question; what it allows is its own answer. */
const NUMBER_MAX = 2 ** 32 - 1;
const A_NUMBER = 'a whole number';

// A scenario's text.

interface ScenarioText {
  policies: Policy[];
  vms: { policy?: string }[];
  timeline?: { policy?: string }[];
}

export function listed(text: string): Listed[] {
  const { policies, vms, timeline } = JSON.parse(text) as ScenarioText;
  const machines = tally(vms);
  const actions = tally(timeline ?? []);
  return policies.map((policy) => ({ policy, machines: machines.get(policy.name) ?? 0, actions: actions.get(policy.name) ?? 0 }));
}

/** The same scenario with these policies. */
export function withPolicies(text: string, policies: readonly Policy[]): string {
  return JSON.stringify({ ...(JSON.parse(text) as ScenarioText), policies });
}

function tally(users: readonly { policy?: string }[]): Map<string, number> {
  const uses = new Map<string, number>();
  for (const { policy } of users) {
    if (policy !== undefined) uses.set(policy, (uses.get(policy) ?? 0) + 1);
  }
  return uses;
}

// From a policy to its form.

export function formOf({ name, kind, schedule, time_zone, instant_restore_days, retention }: Policy): Form {
  const { daily, weekly, monthly, yearly } = retention;
  const hours = schedule.every === 'hours' ? schedule : null;
  return {
    name,
    kind: kind ?? 'standard',
    every: schedule.every,
    at: schedule.every === 'hours' ? schedule.from : schedule.at,
    scheduleDays: schedule.every === 'week' ? schedule.on : [],
    intervalHours: typed(hours?.interval_hours),
    durationHours: typed(hours?.duration_hours),
    timeZone: time_zone,
    instantRestoreDays: typed(instant_restore_days),
    daily: { isOn: daily !== undefined, count: typed(daily?.days) },
    weekly: {
      isOn: weekly !== undefined,
      count: typed(weekly?.weeks),
      hasOwnDays: weekly ? weekly.on !== undefined : schedule.every !== 'week',
      days: weekly?.on ?? [],
    },
    monthly: { isOn: monthly !== undefined, count: typed(monthly?.months), on: monthDaysForm(monthly?.on) },
    yearly: { isOn: yearly !== undefined, count: typed(yearly?.years), months: yearly?.months ?? [], on: monthDaysForm(yearly?.on) },
  };
}

function typed(number: number | undefined): string {
  return number === undefined ? '' : String(number);
}

function monthDaysForm(on: MonthDays | undefined): MonthDaysForm {
  const empty: MonthDaysForm = { by: 'week', days: [], weeks: [], dates: '', lastDay: false };
  if (!on) return empty;
  return on.by === 'week'
    ? { ...empty, days: on.days, weeks: on.weeks }
    : { ...empty, by: 'date', dates: (on.days ?? []).join(', '), lastDay: on.last_day ?? false };
}

// From a form to its policy.

export type Read = { kind: 'read'; policy: Policy } | { kind: 'unreadable'; problems: ProblemView[] };

/** The policy that the form says, at `place`; what only `before` has and no field shows is kept. */
export function policyOf(form: Form, before: Policy, place: string): Read {
  const problems: ProblemView[] = [];
  const number = (text: string, field: string): number => {
    const read = wholeNumber(text);
    if (read === null) problems.push({ place: `${place}.${field}`, found: found(text), allowed: A_NUMBER });
    return read ?? 0;
  };
  const { kind: kindBefore, instant_restore_days: _, ...kept } = before;
  const policy: Policy = {
    ...kept,
    name: form.name,
    // An absent kind is Standard; it stays absent.
    ...(kindBefore === undefined && form.kind === 'standard' ? {} : { kind: form.kind }),
    schedule: scheduleOf(form, before.schedule, number),
    time_zone: form.timeZone.trim(),
    ...(form.instantRestoreDays.trim() === '' ? {} : { instant_restore_days: number(form.instantRestoreDays, 'instant_restore_days') }),
    retention: retentionOf(form, before.retention, number),
  };
  return problems.length === 0 ? { kind: 'read', policy } : { kind: 'unreadable', problems };
}

type ReadNumber = (text: string, field: string) => number;

function scheduleOf(form: Form, before: Schedule, number: ReadNumber): Schedule {
  const kept = before.every === form.every ? before : {};
  const at = form.at.trim();
  switch (form.every) {
    case 'day':
      return { ...kept, every: 'day', at };
    case 'week':
      return { ...kept, every: 'week', on: form.scheduleDays, at };
    case 'hours':
      return {
        ...kept, every: 'hours', from: at,
        interval_hours: number(form.intervalHours, 'schedule.interval_hours'),
        duration_hours: number(form.durationHours, 'schedule.duration_hours'),
      };
  }
}

function retentionOf({ daily, weekly, monthly, yearly }: Form, before: Retention, number: ReadNumber): Retention {
  const { daily: dailyBefore, weekly: weeklyBefore, monthly: monthlyBefore, yearly: yearlyBefore, ...kept } = before;
  const retention: Retention = kept;
  if (daily.isOn) retention.daily = { ...dailyBefore, days: number(daily.count, 'retention.daily.days') };
  if (weekly.isOn) {
    const { on: _, ...rest } = weeklyBefore ?? {};
    const weeks = number(weekly.count, 'retention.weekly.weeks');
    retention.weekly = { ...rest, weeks, ...(weekly.hasOwnDays ? { on: weekly.days } : {}) };
  }
  if (monthly.isOn) {
    const months = number(monthly.count, 'retention.monthly.months');
    retention.monthly = { ...monthlyBefore, months, on: monthDaysOf(monthly.on, monthlyBefore?.on, 'retention.monthly.on', number) };
  }
  if (yearly.isOn) {
    const years = number(yearly.count, 'retention.yearly.years');
    retention.yearly = { ...yearlyBefore, years, months: yearly.months, on: monthDaysOf(yearly.on, yearlyBefore?.on, 'retention.yearly.on', number) };
  }
  return retention;
}

function monthDaysOf(form: MonthDaysForm, before: MonthDays | undefined, field: string, number: ReadNumber): MonthDays {
  if (form.by === 'week') {
    return { ...(before?.by === 'week' ? before : {}), by: 'week', days: form.days, weeks: form.weeks };
  }
  const { days: daysBefore, last_day: lastBefore, ...kept } = before?.by === 'date' ? before : { by: 'date' as const };
  const dates = form.dates.split(/[\s,;]+/).filter((date) => date !== '').map((date) => number(date, `${field}.days`));
  return {
    ...kept,
    ...(dates.length > 0 || daysBefore !== undefined ? { days: dates } : {}),
    ...(form.lastDay || lastBefore !== undefined ? { last_day: form.lastDay } : {}),
  };
}

function wholeNumber(text: string): number | null {
  const trimmed = text.trim();
  if (!/^\d+$/.test(trimmed)) return null;
  const number = Number(trimmed);
  return number <= NUMBER_MAX ? number : null;
}

function found(text: string): string {
  return text.trim() === '' ? 'nothing' : text.trim();
}

// Problems beside their fields.

/** The paths, within a policy, of the fields that the form shows. */
function fieldsOf({ every, daily, weekly, monthly, yearly }: Form): Set<string> {
  const fields = new Set(['name', 'kind', 'schedule.every', 'time_zone', 'instant_restore_days', 'retention.daily', 'retention.weekly', 'retention.monthly', 'retention.yearly']);
  const add = (...paths: string[]) => paths.forEach((path) => fields.add(path));
  const addDays = (path: string, on: MonthDaysForm) => add(path, `${path}.days`, on.by === 'week' ? `${path}.weeks` : `${path}.last_day`);
  if (every === 'hours') add('schedule.from', 'schedule.interval_hours', 'schedule.duration_hours');
  else add('schedule.at');
  if (every === 'week') add('schedule.on');
  if (daily.isOn) add('retention.daily.days');
  if (weekly.isOn) add('retention.weekly.weeks', 'retention.weekly.on');
  if (monthly.isOn) {
    add('retention.monthly.months');
    addDays('retention.monthly.on', monthly.on);
  }
  if (yearly.isOn) {
    add('retention.yearly.years', 'retention.yearly.months');
    addDays('retention.yearly.on', yearly.on);
  }
  return fields;
}

/** The shown field nearest to a path within the policy: itself, or what it is part of. */
export function fieldOf(path: string, form: Form): string | null {
  const fields = fieldsOf(form);
  let field = path.replaceAll(/\[\d+\]/g, '');
  while (!fields.has(field)) {
    const end = field.lastIndexOf('.');
    if (end < 0) return null;
    field = field.slice(0, end);
  }
  return field;
}

export interface Sorted {
  /** By the path of the field that they are shown beside. */
  beside: ReadonlyMap<string, ProblemView[]>;
  others: ProblemView[];
}
export const NO_PROBLEMS: Sorted = { beside: new Map(), others: [] };

/** Parts the problems of a scenario into those of the form of the policy at `place`, and the rest. */
export function sorted(problems: readonly ProblemView[], place: string, form: Form): Sorted {
  const beside = new Map<string, ProblemView[]>();
  const others: ProblemView[] = [];
  for (const problem of problems) {
    const field = problem.place.startsWith(`${place}.`) ? fieldOf(problem.place.slice(place.length + 1), form) : null;
    if (field === null) others.push(problem);
    else beside.set(field, [...(beside.get(field) ?? []), problem]);
  }
  return { beside, others };
}

// Small things of the form.

/** The list with one more or one less; what a person has changed is in the order of `all`. */
export function toggled<T>(list: readonly T[], one: T, all: readonly T[]): T[] {
  return all.filter((each) => (each === one ? !list.includes(one) : list.includes(each)));
}

/** A name for a copy that no other policy has. */
export function copyName(name: string, taken: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    const copy = number === 1 ? `${name} copy` : `${name} copy ${number}`;
    if (!taken.includes(copy)) return copy;
  }
}

/** A policy in one line: `Standard, every day at 22:00; kept 30 days`. */
export function summaryOf({ kind, schedule, time_zone, retention }: Policy): string {
  const kept = ([
    [retention.daily?.days, 'day'], [retention.weekly?.weeks, 'week'],
    [retention.monthly?.months, 'month'], [retention.yearly?.years, 'year'],
  ] as const).flatMap(([number, unit]) => (number === undefined ? [] : [`${number} ${unit}${number === 1 ? '' : 's'}`]));
  return `${kind === 'enhanced' ? 'Enhanced' : 'Standard'}, ${when(schedule)} ${time_zone}; kept ${kept.join(', ') || 'by no range'}`;
}

function when(schedule: Schedule): string {
  switch (schedule.every) {
    case 'day':
      return `every day at ${schedule.at}`;
    case 'week':
      return `${schedule.on.map(short).join(', ')} at ${schedule.at}`;
    case 'hours':
      return `every ${schedule.interval_hours} h from ${schedule.from} for ${schedule.duration_hours} h`;
  }
}

/** `Mon` of `monday`. */
export function short(name: string): string {
  return capital(name).slice(0, 3);
}

// The only place where a figure is rounded for a person. Amounts of money stay the decimal text that
// the engine made; Intl writes text exactly, so no cent passes through a float.

import type { PhaseName, Verdict } from './views.ts';

const LOCALE = 'en';
const GIB = 2 ** 30;
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const;

const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const twoDigits = new Intl.NumberFormat(LOCALE, { maximumSignificantDigits: 2 });
const threeDigits = new Intl.NumberFormat(LOCALE, { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });
const decimals = new Map<number, Intl.NumberFormat>();
const currencies = new Map<string, Intl.NumberFormat>();

/** `1,204` */
export function count(value: number): string {
  return whole.format(value);
}

/** `1 VM`, `2 VMs` */
export function counted(value: number, one: string, many: string): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** In GiB, as Azure's disks are, so that a column compares: `1,840.0 GiB`, `0.04 GiB`. */
export function gib(bytes: number): string {
  const value = bytes / GIB;
  if (bytes === 0) return '0 GiB';
  return `${value < 0.095 ? twoDigits.format(value) : tenths.format(value)} GiB`;
}

/** In the unit that fits: `2.93 TiB`. */
export function size(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? whole.format(value) : threeDigits.format(value)} ${UNITS[unit] ?? ''}`;
}

/** `$412.07`; the amount is decimal text. */
export function money(amount: string, currency: string): string {
  let format = currencies.get(currency);
  if (!format) {
    format = new Intl.NumberFormat(LOCALE, { style: 'currency', currency });
    currencies.set(currency, format);
  }
  return format.format(amount as `${number}`);
}

/** Decimal text with its digits kept and its thousands set apart: `2,214.0312`. */
export function decimal(text: string): string {
  const digits = text.split('.')[1]?.length ?? 0;
  let format = decimals.get(digits);
  if (!format) {
    format = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: digits, maximumFractionDigits: digits });
    decimals.set(digits, format);
  }
  return format.format(text as `${number}`);
}

/** `12 %` of a whole; a share too small for a digit says so. */
export function percent(value: number): string {
  if (value > 0 && value < 0.05) return '< 0.1 %';
  return `${tenths.format(value)} %`;
}

/** A value of a series in its unit, without the unit; a dash where there is none. */
export function measured(value: number, unit: string): string {
  if (Number.isNaN(value)) return '–';
  return unit === 'bytes' ? gib(value) : tenths.format(value);
}

/** `1–25 of 1,000` */
export function rangeOf(from: number, shown: number, all: number): string {
  return all === 0 ? '0 of 0' : `${count(from + 1)}–${count(from + shown)} of ${count(all)}`;
}

const PHASES: Record<PhaseName, string> = {
  start: 'start delay',
  prepare: 'prepare',
  snapshot: 'snapshot',
  queue: 'queue',
  transfer: 'transfer',
  commit: 'commit',
};
export function phase(name: PhaseName): string {
  return PHASES[name];
}

const VERDICTS: Record<Verdict, string> = {
  held: 'held',
  late: 'late',
  skipped: 'skipped',
  failed: 'failed',
  running: 'still running',
};
export function verdict(value: Verdict): string {
  return VERDICTS[value];
}

/** A kind of gap as words: `used-size-unknown` is `used size unknown`. */
export function words(kebab: string): string {
  return kebab.replaceAll('-', ' ');
}

/** As a sentence begins. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A foreign name where no element can hold it: whatever it holds turns nothing beside it. */
export function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}

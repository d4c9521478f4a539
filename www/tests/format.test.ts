// What a person reads: rounding happens here and nowhere else.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { count, counted, decimal, gib, measured, money, percent, rangeOf, size, words } from '../src/format.ts';

const GIB = 2 ** 30;

function check<T>(format: (value: T) => string, ...cases: [T, string][]): void {
  for (const [value, text] of cases) assert.equal(format(value), text);
}

test('a size in GiB keeps one decimal, and a small one its first two digits', () => {
  check(gib, [1840 * GIB, '1,840.0 GiB'], [50.4 * GIB, '50.4 GiB'], [0.1 * GIB, '0.1 GiB'], [0.042 * GIB, '0.042 GiB'], [1, '0.00000000093 GiB'], [0, '0 GiB']);
});

test('a size takes the unit that fits', () => {
  check(size, [0, '0 B'], [999, '999 B'], [1000, '0.977 KiB'], [1024, '1.00 KiB'], [2.93 * 1024 * GIB, '2.93 TiB'], [2 ** 63, '8.00 EiB'], [2 ** 80, '1,050,000 EiB']);
});

test('money is written from its text, to the cent, however large', () => {
  assert.equal(money('412.07', 'USD'), '$412.07');
  assert.equal(money('0.005', 'EUR'), '€0.01');
  assert.equal(money('90071992547409931234.56', 'USD'), '$90,071,992,547,409,931,234.56');
  assert.equal(money('-3.10', 'USD'), '-$3.10');
});

test('decimal text keeps every digit it came with', () => {
  check(decimal, ['2214.0312', '2,214.0312'], ['22.0000', '22.0000'], ['7', '7'], ['90071992547409931.0001', '90,071,992,547,409,931.0001']);
});

test('counts have their thousands apart and their noun in number', () => {
  check(count, [0, '0'], [10_000, '10,000']);
  assert.equal(counted(1, 'VM', 'VMs'), '1 VM');
  assert.equal(counted(25, 'VM', 'VMs'), '25 VMs');
  assert.equal(counted(0, 'VM', 'VMs'), '0 VMs');
});

test('a share too small for a digit says so', () => {
  check(percent, [0, '0.0 %'], [0.01, '< 0.1 %'], [0.05, '0.1 %'], [54.04, '54.0 %']);
});

test('a page of rows is named from one', () => {
  assert.equal(rangeOf(0, 25, 1000), '1–25 of 1,000');
  assert.equal(rangeOf(975, 25, 1000), '976–1,000 of 1,000');
  assert.equal(rangeOf(0, 0, 0), '0 of 0');
});

test('values of a series go by their unit, kinds of gaps are words', () => {
  assert.equal(measured(2 * GIB, 'bytes'), '2.0 GiB');
  assert.equal(measured(61.25, 'MiB/s'), '61.3');
  assert.equal(words('used-size-unknown'), 'used size unknown');
});

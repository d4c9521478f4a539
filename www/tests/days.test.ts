// Days of a run as the Points place steps through them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changed, dateAt, dayOf, stepped } from '../src/days.ts';

const START = '2024-01-31';

test('a day has an index and an index a day, over a clock change and a leap day', () => {
  for (const [day, date] of [[0, '2024-01-31'], [29, '2024-02-29'], [60, '2024-03-31'], [335, '2024-12-31'], [3659, '2034-02-06']] as const) {
    assert.equal(dateAt(START, day), date);
    assert.equal(dayOf(START, date), day);
  }
});

test('a month on is the same date, or the last of a shorter month', () => {
  const step = (date: string, direction: 1 | -1) => dateAt(START, stepped(START, dayOf(START, date), 'month', direction));
  assert.equal(step('2024-01-31', 1), '2024-02-29');
  assert.equal(step('2024-03-31', -1), '2024-02-29');
  assert.equal(step('2024-12-15', 1), '2025-01-15');
  assert.equal(step('2025-01-15', -1), '2024-12-15');
});

test('a day and a week are counted', () => {
  assert.equal(stepped(START, 10, 'day', 1), 11);
  assert.equal(stepped(START, 10, 'week', -1), 3);
  assert.equal(stepped(START, 0, 'day', -1), -1);
});

test('the next change is on a later day, the one before on an earlier', () => {
  const ends = [99, 199, 299, 399];
  const changes = [50, 150, 160, 350];
  assert.deepEqual([0, 1, 2, 3].map((day) => changed(ends, changes, day, 1)), [1, 3, 3, null]);
  assert.deepEqual([0, 1, 2, 3].map((day) => changed(ends, changes, day, -1)), [null, 0, 1, 1]);
  assert.equal(changed(ends, [], 1, 1), null);
  assert.equal(changed([], changes, 0, 1), null);
});

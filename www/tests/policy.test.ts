// Policies: from the scenario's text to the form and back without a loss, and problems to the fields
// that they belong to.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copyName, fieldOf, formOf, listed, policyOf, sorted, summaryOf, toggled, WEEKDAYS, withPolicies, type Form, type MonthDays, type Policy, type Retention, type Schedule } from '../src/policy.ts';

const DAILY: Policy = { name: 'daily', vault: 'vault', schedule: { every: 'day', at: '22:00' }, time_zone: 'UTC', retention: { daily: { days: 30 } } };

const SCHEDULES: Schedule[] = [
  { every: 'day', at: '22:00' },
  { every: 'week', on: ['friday', 'monday'], at: '01:30' },
  { every: 'hours', interval_hours: 4, from: '08:00', duration_hours: 12 },
];
const MONTH_DAYS: MonthDays[] = [
  { by: 'week', days: ['sunday'], weeks: ['first', 'last'] },
  { by: 'date', days: [15, 1], last_day: true },
  { by: 'date', last_day: true },
  { by: 'date', days: [31] },
  { by: 'date', days: [], last_day: false },
];
const RETENTIONS: Retention[] = [
  {},
  { daily: { days: 7 } },
  { weekly: { weeks: 12 } },
  { weekly: { weeks: 12, on: ['wednesday', 'monday'] } },
  ...MONTH_DAYS.map((on) => ({ monthly: { months: 60, on } })),
  ...MONTH_DAYS.map((on) => ({ daily: { days: 30 }, yearly: { years: 10, months: ['june' as const, 'january' as const], on } })),
];

function same(policy: Policy): void {
  assert.deepEqual(policyOf(formOf(policy), policy, 'policies[0]'), { kind: 'read', policy });
}
function read(form: Form, before: Policy): Policy {
  const answer = policyOf(form, before, 'policies[0]');
  assert.equal(answer.kind, 'read');
  return answer.kind === 'read' ? answer.policy : before;
}

test('every shape of a policy comes back from its form as it was', () => {
  for (const schedule of SCHEDULES) {
    for (const retention of RETENTIONS) {
      same({ ...DAILY, schedule, retention });
      same({ ...DAILY, kind: 'enhanced', instant_restore_days: 5, schedule, retention });
      same({ ...DAILY, kind: 'standard', schedule, retention });
    }
  }
});
test('fields that the page does not know are kept at every level', () => {
  const on = { by: 'date', days: [1], last_day: false, more: 6 };
  same({
    ...DAILY, more: 1, schedule: { every: 'day', at: '22:00', more: 2 },
    retention: { more: 3, daily: { days: 30, more: 4 }, weekly: { weeks: 5, more: 5 }, monthly: { months: 1, on, more: 7 }, yearly: { years: 1, months: ['may'], on, more: 8 } },
  } as unknown as Policy);
});
test('another kind of schedule takes the time along and leaves the rest of the old one behind', () => {
  const form: Form = { ...formOf(DAILY), every: 'hours', intervalHours: '4', durationHours: ' 12 ' };
  assert.deepEqual(read(form, DAILY).schedule, { every: 'hours', from: '22:00', interval_hours: 4, duration_hours: 12 });
});
test('a range that is switched off is gone from the policy and still in the form', () => {
  const form = formOf(DAILY);
  const off = { ...form, daily: { ...form.daily, isOn: false } };
  assert.deepEqual(read(off, DAILY).retention, {});
  assert.equal(off.daily.count, '30');
});
test('an empty instant restore is absent, and a standard kind stays unsaid', () => {
  const before: Policy = { ...DAILY, instant_restore_days: 3 };
  const after = read({ ...formOf(before), instantRestoreDays: ' ' }, before);
  assert.equal('instant_restore_days' in after, false);
  assert.equal('kind' in after, false);
});
test('what is no number is named with the path of its field', () => {
  const form = formOf({ ...DAILY, retention: { daily: { days: 1 }, monthly: { months: 1, on: { by: 'date' } } } });
  const wrong: Form = { ...form, instantRestoreDays: '1.5', daily: { isOn: true, count: '' }, monthly: { ...form.monthly, count: '99999999999', on: { ...form.monthly.on, dates: '1, x' } } };
  const answer = policyOf(wrong, DAILY, 'policies[2]');
  assert.deepEqual(answer.kind === 'unreadable' && answer.problems.map(({ place, found }) => [place, found]), [
    ['policies[2].instant_restore_days', '1.5'], ['policies[2].retention.daily.days', 'nothing'],
    ['policies[2].retention.monthly.months', '99999999999'], ['policies[2].retention.monthly.on.days', 'x'],
  ]);
});

test('a problem belongs to its field, else to what the field is part of', () => {
  const form = formOf({ ...DAILY, retention: { daily: { days: 1 }, yearly: { years: 1, months: [], on: { by: 'date', days: [40] } } } });
  const fields = ['retention.daily.days', 'retention.weekly', 'retention.weekly.on', 'retention.yearly.on.days[3]', 'retention.yearly.on', 'schedule.at', 'schedule.from', 'kind', 'vault'];
  assert.deepEqual(fields.map((path) => fieldOf(path, form)), [
    'retention.daily.days', 'retention.weekly', 'retention.weekly', 'retention.yearly.on.days', 'retention.yearly.on', 'schedule.at', null, 'kind', null,
  ]);
});
test('problems of other policies and of the scenario are not the form’s', () => {
  const problem = (place: string) => ({ place, found: 'a', allowed: 'b' });
  const { beside, others } = sorted(['policies[1].schedule.at', 'policies[1].schedule.at', 'policies[10].schedule.at', 'policies[1].vault', 'days'].map(problem), 'policies[1]', formOf(DAILY));
  assert.deepEqual([...beside].map(([field, list]) => [field, list.length]), [['schedule.at', 2]]);
  assert.deepEqual(others.map(({ place }) => place), ['policies[10].schedule.at', 'policies[1].vault', 'days']);
});

test('a scenario’s policies are listed with who refers to them, and replaced alone', () => {
  const scenario = { seed: 2 ** 53 - 1, policies: [DAILY, { ...DAILY, name: 'unused' }], vms: [{ policy: 'daily', used: 40.25 }, {}, { policy: 'daily' }], timeline: [{ do: 'protect', policy: 'daily' }, { do: 'undelete' }] };
  const text = JSON.stringify(scenario);
  assert.deepEqual(listed(text).map(({ policy, machines, actions }) => [policy.name, machines, actions]), [['daily', 2, 1], ['unused', 0, 0]]);
  const changed: Policy = { ...DAILY, time_zone: 'Europe/Madrid' };
  assert.deepEqual(JSON.parse(withPolicies(text, [changed])), { ...scenario, policies: [changed] });
});
test('a copy gets a name that nobody has', () => {
  assert.equal(copyName('a', ['a', 'a copy', 'a copy 2']), 'a copy 3');
  assert.equal(copyName('a', ['a']), 'a copy');
});
test('a changed list is in the order of the week', () => {
  assert.deepEqual(toggled(['friday', 'monday'], 'tuesday', WEEKDAYS), ['monday', 'tuesday', 'friday']);
  assert.deepEqual(toggled(['friday', 'monday'], 'friday', WEEKDAYS), ['monday']);
});
test('a policy in one line', () => {
  assert.equal(summaryOf(DAILY), 'Standard, every day at 22:00 UTC; kept 30 days');
  assert.equal(summaryOf({ ...DAILY, kind: 'enhanced', schedule: { every: 'hours', interval_hours: 4, from: '08:00', duration_hours: 12 }, retention: { daily: { days: 1 }, yearly: { years: 2, months: ['may'], on: { by: 'date' } } } }),
    'Enhanced, every 4 h from 08:00 for 12 h UTC; kept 1 day, 2 years');
  assert.equal(summaryOf({ ...DAILY, schedule: { every: 'week', on: ['monday', 'friday'], at: '01:00' }, retention: {} }), 'Standard, Mon, Fri at 01:00 UTC; kept by no range');
});

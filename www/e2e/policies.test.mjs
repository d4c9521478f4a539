// Policies edited in the page: what is applied is run, what the engine refuses is said beside its
// field, and nothing that was typed is lost without a question.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, counts, drop, finished, hasFocus, launch, openPreset, overflow, says, visited as visitedAt } from './page.mjs';

let site;
before(async () => {
  site = await launch();
});
after(() => site?.close());

const visited = (options, act) => visitedAt(site, options, act);

const digest = (page) => page.locator('.rail code').textContent();
const button = (page, name) => page.getByRole('button', { name, exact: true });
/** A field of the dialog by its label, which nothing else in there has. */
const field = (page, label) => page.locator('dialog').getByLabel(label, { exact: true });
const days = (page) => page.getByRole('group', { name: 'Daily points' }).getByLabel('Kept for');

async function openPolicies(page) {
  await button(page, 'Policies…').click();
  await page.locator('[data-policy]').first().waitFor();
}
async function edit(page, name) {
  await openPolicies(page);
  await page.locator('[data-policy]', { hasText: name }).click();
  await field(page, 'Kind').waitFor();
}
/** The text that describes a field, once the field is marked as wrong. */
async function problemOf(page, control) {
  assert.equal(await control.getAttribute('aria-invalid'), 'true');
  const ids = (await control.getAttribute('aria-describedby')).split(' ');
  const texts = await Promise.all(ids.map((id) => page.locator(`[id="${id}"]`).textContent()));
  return texts.join(' ');
}
/** Waits for the run after this digest. */
async function runAfter(page, before) {
  await page.waitForFunction((old) => document.querySelector('.rail code')?.textContent !== old, before);
  await finished(page, 'Demo');
  return digest(page);
}
async function pointsKept(page) {
  await page.locator('.card', { hasText: 'Oldest point' }).click();
  const kept = page.locator('.why dt', { hasText: 'Recovery points kept' });
  return Number((await kept.locator('xpath=following-sibling::dd[1]').textContent()).replaceAll(',', ''));
}

test('fewer days of retention are run at once, kept over a reload, and can be taken back', () => visited({}, async (page) => {
  const first = await digest(page);
  const points = await pointsKept(page);
  await edit(page, 'daily-22:00');
  await page.getByText('For 24 machines').waitFor();
  assert.equal(await days(page).inputValue(), '30');
  await days(page).fill('7');
  await button(page, 'Apply').click();
  const second = await runAfter(page, first);
  await counts(page.locator('dialog'), 0);
  assert.equal(await button(page, 'Policies…').evaluate((element) => element === document.activeElement), true);
  const fewer = await pointsKept(page);
  assert.ok(fewer < points, `${fewer} points are kept, ${points} were`);
  await page.getByText('saved on this machine').waitFor();
  await page.reload();
  await finished(page, 'Demo');
  assert.equal(await digest(page), second);
  await edit(page, 'daily-22:00');
  assert.equal(await days(page).inputValue(), '7');
  await days(page).fill('30');
  await page.keyboard.press('Enter');
  assert.equal(await runAfter(page, second), first);
}));

test('what the engine refuses is said beside the field, and the run stays', () => visited({}, async (page) => {
  const before = await digest(page);
  await edit(page, 'daily-22:00');
  await days(page).fill('3');
  await button(page, 'Apply').click();
  await page.locator('.wrong').waitFor();
  assert.match(await problemOf(page, days(page)), /Found 3; allowed: \d+ to \d+/);
  await hasFocus(page, days(page));
  await counts(page.locator('.problems li'), 0);
  assert.equal(await digest(page), before);

  await field(page, 'Back up').selectOption('hours');
  await button(page, 'Apply').click();
  await page.getByText('Found nothing; allowed: a whole number').first().waitFor();
  await field(page, 'Every').fill('4');
  await field(page, 'For').fill('12');
  await button(page, 'Apply').click();
  await page.getByText('only an enhanced policy').waitFor();
  assert.match(await problemOf(page, field(page, 'Back up')), /Found hours; allowed: day or week/);
  await hasFocus(page, field(page, 'Back up'), 'the first of two has the focus');
  await counts(page.locator('.wrong'), 2);
  assert.equal(await digest(page), before);

  await field(page, 'Kind').selectOption('enhanced');
  await field(page, 'From').fill('08:00');
  await days(page).fill('30');
  await button(page, 'Apply').click();
  await runAfter(page, before);
  await openPolicies(page);
  await page.getByText('Enhanced, every 4 h from 08:00 for 12 h').waitFor();
}));

test('a problem elsewhere in the scenario is listed below the form', () => visited({}, async (page) => {
  for (const name of ['one', 'two']) {
    await edit(page, 'daily-22:00');
    await button(page, 'Duplicate policy').click();
    await field(page, 'Name').fill(name);
    await button(page, 'Apply').click();
    await page.locator('dialog').waitFor({ state: 'detached' });
    await finished(page, 'Demo');
  }
  // The engine finds the name to be another's at the later of the two.
  await edit(page, 'one');
  await field(page, 'Name').fill('two');
  await button(page, 'Apply').click();
  await page.locator('.problems li').waitFor();
  await says(page.locator('.problems'), /policies\[3\]\.name.*again.*a name that no other has/);
  await counts(page.locator('.wrong'), 0);
  assert.equal(await page.locator('[data-others]').evaluate((element) => element === document.activeElement), true);
  assert.deepEqual(await axe(page), []);
  // At the later one itself it is beside the name.
  await button(page, 'Cancel').click();
  await button(page, 'Discard').click();
  await page.locator('[data-policy]', { hasText: 'two' }).click();
  await field(page, 'Name').fill('one');
  await button(page, 'Apply').click();
  await page.locator('.wrong').waitFor();
  assert.match(await problemOf(page, field(page, 'Name')), /again; allowed: a name that no other has/);
}));

test('a copy is made, renamed and removed', () => visited({}, async (page) => {
  const before = await digest(page);
  await edit(page, 'daily-22:00');
  assert.equal(await field(page, 'Name').getAttribute('readonly'), '');
  await button(page, 'Duplicate policy').click();
  await page.locator('#policy-name:focus').waitFor();
  await field(page, 'Name').fill('spare');
  await page.getByRole('checkbox', { name: 'Yearly points' }).check();
  const yearly = page.getByRole('group', { name: 'Yearly points' });
  await yearly.getByLabel('Kept for').fill('10');
  await yearly.getByRole('checkbox', { name: 'January' }).check();
  await yearly.getByLabel('Chosen by').selectOption('date');
  await yearly.getByLabel('The month’s last day').check();
  await button(page, 'Apply').click();
  await page.locator('dialog').waitFor({ state: 'detached' });
  await finished(page, 'Demo');
  await edit(page, 'spare');
  assert.equal(await yearly.getByLabel('Kept for').inputValue(), '10');
  assert.equal(await yearly.getByLabel('The month’s last day').isChecked(), true);
  await button(page, 'Remove policy').click();
  await button(page, 'Remove it').click();
  await page.locator('dialog').waitFor({ state: 'detached' });
  await finished(page, 'Demo');
  assert.equal(await digest(page), before);
  await openPolicies(page);
  await counts(page.locator('[data-policy]'), 2);
}));

test('with the keyboard alone: the focus stays inside, and changes go only after a question', () => visited({}, async (page) => {
  await button(page, 'Policies…').focus();
  await page.keyboard.press('Enter');
  await page.locator('[data-policy="0"]:focus').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.locator('#policy-kind:focus').waitFor();
  await page.locator('dialog', { hasText: 'weekly-wednesday-22:00' }).waitFor();
  for (let step = 0; step < 40; step += 1) {
    await page.keyboard.press('Tab');
    // Between its last and its first control a dialog hands the focus to the browser's own bar.
    assert.ok(await page.evaluate(() => document.activeElement === document.body || document.activeElement?.closest('dialog') !== null));
  }
  // Nothing was changed: no question.
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  assert.equal(await button(page, 'Policies…').evaluate((element) => element === document.activeElement), true);

  await edit(page, 'weekly-wednesday-22:00');
  await page.getByRole('checkbox', { name: 'Friday' }).check();
  for (let press = 0; press < 5; press += 1) await page.keyboard.press('Escape');
  await page.locator('button:focus', { hasText: 'Keep editing' }).waitFor();
  await page.keyboard.press('Enter');
  assert.equal(await page.getByRole('checkbox', { name: 'Friday' }).isChecked(), true);
  // Nor to files that are dropped meanwhile.
  await drop(page, { 'fleet.json': '{"schema": 1}' });
  await page.waitForTimeout(300);
  assert.equal(await page.getByRole('checkbox', { name: 'Friday' }).isChecked(), true);
  await button(page, 'Cancel').click();
  await button(page, 'Discard').click();
  await page.locator('[data-policy="1"]:focus').waitFor();
  await page.getByText('Wed at 22:00').waitFor();
}));

test('a long list is filtered', () => visited({}, async (page) => {
  await openPreset(page, 'fleet-1000');
  await finished(page, '1,000 VMs');
  await openPolicies(page);
  const all = page.locator('[data-policy]');
  const count = await all.count();
  const last = await all.last().locator('strong').textContent();
  if (count > 12) {
    await page.getByLabel('Filter policies by name').fill(last);
    await page.waitForFunction((many) => document.querySelectorAll('[data-policy]').length < many, count);
  }
  await all.last().click();
  await page.getByRole('heading', { name: last }).waitFor();
}));

for (const theme of ['light', 'dark']) {
  for (const [screen, size] of [['wide', {}], ['phone', { width: 390, height: 844 }]]) {
    test(`axe finds nothing in the dialog, ${screen}, ${theme}`, () => visited({ theme, ...size }, async (page) => {
      await openPolicies(page);
      assert.deepEqual(await axe(page), [], 'list');
      await page.locator('[data-policy]').first().click();
      for (const range of ['Weekly', 'Monthly', 'Yearly']) await page.getByRole('checkbox', { name: `${range} points` }).check();
      await field(page, 'Back up').selectOption('week');
      await page.getByRole('group', { name: 'Yearly points' }).getByLabel('Chosen by').selectOption('date');
      assert.deepEqual(await axe(page), [], 'form');
      for (const count of await field(page, 'Kept for').all()) await count.fill('0');
      await button(page, 'Apply').click();
      await page.locator('.wrong').first().waitFor();
      await page.keyboard.press('Escape');
      await button(page, 'Keep editing').waitFor();
      assert.deepEqual(await axe(page), [], 'problems');
      assert.ok((await overflow(page)) <= 0, 'the page scrolls sideways');
      assert.ok(await page.locator('.dialog-body').evaluate((body) => body.scrollWidth <= body.clientWidth), 'the dialog scrolls sideways');
    }));
  }
}

// The Points place: a machine's recovery points as of a date that a person moves.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { counts, drawn, finished, launch, openPreset, says, visited as visitedAt } from './page.mjs';

let site;
before(async () => {
  site = await launch();
});
after(() => site?.close());

const visited = (options, act) => visitedAt(site, { hash: '#points', ...options }, act);

const points = (page) => page.locator('table[aria-label="Recovery points"]');
const asOf = (page) => page.locator('.as-of output');
const fact = (page, label) => page.locator('.strip div', { hasText: label }).locator('dd');

/** Chooses a machine as a keyboard does: a part of its name, then Enter. */
async function chooseVm(page, name) {
  const box = page.getByRole('combobox', { name: 'Machine' });
  await box.click();
  await box.fill(name);
  await page.keyboard.press('Enter');
  await page.locator('.lead', { hasText: name }).waitFor();
}

test('the rail goes to the points of the machine that was explained', () => visited({ hash: '' }, async (page) => {
  await page.locator('.why h2').waitFor();
  const name = await page.locator('.card', { hasText: 'Late most often' }).locator('.v').textContent();
  await page.getByRole('link', { name: /^Points/ }).click();
  await page.getByRole('heading', { level: 1, name: 'What could be restored?' }).waitFor();
  assert.match(page.url(), /#points$/);
  await page.locator('.lead', { hasText: name }).waitFor();
  await points(page).locator('.row').first().waitFor();
}));

test('the date moves by slider, keyboard and buttons, and the points follow', () => visited({}, async (page) => {
  await chooseVm(page, 'dc-01');
  await page.waitForFunction(() => document.querySelector('.strip dd')?.textContent === '30');
  const slider = page.getByRole('slider', { name: 'As of' });
  await slider.fill('9');
  await page.waitForFunction(() => document.querySelector('.strip dd')?.textContent === '10');
  await says(asOf(page), /^2026-03-10 23:59 Europe\/Madrid/);
  await page.locator('table[aria-label="Recovery points"][aria-rowcount="11"]').waitFor();
  await slider.focus();
  await page.keyboard.press('ArrowLeft');
  await page.waitForFunction(() => document.querySelector('.strip dd')?.textContent === '9');
  await page.keyboard.press('PageDown');
  await says(asOf(page), /^2026-03-01/);
  await page.getByRole('button', { name: '+1 week' }).click();
  await says(asOf(page), /^2026-03-08/);
  await page.keyboard.press('Shift+Tab');
  await slider.focus();
  await page.keyboard.press('End');
  await says(asOf(page), /the end of the run/);
  assert.equal(await page.getByRole('button', { name: '+1 day' }).isDisabled(), true);
  await page.waitForFunction(() => document.querySelector('.strip dd')?.textContent === '30');
}));

test('a slider that is dragged ends where it was let go', () => visited({}, async (page) => {
  await chooseVm(page, 'dc-01');
  const slider = page.getByRole('slider', { name: 'As of' });
  await slider.evaluate((input) => {
    for (let day = 29; day >= 4; day -= 1) {
      input.value = String(day);
      input.dispatchEvent(new Event('input', { bubbles: true }));
    }
  });
  await page.locator('.lead', { hasText: 'as of 2026-03-05 23:59' }).waitFor();
  await says(asOf(page), /^2026-03-05 23:59/);
  await points(page).locator('tr[data-index="0"] .row', { hasText: /^2026-03-0[45]/ }).waitFor();
}));

test('the machine is found by arrow keys', () => visited({}, async (page) => {
  const box = page.getByRole('combobox', { name: 'Machine' });
  await box.focus();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('option').first().waitFor();
  await box.fill('lin-web');
  await page.waitForFunction(() => document.querySelectorAll('[role="option"]').length === 3);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.locator('.lead', { hasText: 'lin-web-02' }).waitFor();
  await counts(page.getByRole('option'), 0);
  await box.fill('no such machine');
  await page.getByText('No machine’s name contains “no such machine”').waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await box.inputValue(), 'lin-web-02');
}));

test('a point is explained by its row, and a day by its cell', () => visited({}, async (page) => {
  await chooseVm(page, 'dc-01');
  await page.locator('table[aria-label="Recovery points"][aria-rowcount="31"]').waitFor();
  const taken = await points(page).locator('.row').nth(3).textContent();
  await points(page).locator('.row').nth(3).click();
  await page.locator('.why h2', { hasText: `Point of ${taken}` }).waitFor();
  await says(page.locator('.why'), /In the vault as the day's point, until .*Cost, a full month.*Archive tier/s);
  const chart = await drawn(page.getByRole('application', { name: /^Calendar of recovery points/ }));
  await chart.focus();
  await page.keyboard.press('ArrowLeft');
  await page.locator('.note').waitFor();
  await page.keyboard.press('ArrowLeft');
  await page.waitForFunction(() => document.querySelector('.note strong')?.textContent === '2026-03-23');
  await page.keyboard.press('Enter');
  await page.locator('.why h2', { hasText: 'Point of 2026-03-23' }).waitFor();
  await page.getByRole('slider', { name: 'As of' }).fill('3');
  await page.locator('.why', { hasText: 'This day comes after the date that is shown' }).waitFor();
}));

test('Enter in the instant of the last letter chooses what was typed', () => visited({}, async (page) => {
  const box = page.getByRole('combobox', { name: 'Machine' });
  await box.click();
  await page.getByRole('option').first().waitFor();
  await box.evaluate((element) => {
    element.value = 'web-legacy';
    element.dispatchEvent(new InputEvent('input', { bubbles: true }));
    element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  });
  await says(page.locator('.lead'), /^web-legacy as of/);
}));

test('days that failed are found, and a machine without a point says what to do', () => visited({}, async (page) => {
  await chooseVm(page, 'web-legacy');
  await page.getByText('This machine has no recovery point on this date.').waitFor();
  await page.getByRole('button', { name: 'Table: calendar' }).click();
  const days = page.getByRole('table', { name: 'Days, the newest first' });
  await days.locator('tr', { hasText: '2026-03-15' }).locator('.row').click();
  await page.locator('.why', { hasText: 'failed' }).waitFor();
  await says(page.locator('.why-body'), /^2026-03-15.*failed.*UserErrorVMInternetConnectivityIssue/s);
}));

test('two years: changes are stops, operators and refusals are listed, long-lived points keep their chips', () => visited({}, async (page) => {
  await openPreset(page, 'retention-years');
  await finished(page, 'Two years of points');
  await chooseVm(page, 'crm-old');
  await says(page.locator('.operators'), /Resume protection.*Take back the deletion.*refused/s);
  await points(page).locator('.row').first().waitFor();
  await page.getByRole('group', { name: 'Recovery points, scrollable' }).evaluate((element) => {
    element.scrollTop = element.scrollHeight;
  });
  await points(page).locator('.reasons', { hasText: 'yearly' }).first().waitFor();
  const before = page.getByRole('button', { name: 'Change before' });
  const slider = page.getByRole('slider', { name: 'As of' });
  await slider.fill('470');
  await says(page.locator('.lead'), /crm-old as of 2026-04-16/);
  await before.click();
  await says(asOf(page), /^2026-04-10/);
  await before.click();
  await says(asOf(page), /^2026-04-01/);
  await page.locator('.lead', { hasText: 'soft delete holds the points until' }).waitFor();
  await page.getByRole('button', { name: 'Next change' }).click();
  await says(asOf(page), /^2026-04-10/);
  assert.ok(Number(await fact(page, 'Points').first().textContent()) > 20);
}));

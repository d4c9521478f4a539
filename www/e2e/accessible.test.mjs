// axe finds nothing, in either theme, wide and narrow, with panels and dialogs open; and nothing is
// wider than a phone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, drop, finished, launch, overflow, visit } from './page.mjs';

let site;
before(async () => {
  site = await launch();
});
after(() => site?.close());

async function checkEvery(name, options, act) {
  for (const theme of ['light', 'dark']) {
    const { page, context } = await visit(site, { ...options, theme });
    try {
      await finished(page, 'Demo');
      await act(page);
      assert.deepEqual(await axe(page), [], `${name}, ${theme}`);
      assert.ok((await overflow(page)) <= 0, `${name}, ${theme}: the page scrolls sideways`);
    } finally {
      await context.close();
    }
  }
}

test('the Window place', () => checkEvery('window', {}, (page) => page.locator('.why h2').waitFor()));
test('the Window place with its tables', () => checkEvery('window tables', {}, async (page) => {
  for (const of of ['backups of the night', 'throughput', 'nights', 'protected and stored']) {
    await page.getByRole('button', { name: `Table: ${of}` }).click();
  }
  await page.locator('main table').nth(4).locator('tbody tr').first().waitFor();
}));
test('the Cost place', () => checkEvery('cost', { hash: '#cost' }, async (page) => {
  await page.locator('table .row').nth(2).click();
  await page.getByRole('button', { name: 'Table: months' }).click();
}));
test('a phone, with the explanation closed and open', () => checkEvery('phone', { width: 390, height: 844 }, async (page) => {
  assert.deepEqual(await axe(page), []);
  await page.locator('.card').nth(1).click();
  await page.locator('.why.open h2').waitFor();
}));
test('a phone, Cost', () => checkEvery('phone cost', { width: 390, height: 844, hash: '#cost' }, (page) => page.locator('table .row').first().waitFor()));
test('the Points place, with a point explained', () => checkEvery('points', { hash: '#points' }, async (page) => {
  await page.locator('table[aria-label="Recovery points"] .row').first().click();
  await page.locator('.why h2', { hasText: 'Point of' }).waitFor();
}));
test('the Points place with its table and its list of machines', () => checkEvery('points tables', { hash: '#points' }, async (page) => {
  await page.getByRole('button', { name: 'Table: calendar' }).click();
  await page.locator('table[aria-label="Days, the newest first"] .row').first().waitFor();
  await page.getByRole('combobox', { name: 'Machine' }).click();
  await page.getByRole('option').nth(2).waitFor();
}));
test('a phone, Points', () => checkEvery('phone points', { width: 390, height: 844, hash: '#points' }, (page) => page.locator('table[aria-label="Recovery points"] .row').first().waitFor()));
const toPlace = async (page, name) => page.getByRole('link', { name, exact: true }).click();
const LAB_ROW = 'table[aria-label="Machines of the lab"] .row';
test('the Lab place, with a machine and all about it open', () => checkEvery('lab', {}, async (page) => {
  await toPlace(page, 'Lab');
  await page.getByRole('button', { name: '+1 day' }).click();
  await page.locator(LAB_ROW).first().click();
  await page.locator('.why details').last().waitFor();
  while (await page.locator('.why details:not([open])').count() > 0) await page.locator('.why details:not([open]) > summary').first().click();
  await page.getByRole('button', { name: 'Start a lab…' }).click();
  await page.locator('[data-lab]').first().waitFor();
}));
test('the Lab place, with a job explained', () => checkEvery('lab job', {}, async (page) => {
  await toPlace(page, 'Lab');
  await page.getByRole('button', { name: '+1 day' }).click();
  await page.getByLabel('Status of the jobs').selectOption('failed');
  await page.locator('table[aria-label="Jobs of the lab"] .row').first().click();
  await page.getByText('What helps').waitFor();
}));
test('the Errors place, with an error explained', () => checkEvery('errors', {}, async (page) => {
  await toPlace(page, 'Errors');
  await page.locator('table[aria-label="Errors of the service"] .row').first().click();
  await page.getByRole('button', { name: 'Show me' }).waitFor();
}));
const SMALL_BLOBS = JSON.stringify({
  kind: 'incremental-snapshots', schema: 1, name: 'A small disk', start: '2026-03-01', days: 2, every_hours: 12, vm: 'small-01',
  disk: { name: 'smalldisk', account: 'premium', size_gib: 32, used_gib: 4, change_percent_per_day: 2 }, backup: { name: 'smallbackup', account: 'standard' },
});
const toBlobs = async (page) => {
  await toPlace(page, 'Blobs');
  assert.deepEqual(await axe(page), []);
  await drop(page, { 'small.json': SMALL_BLOBS });
  await page.getByRole('button', { name: 'Next window' }).click();
  await page.locator('table[aria-label="Steps, the newest first"] .row').first().waitFor();
};
test('the Blobs place at its end, with a step explained', () => checkEvery('blobs', {}, async (page) => {
  await toBlobs(page);
  await page.getByRole('button', { name: 'To the end' }).click();
  await page.locator('table[aria-label="Ways of keeping a backup"] tbody tr').nth(2).waitFor();
  await page.getByRole('button', { name: 'Table: map' }).click();
  await page.getByText('What this rests on').click();
  for (const request of ['put', 'diff', 'incremental-copy']) {
    await page.getByLabel('Request').selectOption(request);
    assert.deepEqual(await axe(page), [], request);
  }
}));
test('a phone, Blobs', () => checkEvery('phone blobs', { width: 390, height: 844 }, async (page) => {
  await toBlobs(page);
  await page.locator('table[aria-label="Steps, the newest first"] .row').first().click();
  await page.locator('.why.open h2').waitFor();
}));
test('a phone, Lab and Errors', () => checkEvery('phone lab', { width: 390, height: 844 }, async (page) => {
  await toPlace(page, 'Errors');
  await page.locator('table[aria-label="Errors of the service"] .row').first().waitFor();
  assert.deepEqual(await axe(page), []);
  assert.ok((await overflow(page)) <= 0);
  await toPlace(page, 'Lab');
  await page.locator(LAB_ROW).first().click();
  await page.locator('.why.open details').first().waitFor();
}));
test('the dialogs', () => checkEvery('dialogs', {}, async (page) => {
  for (const name of ['Options…', 'Open…']) {
    await page.getByRole('button', { name }).click();
    await page.getByRole('dialog').waitFor();
    assert.deepEqual(await axe(page), [], name);
    await page.keyboard.press('Escape');
  }
  await drop(page, { 'fleet.json': '{"schema": 1}' });
  await page.locator('.problems li').first().waitFor();
}));

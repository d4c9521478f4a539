// The Errors place: an error is found, read, and played in the lab.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { counts, launch, says, visited as visitedAt } from './page.mjs';

let site;
before(async () => {
  site = await launch();
});
after(() => site?.close());

const visited = (act) => visitedAt(site, {}, async (page) => {
  await page.getByRole('link', { name: 'Errors' }).click();
  await act(page);
});

const NO_NETWORK = 'ExtensionSnapshotFailedNoNetwork';
const search = (page) => page.getByLabel('Search codes, messages, causes and cures');
const rows = (page) => page.locator('table[aria-label="Errors of the service"] tbody tr:not(.spare)');
const row = (page, code) => rows(page).filter({ hasText: code });

test('errors are found by words, operation and generation', () => visited(async (page) => {
  await page.getByRole('heading', { level: 1, name: 'What can go wrong?' }).waitFor();
  assert.match(page.url(), /#errors$/);
  await search(page).fill('storage inside');
  await row(page, NO_NETWORK).waitFor();
  await search(page).fill('no such words at all');
  await page.getByText('No error is so.').waitFor();
  await search(page).fill('');
  await page.getByLabel('Operation', { exact: true }).selectOption('restore');
  await rows(page).first().waitFor();
  const operations = await rows(page).locator('td:nth-child(3)').allTextContents();
  assert.deepEqual([...new Set(operations)], ['restore']);
  await page.getByLabel('Generation of the service').selectOption('classic-2015');
  await page.getByLabel('Operation', { exact: true }).selectOption('discover');
  await row(page, 'DiscoveryInProgress').waitFor();
}));

test('an error is explained, and shown in the lab from its cause to its cure', () => visited(async (page) => {
  await search(page).fill(NO_NETWORK);
  await row(page, NO_NETWORK).locator('.row').click();
  await says(page.locator('.why-body'), /What leads to it.*What helps.*Source/s);
  await page.getByRole('button', { name: 'Show me' }).click();
  await page.getByRole('region', { name: 'Lesson' }).waitFor();
  assert.match(page.url(), /#lab$/);
  await says(page.locator('.lab-clock output'), /^2026-03-01/);
  const jobs = page.locator('table[aria-label="Jobs of the lab"]');
  const failed = jobs.locator('tr', { hasText: NO_NETWORK });
  const next = page.getByRole('button', { name: 'Next thing' });
  for (let presses = 0; presses < 60 && await failed.count() === 0; presses += 1) {
    await next.click();
    await page.waitForTimeout(100);
  }
  await failed.first().locator('.row').click();
  await says(page.locator('.why-body'), /failed.*What helps/s);
  const last = page.locator('table[aria-label="Machines of the lab"] tbody tr').first();
  for (let presses = 0; presses < 60 && !/succeeded/.test(await last.textContent()); presses += 1) {
    await next.click();
    await page.waitForTimeout(100);
  }
  await says(last, /succeeded/);
  await page.getByRole('link', { name: 'What the catalogue says of it' }).click();
  await page.locator('.why h2', { hasText: NO_NETWORK }).waitFor();
}));

test('a job’s fault leads to its row', () => visited(async (page) => {
  await page.getByRole('link', { name: 'Lab', exact: true }).click();
  await page.getByRole('button', { name: '+1 day' }).click();
  await page.getByLabel('Status of the jobs').selectOption('failed');
  await page.locator('table[aria-label="Jobs of the lab"] .row').first().click();
  await page.getByRole('button', { name: 'Its row in Errors' }).click();
  assert.match(await page.locator('.why h2').textContent(), /Error|Failed/);
  await counts(page.locator('table[aria-label="Errors of the service"] tr.chosen'), 1);
}));

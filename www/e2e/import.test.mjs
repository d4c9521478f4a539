// An inventory is dropped on the page: what was found is shown before anything is run, and what is
// refused says why.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { drop, finished, launch, visited as visitedAt } from './page.mjs';

let site;
before(async () => {
  site = await launch();
});
after(() => site?.close());

const INVENTORY = [
  'VM,Powerstate,Template,Provisioned MB,In Use MB,OS according to the configuration file',
  'web-01,poweredOn,False,131072,40960,Microsoft Windows Server 2019 (64-bit)',
  '<img src=x onerror=alert(1)>,poweredOn,False,65536,20480,Ubuntu Linux (64-bit)',
  'old-01,poweredOff,False,65536,20480,Ubuntu Linux (64-bit)',
  'template-01,poweredOff,True,65536,20480,Ubuntu Linux (64-bit)',
].join('\n');

const visited = (act) => visitedAt(site, {}, act);

test('a dropped RVTools table is summed up, and run when confirmed', () => visited(async (page) => {
  await drop(page, { 'RVTools_tabvInfo.csv': INVENTORY });
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('heading', { name: '2 machines recognised' }).waitFor();
  await dialog.getByText('RVTools_tabvInfo.csv').waitFor();
  await dialog.getByLabel('Powered-on machines only').uncheck();
  await dialog.getByRole('heading', { name: '3 machines recognised' }).waitFor();
  await dialog.getByLabel('Powered-on machines only').check();
  await dialog.getByRole('button', { name: 'Simulate 2 machines' }).click();
  await finished(page, '2 VMs');
  // A hostile name is text.
  await page.locator('table[aria-label="Fleet"]').getByText('<img src=x onerror=alert(1)>').waitFor();
  assert.equal(await page.locator('img').count(), 0);
}));

// Kept for fewer days than the service allows, and for no machine.
const POLICY = JSON.stringify({
  name: 'rsv/short',
  properties: {
    backupManagementType: 'AzureIaasVM',
    schedulePolicy: { scheduleRunFrequency: 'Daily', scheduleRunTimes: ['2026-01-01T22:00:00Z'] },
    retentionPolicy: { dailySchedule: { retentionDuration: { count: 3, durationType: 'Days' } } },
    timeZone: 'UTC',
  },
});

test('a policy that the service refuses is read, and what is wrong with it listed', () => visited(async (page) => {
  await drop(page, { 'policy.json': POLICY });
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('heading', { name: 'In the way of a run' }).waitFor();
  await dialog.getByText('policies[0].retention.daily.days').waitFor();
  assert.equal(await dialog.locator('.problems li').count(), 2);
  assert.ok(await dialog.getByRole('button', { name: 'Simulate 0 machines' }).isDisabled());
  await page.keyboard.press('Escape');
  await finished(page, 'Demo');
}));

test('files that hold no inventory are refused with the reasons', () => visited(async (page) => {
  await drop(page, { 'notes.txt': 'nothing of use', 'broken.json': '{"schema": 1, ' });
  await page.getByRole('dialog').locator('.problems li').first().waitFor();
  await page.keyboard.press('Escape');
  await finished(page, 'Demo');
}));

test('a dropped scenario with mistakes lists all of them', () => visited(async (page) => {
  await drop(page, { 'fleet.json': '{"schema": 1, "name": 5}' });
  await page.getByRole('dialog').getByText('This scenario can’t be opened').waitFor();
  assert.ok((await page.locator('.problems li').count()) >= 1);
}));

const EXPORT = fileURLToPath(new URL('../../../shared/data/inventory/rvtools_next133/', import.meta.url));
test('a real RVTools export of 131 machines gives 109 powered-on ones', { skip: !existsSync(EXPORT) && 'the export is not on this machine' }, () => visited(async (page) => {
  const files = Object.fromEntries(readdirSync(EXPORT).map((name) => [name, readFileSync(`${EXPORT}${name}`, 'utf8')]));
  await drop(page, files);
  await page.getByRole('heading', { name: '109 machines recognised' }).waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Simulate 109 machines' }).click();
  await finished(page, '109 VMs');
}));

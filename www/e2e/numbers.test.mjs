// The page and the command are one engine: what `vaultlab` prints for the demo is what the page
// shows, to the last digit.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { finished, launch, visit } from './page.mjs';

const BUILT = fileURLToPath(new URL('../../target/release/vaultlab', import.meta.url));
const COMMAND = process.env.VAULTLAB_BIN ?? BUILT;

let site, visitor, page;
before(async () => {
  site = await launch();
  visitor = await visit(site);
  ({ page } = visitor);
  await finished(page, 'Demo');
});
after(async () => {
  await visitor?.context.close();
  await site?.close();
});

function said(...args) {
  assert.ok(existsSync(COMMAND), `${COMMAND} is missing: build the command, or name it with VAULTLAB_BIN`);
  return JSON.parse(execFileSync(COMMAND, [...args, '--format', 'json'], { encoding: 'utf8', maxBuffer: 1 << 28 }));
}

/** The whole of a table, which may be longer than the screen. */
async function rows(label) {
  const table = page.getByRole('table', { name: label });
  await table.locator('tbody tr[data-index]').first().waitFor();
  const found = new Map();
  const scroller = page.getByRole('group', { name: `${label}, scrollable` });
  const height = await scroller.evaluate((element) => element.scrollHeight);
  for (let top = 0; top <= height; top += 200) {
    await scroller.evaluate((element, to) => {
      element.scrollTop = to;
    }, top);
    await page.waitForTimeout(60);
    for (const [index, cells] of await table.locator('tbody tr[data-index]').evaluateAll((list) => list.map((row) => [Number(row.dataset.index), [...row.cells].map((cell) => cell.textContent)]))) {
      found.set(index, cells);
    }
  }
  return [...found].sort(([a], [b]) => a - b).map(([, cells]) => cells);
}

const money = (amount, currency) => new Intl.NumberFormat('en', { style: 'currency', currency }).format(amount);

test('verdict, nights and digest are those of `vaultlab simulate demo`', async () => {
  const { summary, nights, scenario } = said('simulate', 'demo');
  await page.goto(`${site.url}#window`);
  await finished(page, scenario.name);
  assert.ok((await page.locator('.lead').textContent()).startsWith(summary.verdict));
  assert.equal(await page.locator('.rail code').textContent(), summary.digest.slice(0, 8));
  const cards = await page.locator('.card .v').allTextContents();
  assert.deepEqual(cards.slice(1), [summary.latest?.vm ?? 'none', summary.failing?.vm ?? 'none', summary.oldest_point?.age ?? 'none']);
  await page.getByRole('button', { name: 'Table: nights' }).click();
  const shown = await rows('Nights');
  assert.deepEqual(shown.map((cells) => cells.slice(0, 3)), nights.map((night) => [night.date, String(night.due), String(night.held)]));
  assert.deepEqual(shown.map((cells) => cells.at(-1)), nights.map((night) => night.slack ?? '–'));
});

test('every line of every bill is that of `vaultlab cost demo`', async () => {
  const cost = said('cost', 'demo');
  await page.goto(`${site.url}#cost`);
  await finished(page, 'Demo');
  for (const bill of cost.months) {
    await page.getByLabel('Month', { exact: true }).selectOption(String(bill.month));
    await page.locator('[data-total]', { hasText: money(bill.total, bill.currency) }).waitFor();
    const label = await page.locator('table[aria-label^="Bill of"]').getAttribute('aria-label');
    const shown = await rows(label);
    assert.deepEqual(shown.map((cells) => [cells[0], cells[1], cells[2].replaceAll(',', ''), cells.at(-1)]),
      bill.lines.map((line) => [line.meter, line.item, line.quantity, money(line.amount, bill.currency)]));
  }
  const classes = await rows('Instance classes');
  assert.deepEqual(classes.map((cells) => [cells[0], cells[1], cells.at(-1)]),
    cost.classes.map((entry) => [entry.class, String(entry.vms), money(entry.full_month, cost.currency)]));
  assert.deepEqual(await page.locator('.left-out li').allTextContents(), cost.left_out);
});

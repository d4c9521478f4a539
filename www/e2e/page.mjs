// What every browser test needs: dist/ served under a sub-path, one Chromium, and a page that
// records whatever it says on the console and asks of the network.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const SUB_PATH = '/some/sub/path/';
const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css',
  '.wasm': 'application/wasm', '.svg': 'image/svg+xml',
};
const FLAGS = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const CHROMIUM = process.env.VAULTLAB_CHROMIUM ?? process.env.CHROMIUM ?? '/usr/bin/chromium';

/** How long a run of any preset may take on a slow, busy machine. */
export const RUN_MS = 180_000;

/** Serves dist/ and starts a browser; `close` ends both. */
export async function launch() {
  if (!existsSync(join(DIST, 'index.html'))) throw new Error('www/dist is missing: build the page first');
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    const file = path.startsWith(SUB_PATH) ? normalize(join(DIST, path.slice(SUB_PATH.length) || 'index.html')) : null;
    if (!file?.startsWith(DIST) || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    response.end(await readFile(file));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  return {
    url: `http://127.0.0.1:${server.address().port}${SUB_PATH}`,
    browser,
    async close() {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A visitor with an empty storage; `said` and `asked` fill as the page speaks and loads. */
export async function visit({ browser, url }, { theme = 'light', width = 1440, height = 900, hash = '' } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const said = [];
  const asked = [];
  page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => said.push(`error: ${error}`));
  page.on('crash', () => said.push('crash'));
  context.on('request', (request) => asked.push(request.url()));
  await page.addInitScript(() => {
    window.longTasks = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.longTasks.push(Math.round(entry.duration));
    }).observe({ type: 'longtask', buffered: true });
  });
  await page.goto(url + hash);
  return { page, context, said, asked };
}

/** Waits until the page shows a finished run of the scenario with this name. */
export async function finished(page, name) {
  await page.locator('.crumb', { hasText: name }).waitFor({ timeout: RUN_MS });
  await page.locator('main:not([aria-busy="true"]) .cards').waitFor({ timeout: RUN_MS });
}

export async function openPreset(page, id) {
  await page.getByRole('button', { name: 'Open…' }).click();
  await page.locator(`[data-preset="${id}"]`).click();
}

/** Drops files onto the page as a person would: named texts through a DataTransfer. */
export async function drop(page, files) {
  const transfer = await page.evaluateHandle((given) => {
    const data = new DataTransfer();
    for (const [name, text] of given) data.items.add(new File([text], name));
    return data;
  }, Object.entries(files));
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}

/** Problems of accessibility, one line each. */
export async function axe(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}

/** Requests that left the page's own origin. */
export function away(asked, url) {
  return asked.filter((address) => !/^(data|blob):/.test(address) && new URL(address).origin !== new URL(url).origin);
}

/** Opens the page, waits for the demo and acts; the console stays silent and nothing leaves. */
export async function visited(site, options, act) {
  const visitor = await visit(site, options);
  try {
    await finished(visitor.page, 'Demo');
    await act(visitor.page);
    assert.deepEqual(visitor.said, [], 'the console');
    assert.deepEqual(away(visitor.asked, site.url), [], 'requests');
  } finally {
    await visitor.context.close();
  }
}

/** A chart once what it should show is drawn. */
export async function drawn(chart) {
  await chart.and(chart.page().locator('[aria-busy="false"]')).waitFor();
  return chart;
}

/** How far the page is wider than the screen, in pixels. */
export function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}

const SOON_MS = 10_000;

/** Waits until what `read` gives is right, and says what it was in the end if that never comes. */
async function soon(read, isRight, assertRight) {
  const end = Date.now() + SOON_MS;
  for (;;) {
    const found = await read();
    if (isRight(found) || Date.now() > end) return assertRight(found);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** What stands there matches, at once or soon. */
export function says(locator, pattern) {
  return soon(() => locator.textContent(), (text) => pattern.test(text), (text) => assert.match(text, pattern));
}

/** Exactly this stands there, at once or soon. */
export function reads(locator, wanted) {
  return soon(() => locator.textContent(), (text) => text === wanted, (text) => assert.equal(text, wanted));
}

/** There are so many, at once or soon. */
export function counts(locator, count) {
  return soon(() => locator.count(), (found) => found === count, (found) => assert.equal(found, count));
}

/** A control has the focus, at once or soon. */
export async function hasFocus(page, control, why) {
  const id = await control.getAttribute('id');
  return soon(() => page.evaluate(() => document.activeElement?.id), (focused) => focused === id, (focused) => assert.equal(focused, id, why));
}

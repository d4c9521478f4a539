// A served dist/ and a browser, for the tests in this folder.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { chromium } from 'playwright-core';
import { preview } from 'vite';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Serves the built page on a free port; `close` ends the server. */
export async function serve() {
  const root = new URL('..', import.meta.url).pathname;
  assert.ok(existsSync(`${root}/dist/index.html`), 'no www/dist: run `npm run build` first');
  const server = await preview({ root, logLevel: 'warn', preview: { host: '127.0.0.1', port: 4273 } });
  const { port } = server.httpServer.address();
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

/** The browser that VAULTLAB_CHROMIUM names; `cargo xtask test` finds or installs one. */
export function launch() {
  const executablePath = process.env.VAULTLAB_CHROMIUM;
  assert.ok(executablePath, 'VAULTLAB_CHROMIUM must name a Chromium');
  return chromium.launch({ executablePath, args: FLAGS });
}

/** Opens a page that keeps every error, warning and request that leaves the machine. */
export async function open(browser, url, options = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('request', (request) => {
    const away = !/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== new URL(url).origin;
    if (away) complaints.push(`left the machine: ${request.url()}`);
  });
  await page.goto(url);
  return { page, complaints, close: () => context.close() };
}

/** Problems of accessibility, one line each. */
export async function axe(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}

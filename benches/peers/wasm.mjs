// A preset through pkg/ in Node, as `peers session PRESET` runs it natively.
//
// usage: node wasm.mjs PKG PRESET

import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, preset] = process.argv.slice(2);
const engine = await import(pathToFileURL(resolve(folder, 'vaultlab.js')));
const module = await WebAssembly.compile(await readFile(join(folder, 'vaultlab_bg.wasm')));
await engine.default({ module_or_path: module });
const text = engine.presetText(preset);
// Node compiles well what has run a while; a page's worker lives as long.
for (let run = 0; run < 3; run++) {
  const warm = engine.Session.open(engine.presetText('fleet-1000'));
  while (!warm.step(1_000_000).done);
  warm.free();
}

// The processor's time of the thread that runs this, not of those that compile beside it.
function cpuSecs() {
  // The kernel brings its count up to date when this thread sleeps.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
  try {
    return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[0]) / 1e9;
  } catch {
    return NaN;
  }
}

const session = engine.Session.open(text);
const cpu = cpuSecs();
const begin = performance.now();
while (!session.step(1_000_000).done);
const wallMs = performance.now() - begin;
console.log(`cpu_s ${cpuSecs() - cpu}`);
console.log(`wall_s ${wallMs / 1e3}`);
console.log(`digest ${session.summary().digest}`);

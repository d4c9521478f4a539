// The engine as WebAssembly, in Node. `cargo xtask test` makes target/pkg-node before it runs this.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';

const require = createRequire(import.meta.url);

test('the engine loads in Node', () => {
  const engine: unknown = require('../../target/pkg-node/vaultlab.js');
  assert.equal(typeof engine, 'object');
});

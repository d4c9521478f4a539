// The engine as WebAssembly, in Node: the same runs as natively, bit for bit. `cargo xtask test`
// makes target/pkg-node before it runs this; `tests/golden/digests.txt` is what the native tests
// are held to.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { formOf, listed, policyOf, withPolicies } from '../src/policy.ts';
import type * as Engine from '../../pkg/vaultlab.js';

const require = createRequire(import.meta.url);
const engine = require('../../target/pkg-node/vaultlab.js') as typeof Engine;
const golden = readFileSync(new URL('../../tests/golden/digests.txt', import.meta.url), 'utf8');

test('every preset has the digest that it has natively', () => {
  const digests = engine.presets().map(({ id }) => {
    const session = engine.Session.open(engine.presetText(id));
    while (!session.step(1_000_000).done);
    const { digest } = session.summary();
    session.free();
    return `${id} ${digest}\n`;
  });
  assert.equal(digests.join(''), golden);
});

test('wrong input throws every problem with its place', () => {
  const draft = JSON.parse(engine.presetText('one-vm')) as Record<string, unknown>;
  const text = JSON.stringify({ ...draft, days: 0, start: 'soon', seed: 2 ** 53 });
  assert.throws(() => engine.Session.open(text), (error: Engine.Rejected) => {
    assert.deepEqual(error.problems.map(({ place }) => place), ['seed', 'start', 'days']);
    return true;
  });
});

test('a scenario whose policies went through their forms is the same text', () => {
  for (const { id } of engine.presets()) {
    const text = engine.presetText(id);
    const policies = listed(text).map(({ policy }, index) => {
      const read = policyOf(formOf(policy), policy, `policies[${index}]`);
      assert.ok(read.kind === 'read');
      return read.policy;
    });
    const session = engine.Session.open(withPolicies(text, policies));
    assert.equal(session.scenarioText(), text);
    session.free();
  }
});

test('a result that is not there yet is an error, not a crash', () => {
  const session = engine.Session.open(engine.presetText('one-vm'));
  assert.throws(() => session.summary(), /not complete/);
  while (!session.step(1000).done);
  assert.throws(() => session.machine(7, 0), /no such machine/);
  assert.throws(() => session.throughput(999), /no such night/);
});

// Limits on what is dropped, on both sides, and what counts as a scenario.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FILES_BYTES_MAX, FILES_MAX, overLimits, scenarioText } from '../src/files.ts';

const files = (number: number, size: number) => Array.from({ length: number }, (_, index) => ({ name: `${index}.csv`, size }));

test('as many files as the limit says are read, one more is refused', () => {
  assert.deepEqual(overLimits(files(FILES_MAX, 1)), []);
  assert.deepEqual(overLimits(files(FILES_MAX + 1, 1)).map((problem) => problem.place), ['files']);
});

test('as many bytes as the limit says are read, one more is refused', () => {
  assert.deepEqual(overLimits(files(1, FILES_BYTES_MAX)), []);
  const [problem] = overLimits(files(1, FILES_BYTES_MAX + 1));
  assert.equal(problem?.found, '257 MiB together');
  assert.equal(problem?.allowed, 'at most 256 MiB');
});

test('nothing dropped is a problem, not an empty import', () => {
  assert.equal(overLimits([]).length, 1);
});

function checkScenario(name: string, text: string, isScenario: boolean): void {
  const found = scenarioText([{ name, bytes: new TextEncoder().encode(text) }]);
  assert.equal(found !== null, isScenario, `${name}: ${text}`);
}

test('a JSON file with a schema number is a scenario, an ARM template is not', () => {
  checkScenario('fleet.json', '{"schema": 1, "name": "x"}', true);
  checkScenario('fleet.JSON', ' {"name": "x", "schema":2}', true);
  checkScenario('policy.json', '{"$schema": "https://example.com"}', false);
  checkScenario('policy.json', '{"schema": "text"}', false);
  checkScenario('vms.json', '[{"schema": 1}]', false);
  checkScenario('fleet.csv', '{"schema": 1}', false);
});

test('two files are an import, even when one is a scenario', () => {
  const bytes = new TextEncoder().encode('{"schema": 1}');
  assert.equal(scenarioText([{ name: 'a.json', bytes }, { name: 'b.json', bytes }]), null);
});

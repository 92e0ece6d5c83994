// Counts tests and claims in one line: `N passed, N failed`, and exits with 1 if any failed or did not run.
// Arguments: the report of the tests and their exit code, then the same of each run of verify.
import { readFileSync } from 'node:fs'

const [tests, tested, ...runs] = process.argv.slice(2)

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

/** What a run of verify has shown; without a report of its own it has shown nothing, and failed if it says so. */
function countOf(file, code) {
  const { models = [], edges = [], mutants, specMutants, failures = [] } = read(file) ?? {}
  const held = models.filter(({ verdict, expected }) => verdict === expected).length + edges.length
  const killed = (mutants?.killed ?? 0) + (specMutants?.killed ?? 0)
  // A command that failed without a count of its own counts as one.
  return {
    passed: held + killed,
    failed: Math.max(failures.length, Number(code !== '0' || models.length === 0)),
  }
}

const { numPassedTests = 0, numFailedTests = 0 } = read(tests) ?? {}
let passed = numPassedTests
let failed = Math.max(numFailedTests, Number(tested !== '0'))
while (runs.length > 0) {
  const run = countOf(...runs.splice(0, 2))
  passed += run.passed
  failed += run.failed
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

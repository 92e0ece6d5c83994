// Counts tests and claims in one line: `N passed, N failed`, and exits with 1 if any failed or did not run.
import { readFileSync } from 'node:fs'

const [tests, claims, tested, verified] = process.argv.slice(2)

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

const { numPassedTests = 0, numFailedTests = 0 } = read(tests) ?? {}
const {
  models = [],
  edges = [],
  mutants = { killed: 0 },
  specMutants,
  failures = [],
} = verified === '0' ? read(claims) : (read(claims) ?? {})
const held =
  models.filter(({ verdict, expected }) => verdict === expected).length +
  edges.length +
  mutants.killed +
  (specMutants?.killed ?? 0)
// A command that failed without a count of its own counts as one.
const failed =
  Math.max(numFailedTests, Number(tested !== '0')) + Math.max(failures.length, Number(verified !== '0'))
console.log(`${numPassedTests + held} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

// Counts tests and claims in one line: `N passed, N failed`, and exits with 1 if any failed or did not run.
// What failed is named above it. Arguments: the report of the tests and their exit code, then the same of each run of
// verify, then the name of each other command and its exit code.
import { readFileSync } from 'node:fs'

const [tests, tested, ...runs] = process.argv.slice(2)

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

/** A command that failed without a failure of its own counts as one. */
function failuresOf(file, code, failures, ran) {
  if (failures.length > 0 || (code === '0' && ran)) return failures
  return [`${file}: ${ran ? `nothing failed, but the command ended with ${code}` : 'nothing was shown'}`]
}

/** Each test that failed, and each file of tests that could not be run. */
function testsIn(file, code) {
  const { testResults = [], numPassedTests: passed = 0 } = read(file) ?? {}
  const failures = testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((each) => each.status === 'failed')
    if (failed.length === 0 && status === 'failed') return [`${name}: ${message}`]
    return failed.map(({ fullName, failureMessages }) => `${name}: ${fullName}: ${failureMessages[0]}`)
  })
  return { passed, failures: failuresOf(file, code, failures, passed > 0) }
}

/** What a run of verify has shown; without a report of its own it has shown nothing, and failed if it says so. */
function claimsIn(file, code) {
  const { models = [], edges = [], mutants, specMutants, failures = [] } = read(file) ?? {}
  const held = models.filter(({ verdict, expected }) => verdict === expected).length + edges.length
  const killed = (mutants?.killed ?? 0) + (specMutants?.killed ?? 0)
  return { passed: held + killed, failures: failuresOf(file, code, failures, models.length > 0) }
}

/** A command that says by its exit code alone whether all that it shows holds. */
function commandIn(name, code) {
  const failures = code === '0' ? [] : [`${name}: the command ended with ${code}`]
  return { passed: failures.length === 0 ? 1 : 0, failures }
}

const counts = [testsIn(tests, tested)]
while (runs.length > 0) {
  const [name, code] = runs.splice(0, 2)
  counts.push(name.endsWith('.json') ? claimsIn(name, code) : commandIn(name, code))
}

const failures = counts.flatMap((each) => each.failures)
for (const failure of failures) console.log(`failed: ${failure}`)
console.log(`${counts.reduce((sum, { passed }) => sum + passed, 0)} passed, ${failures.length} failed`)
process.exitCode = failures.length === 0 ? 0 : 1

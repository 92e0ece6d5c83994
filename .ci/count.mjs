// Counts tests and claims in one line: `N passed, N failed`, and exits with 1 if any failed or did not run.
// What failed is named above it. Arguments: the report of the tests and their exit code, the report of verify and its
// exit code, then the name of each other command and its exit code.
import { readFileSync } from 'node:fs'

const [tests, tested, claims, verified, ...commands] = process.argv.slice(2)

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

/** Each claim counts as much as it has shown; whatever it failed with, or what is missing of it, is a failure. */
function claimsIn(file, code) {
  const { claims = [] } = read(file) ?? {}
  const failures = claims.flatMap(({ check, done, of, unit, failures: found }) => {
    const missing = found.length === 0 && (done < of || of === 0) ? [`${done} of ${of} ${unit}`] : []
    return [...found.map(({ says }) => says), ...missing].map((says) => `${check}: ${says}`)
  })
  const passed = claims.reduce((sum, { done }) => sum + done, 0)
  return { passed, failures: failuresOf(file, code, failures, claims.length > 0) }
}

/** A command that says by its exit code alone whether all that it shows holds. */
function commandIn(name, code) {
  const failures = code === '0' ? [] : [`${name}: the command ended with ${code}`]
  return { passed: failures.length === 0 ? 1 : 0, failures }
}

const counts = [testsIn(tests, tested), claimsIn(claims, verified)]
while (commands.length > 0) counts.push(commandIn(...commands.splice(0, 2)))

const failures = counts.flatMap((each) => each.failures)
for (const failure of failures) console.log(`failed: ${failure}`)
console.log(`${counts.reduce((sum, { passed }) => sum + passed, 0)} passed, ${failures.length} failed`)
process.exitCode = failures.length === 0 ? 0 : 1

// Part of npm run lint. The package is packed once, as npm would publish it, and read by publint and attw; a size
// budget and typedoc, whose warnings count as errors, read the source beside them.
import { pack, publishing, reference, size, types } from './checks.ts'

const tarball = pack()
const checks = [tarball.then(publishing), tarball.then(types), size(), reference()]
const problems = (await Promise.all(checks)).flat()
for (const problem of problems) process.stdout.write(`${problem}\n`)
process.exitCode = problems.length === 0 ? 0 : 1

// npm run docs: makes docs/verification.md from what is pinned, renews the counts on other pages, and makes the API
// reference in docs/api/html.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { writeCounts } from './phrases.ts'
import { writeVerificationPage } from './verification.ts'

await writeVerificationPage()
await writeCounts()
const api = join(import.meta.dirname, 'api')
const typedoc = dirname(createRequire(join(api, 'package.json')).resolve('typedoc/package.json'))
const { status } = spawnSync(process.execPath, [join(typedoc, 'bin/typedoc')], { cwd: api, stdio: 'inherit' })
process.exitCode = status ?? 1

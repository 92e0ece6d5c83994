import { join } from 'node:path'
import picocolors from 'picocolors'
import { command } from './command.ts'

process.exitCode = await command(process.argv.slice(2), {
  specDir: join(import.meta.dirname, '..'),
  env: process.env,
  out: process.stdout,
  err: process.stderr,
  colors: picocolors.isColorSupported,
})

// A worker can't be started on TypeScript, so this one learns it first.
import { register } from 'tsx/esm/api'

register()
await import('./jobs.ts')

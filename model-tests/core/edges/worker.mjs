// A worker cannot start with TypeScript, so this one registers the loader first.
import { register } from 'tsx/esm/api'

register()
await import('./rider.ts')

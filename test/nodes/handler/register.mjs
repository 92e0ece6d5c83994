// The file of a worker whose handler is in TypeScript, on a Node that does not strip types.
import { register } from 'tsx/esm/api'

register()
await import('./worker.ts')

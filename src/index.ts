// The public entry: a ring buffer between threads, its events, its supervision and monitoring, and the errors it throws.
export * from './core/index.ts'
export * from './disruptor/index.ts'
export * from './events/index.ts'
export * from './ring/index.ts'

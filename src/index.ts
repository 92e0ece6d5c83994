// The public entry: a ring buffer between threads, what watches over it, and the errors it throws.
export * from './core/index.ts'
export * from './ring/index.ts'

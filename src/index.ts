// The public entry: a ring buffer between threads, and the errors it throws.
export * from './core/index.ts'

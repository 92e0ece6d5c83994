import { defineConfig } from 'vitest/config'

/** Each file in a realm of its own, whose classes differ from those of objects that arrive through a port. */
export default defineConfig({
  test: { include: ['test/nodes/a-handle-from-a-port-attaches.vm.ts'], pool: 'vmThreads', maxWorkers: 1 },
})

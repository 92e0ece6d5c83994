import { defineConfig } from 'vitest/config'

/** In a pool of realms the classes of a file differ from those of objects that arrive through a port. */
export default defineConfig({
  test: { include: ['test/nodes/*.vm.ts'], pool: 'vmThreads', maxWorkers: 1 },
})

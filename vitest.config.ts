import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{test,model-tests}/**/*.test.ts'],
    // Threads of one test must not wait for those of another.
    maxWorkers: 2,
    testTimeout: 60_000,
    reporters: process.env.CI ? ['default', ['json', { outputFile: 'coverage/tests.json' }]] : ['default'],
    globalSetup: './test/setup.ts',
  },
})

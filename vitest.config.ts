import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{test,model-tests}/**/*.test.ts'],
    // Threads of one test must not wait for those of another.
    maxWorkers: 2,
    // On a slow machine a test takes longer; it is not one that fails.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    reporters: process.env.CI ? ['default', ['json', { outputFile: 'coverage/tests.json' }]] : ['default'],
    globalSetup: './test/setup.ts',
  },
})

import { defineConfig } from 'vitest/config'

const SLOW = '{test,model-tests}/**/*.slow.test.ts'
/** In both: what they count is longer in `slow`. */
const SCALED = '{test,model-tests}/**/*.scaled.test.ts'

/** `quick` is what a newcomer waits for; `slow` tests the checks, and is part of `npm run verify -- --all`. */
const project = (name: string, include: readonly string[], exclude: readonly string[]) => ({
  extends: true as const,
  test: {
    ...{ name, include: [...include], exclude: [...exclude, '**/node_modules/**'] },
    env: name === 'slow' ? { RINGPROOF_WHOLE: 'yes' } : {},
  },
})

export default defineConfig({
  test: {
    projects: [
      project('quick', ['{test,model-tests}/**/*.test.ts'], [SLOW]),
      project('slow', [SLOW, SCALED], []),
    ],
    // Threads of one test must not wait for those of another.
    maxWorkers: 2,
    // On a slow machine a test takes longer; it is not one that fails.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    globalSetup: './test/setup.ts',
    setupFiles: './test/clock.ts',
  },
})

import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// Tests run from source: this condition of every workspace package's `exports` points at `src`.
const conditions = ['@feedloom/source']

export default defineConfig({
  resolve: { conditions: [...conditions, 'module', 'node', 'development|production'] },
  ssr: { resolve: { conditions: [...conditions, 'module', 'node', 'development|production'] } },
  test: {
    include: ['{packages,examples,bench,prove,scripts}/**/*.test.{ts,mjs}'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    passWithNoTests: true,
    // Worker threads start fastest; two keep a two-core machine busy without timing tests against each other.
    pool: 'threads',
    maxWorkers: Math.max(2, Math.min(4, availableParallelism())),
    testTimeout: 20_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    coverage: { provider: 'v8', include: ['packages/*/src/**/*.ts'], exclude: ['**/*.test.ts', '**/*.test-d.ts'] },
  },
})

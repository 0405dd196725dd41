import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

export const VITEST_RESULT = 'node_modules/.cache/feedloom/vitest.json'
const SUMMARY = 'node_modules/.cache/feedloom/summary.json'

export function clearSummary() {
  for (const file of [VITEST_RESULT, SUMMARY]) rmSync(file, { force: true })
}

/** Counts tests; a failed step without a failed test (a build, a file that does not load) counts as one failure. */
export function writeSummary(steps) {
  const summary = readTotals()
  if (summary.failed === 0 && steps.some((step) => !step.skipped && !step.ok)) summary.failed = 1
  mkdirSync(dirname(SUMMARY), { recursive: true })
  writeFileSync(SUMMARY, JSON.stringify(summary))
  return summary
}

export function readSummary() {
  return existsSync(SUMMARY) ? JSON.parse(readFileSync(SUMMARY, 'utf8')) : { passed: 0, failed: 1, skipped: 0 }
}

/** The closing line: `12 passed, 0 failed`, with `, 3 skipped` when there are any. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

function readTotals() {
  if (!existsSync(VITEST_RESULT)) return { passed: 0, failed: 0, skipped: 0 }
  const result = JSON.parse(readFileSync(VITEST_RESULT, 'utf8'))
  const filesThatDidNotLoad = result.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + filesThatDidNotLoad.length,
    skipped: result.numPendingTests + result.numTodoTests,
  }
}

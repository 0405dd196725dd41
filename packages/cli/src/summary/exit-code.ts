import type { RunSummary } from '@feedloom/core/engine'
import { type ExitCode, exitCodes } from '../exit-codes.ts'

/** A component that failed makes the run a failure, also when the rest went on. */
export function exitCodeOfRun({ summary, aborted }: { readonly summary: RunSummary; readonly aborted: boolean }): ExitCode {
  if (aborted) return exitCodes.aborted
  const failed = summary.outcome === 'failed' || summary.components.some(({ state }) => state === 'failed')
  return failed ? exitCodes.failed : exitCodes.ok
}

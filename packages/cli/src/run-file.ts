import { type LoadedConfig, formatFindings } from '@feedloom/core/config'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { findingsOf } from './findings-of.ts'
import { loadOrReport } from './load.ts'
import type { FeedOptions, FeedOutcome } from './run-feed.ts'
import { exitCodeOfRun } from './summary/exit-code.ts'
import type { Terminal } from './terminal.ts'

export type RunFileOptions = FeedOptions

/** Reads a config as `feedloom run` does; undefined when it has errors, which are printed. */
export async function loadFile(
  path: string,
  options: { readonly terminal: Terminal; readonly env?: Readonly<Record<string, string | undefined>> },
): Promise<LoadedConfig | undefined> {
  return await loadOrReport({ terminal: options.terminal, env: options.env ?? process.env, debug: false }, path)
}

/** Runs a config with status view and summary, as `feedloom run` does. Throws what the engine throws, but for what is wrong with the file. */
export async function runFile(loaded: LoadedConfig, options: RunFileOptions): Promise<ExitCode> {
  // Both before the run: what it needs at the end must not fail to load then.
  const [{ runFeed }, { printSummary }] = await Promise.all([import('./run-feed.ts'), import('./summary/print-summary.ts')])
  let outcome: FeedOutcome
  try {
    outcome = await runFeed(loaded, options)
  } catch (thrown) {
    const findings = findingsOf(thrown, loaded)
    if (findings === undefined) throw thrown
    options.terminal.err(formatFindings(findings, { color: options.terminal.color }))
    return exitCodes.findings
  }
  const { summary, tapped, log } = outcome
  if (options.json === true) log.info('summary', { ...summary, ...(tapped.size === 0 ? {} : { tapped: Object.fromEntries(tapped) }) })
  else if (options.quiet !== true) await printSummary(outcome, loaded, options.terminal)
  else if (summary.outcome === 'failed') log.error('the run failed', { reason: summary.reason })
  return exitCodeOfRun(outcome)
}

import { formatFindings, loadConfig } from '@feedloom/core/config'
import type { LoadResult, LoadedConfig, Severity } from '@feedloom/core/config'
import type { CommandContext } from './command.ts'
import { importModule } from './import-module.ts'

/** Reads a config the way every command does: this process's environment, TypeScript plugins allowed. */
export async function readConfig({ env }: CommandContext, file: string): Promise<LoadResult> {
  return await loadConfig(file, { env, importModule })
}

/** Reads a config and prints what is wrong with it; undefined when it cannot run. */
export async function loadOrReport(context: CommandContext, file: string): Promise<LoadedConfig | undefined> {
  const result = await readConfig(context, file)
  reportFindings(context, result, ['error', 'warning'])
  return result.loaded
}

/** Findings of these severities to standard error, with their place in the text. */
export function reportFindings({ terminal }: CommandContext, result: Pick<LoadResult, 'findings'>, severities: readonly Severity[]): void {
  const shown = result.findings.filter(({ severity }) => severities.includes(severity))
  if (shown.length > 0) terminal.err(formatFindings(shown, { color: terminal.colors.red('') !== '' }))
}

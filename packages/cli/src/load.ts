import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type LoadOptions, type LoadResult, type LoadedConfig, type Severity, formatFindings, loadConfig } from '@feedloom/core/config'
import type { CommandContext } from './command.ts'
import { importModule } from './import-module.ts'

/** How this command loads plugins: beside the config, then in the working folder, then those that came with it. */
export function loadOptions({ env }: Pick<CommandContext, 'env'>): LoadOptions {
  return { env, importModule, packageFolders: [process.cwd(), dirname(fileURLToPath(import.meta.url))] }
}

export async function readConfig(context: CommandContext, file: string): Promise<LoadResult> {
  context.onConfig?.()
  return await loadConfig(file, loadOptions(context))
}

/** Reads a config and prints what is wrong with it; undefined when it cannot run. */
export async function loadOrReport(context: CommandContext, file: string): Promise<LoadedConfig | undefined> {
  const result = await readConfig(context, file)
  reportFindings(context, result, ['error', 'warning'])
  return result.loaded
}

/** Findings of these severities to standard error, with their place in the text. */
function reportFindings({ terminal }: CommandContext, result: Pick<LoadResult, 'findings'>, severities: readonly Severity[]): void {
  const shown = result.findings.filter(({ severity }) => severities.includes(severity))
  if (shown.length > 0) terminal.err(formatFindings(shown, { color: terminal.color }))
}

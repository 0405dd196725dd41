import { basename } from 'node:path'
import type { LoadedConfig } from '@feedloom/core/config'
import { type AddCommand, type CommandContext, durationArgument } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { loadOrReport } from '../load.ts'
import { runFile } from '../run-file.ts'

export interface RunFlags {
  readonly for?: number
  readonly json?: boolean
  readonly quiet?: boolean
}

/** `feedloom run FILE` */
export const addRun: AddCommand = (program, action) => {
  program
    .command('run')
    .description('run a config until Ctrl-C, or until its finite sources have ended')
    .argument('<file>', 'config file (YAML or JSON)')
    .option('--for <duration>', 'stop after this long, e.g. 30s', durationArgument)
    .option('--json', 'print JSON logs and nothing else')
    .option('-q, --quiet', 'print warnings and errors only')
    .action(
      action(async (context, file: string, flags: RunFlags) => {
        const loaded = await loadOrReport(context, file)
        return loaded === undefined ? exitCodes.findings : await runAndReport(context, loaded, basename(file), flags)
      }),
    )
}

/** Runs, prints the summary, and says how it went. */
export async function runAndReport(
  { terminal, debug }: CommandContext,
  loaded: LoadedConfig,
  title: string,
  flags: RunFlags,
): Promise<ExitCode> {
  return await runFile(loaded, { terminal, debug, title, forMs: flags.for, json: flags.json, quiet: flags.quiet })
}

import { Command, CommanderError } from 'commander'
import type { AddCommand } from './command.ts'
import { version } from './version.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { reportError } from './report.ts'
import { type Terminal, type TerminalOptions, processTerminal } from './terminal.ts'
import { addCompute } from './commands/compute.ts'
import { addErrors } from './commands/errors.ts'
import { addExplain } from './commands/explain.ts'
import { addExport } from './commands/export.ts'
import { addGaps } from './commands/gaps.ts'
import { addHistory } from './commands/history.ts'
import { addIndicators } from './commands/indicators.ts'
import { addInit } from './commands/init.ts'
import { addInstruments } from './commands/instruments.ts'
import { addPlot } from './commands/plot.ts'
import { addPlugins } from './commands/plugins.ts'
import { addQuery } from './commands/query.ts'
import { addRecord } from './commands/record.ts'
import { addRun } from './commands/run.ts'
import { addSchema } from './commands/schema.ts'
import { addSim } from './commands/sim.ts'
import { addTables } from './commands/tables.ts'
import { addValidate } from './commands/validate.ts'

const commands: readonly AddCommand[] = [
  addRun,
  addValidate,
  addExplain,
  addInit,
  addQuery,
  addExport,
  addRecord,
  addHistory,
  addGaps,
  addCompute,
  addPlot,
  addIndicators,
  addInstruments,
  addPlugins,
  addSchema,
  addSim,
  addTables,
  addErrors,
]

export interface MainOptions {
  /** Replaces the process's own terminal. */
  readonly terminal?: Terminal
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** Runs `feedloom ARGS` and resolves with the exit code; never throws, never ends the process. */
export async function main(args: readonly string[], options: MainOptions = {}): Promise<ExitCode> {
  const env = options.env ?? process.env
  const debug = args.includes('--debug')
  const color = args.includes('--no-color') ? { color: false } : {}
  const terminal = options.terminal ?? processTerminal({ env, ...color } satisfies TerminalOptions)
  let code: ExitCode = exitCodes.ok
  let readsConfig = false
  const onConfig = () => void (readsConfig = true)
  const program = createProgram(terminal, (run) => async (...given) => {
    code = await run({ terminal, env, debug, onConfig }, ...given)
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exitCodes.ok : exitCodes.usage
    return reportError(thrown, terminal, { debug, readsConfig })
  }
}

function createProgram(terminal: Terminal, action: Parameters<AddCommand>[1]): Command {
  const program = new Command('feedloom')
    .description('Market data as one stream: connect venues, compute, store, replay.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .option('--debug', 'print stack traces and debug logs')
    .option('--no-color', 'print without colours (NO_COLOR does the same)')
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      outputError: (text, write) => write(text.replace(/^error:/, terminal.colors.red('error'))),
    })
    .exitOverride()
    .addHelpText('after', '\nExit codes: 0 done, 1 the config has errors, 2 wrong arguments, 3 failed, 130 aborted.')
  for (const add of commands) add(program, action)
  for (const command of program.commands) {
    command.exitOverride().copyInheritedSettings(program)
    command.option('--debug', 'print stack traces and debug logs').option('--no-color', 'print without colours')
  }
  return program
}

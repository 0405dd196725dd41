import { FeedloomError, errorCodes } from '@feedloom/core'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import type { Colors, Terminal } from './terminal.ts'

/** One line: code, place, what happened, what to do. The stack only for `--debug`. */
function errorText(thrown: unknown, colors: Colors, debug: boolean): string {
  const stack = debug && thrown instanceof Error && thrown.stack !== undefined ? `\n${colors.dim(causes(thrown))}` : ''
  if (!FeedloomError.is(thrown)) {
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    const hint = debug ? '' : ' Run again with --debug to see where it comes from.'
    return `${colors.red('error')} ${colors.bold('FEEDLOOM_UNEXPECTED')} ${sentence(message)}${hint}${stack}`
  }
  const { code, component, path } = thrown
  const hint = thrown.hint ?? errorCodes[code]?.wayOut
  const place = [component, path].filter((part) => part !== undefined && part !== '').join(' ')
  const message = `${place === '' ? '' : `${place}: `}${sentence(thrown.message)}`
  return `${colors.red('error')} ${colors.bold(code)} ${message}${hint === undefined ? '' : ` ${sentence(hint)}`}${stack}`
}

interface ReportOptions {
  readonly debug?: boolean
  /** A config file was read. Without one, it is the arguments that a config error is about. */
  readonly readsConfig?: boolean
}

/** Prints an error as `feedloom` does; answers with the exit code. */
export function reportError(thrown: unknown, terminal: Terminal, { debug = false, readsConfig = false }: ReportOptions = {}): ExitCode {
  terminal.err(`${errorText(thrown, terminal.colors, debug)}\n`)
  return exitCodeOf(thrown, readsConfig)
}

/** Of what was asked for, though the category is another one. */
const ofArguments: ReadonlySet<string> = new Set([
  'FEEDLOOM_BARS_ORDER',
  'FEEDLOOM_BARS_ROW_INVALID',
  'FEEDLOOM_SIM_RECORDING_EMPTY',
  'FEEDLOOM_STORE_QUERY_FAILED',
])
/** Of the machine, though another argument would do. */
const ofMachine: ReadonlySet<string> = new Set(['FEEDLOOM_SIM_PORT_UNAVAILABLE'])

/** What was asked for is the user's to change; everything else happened to us. */
function exitCodeOf(thrown: unknown, readsConfig: boolean): ExitCode {
  if (!FeedloomError.is(thrown) || ofMachine.has(thrown.code)) return exitCodes.failed
  if (thrown.category !== 'config' && !ofArguments.has(thrown.code)) return exitCodes.failed
  return readsConfig ? exitCodes.findings : exitCodes.usage
}

/** One line, ending like a sentence. */
function sentence(text: string): string {
  const line = text.trim().replace(/\s*\n\s*/g, ' ')
  return /[.!?…]$/.test(line) ? line : `${line}.`
}

function causes(error: Error): string {
  const { stack = error.message, cause } = error
  return cause instanceof Error ? `${stack}\ncaused by ${causes(cause)}` : stack
}

import { type Command, InvalidArgumentError } from 'commander'
import { parseDuration } from '@feedloom/core/config'
import type { ExitCode } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

/** What every command gets. */
export interface CommandContext {
  readonly terminal: Terminal
  readonly env: Readonly<Record<string, string | undefined>>
  readonly debug: boolean
  /** Called when a config file is read. */
  readonly onConfig?: () => void
}

/** What a command does; its answer is the exit code. */
type Action<Arguments extends readonly unknown[]> = (context: CommandContext, ...args: Arguments) => Promise<ExitCode>

/** Registers one command; `action` turns its work into the callback that commander wants. */
export type AddCommand = (program: Command, action: <A extends readonly unknown[]>(run: Action<A>) => (...args: A) => Promise<void>) => void

/** Argument parser: `30s` to milliseconds. */
export function durationArgument(text: string): number {
  const ms = parseDuration(text)
  if (ms === undefined || ms <= 0) throw new InvalidArgumentError('Write a duration such as 500ms, 30s, 5m or 1h.')
  return ms
}

/** Argument parser: a whole number from `least` on. */
export function integerArgument(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!Number.isSafeInteger(value) || value < least) throw new InvalidArgumentError(`Write a whole number, ${least} or more.`)
    return value
  }
}

/** Argument parser: an ISO date or time (UTC unless it says otherwise) to milliseconds. */
export function timeArgument(text: string): number {
  const ms = Date.parse(/^\d{4}-\d{2}-\d{2}T[\d:.]+$/.test(text) ? `${text}Z` : text)
  if (!Number.isFinite(ms)) throw new InvalidArgumentError('Write a date or a time such as 2026-11-20 or 2026-11-20T12:00Z.')
  return ms
}

/** Argument parser: `a,b c` to a list. */
export function listArgument(text: string): readonly string[] {
  const list = text.split(/[\s,]+/).filter((part) => part !== '')
  if (list.length === 0) throw new InvalidArgumentError('Write at least one, separated by commas.')
  return list
}

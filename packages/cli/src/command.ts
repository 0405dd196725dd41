import { type Command, InvalidArgumentError } from 'commander'
import { parseDuration } from '@feedloom/core/config'
import type { ExitCode } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

/** What every command gets. */
export interface CommandContext {
  readonly terminal: Terminal
  readonly env: Readonly<Record<string, string | undefined>>
  readonly debug: boolean
}

/** What a command does; its answer is the exit code. */
export type Action<Arguments extends readonly unknown[]> = (context: CommandContext, ...args: Arguments) => Promise<ExitCode>

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

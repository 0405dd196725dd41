import type { Logger } from '@feedloom/core'
import type { LogLevel } from '@feedloom/core/config'
import { type Logger as PinoLogger, pino } from 'pino'
import type { Colors } from './terminal.ts'

const order: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent']

/** The quieter one of two. */
export function quieter(a: LogLevel, b: LogLevel): LogLevel {
  return order.indexOf(a) > order.indexOf(b) ? a : b
}

export interface LogOptions {
  readonly level: LogLevel
  /** Blots out secrets. */
  readonly redact: (text: string) => string
}

/** JSON lines. */
export function jsonLog({ level, redact }: LogOptions, out: (text: string) => void): PinoLogger {
  const write = (line: string) => out(redact(line))
  return pino(
    { level, base: {}, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } },
    { write },
  )
}

/** The contract's face of a pino logger: message first. */
export function loggerOf(log: PinoLogger): Logger {
  return {
    debug: (message, fields) => log.debug(fields, message),
    info: (message, fields) => log.info(fields, message),
    warn: (message, fields) => log.warn(fields, message),
    error: (message, fields) => log.error(fields, message),
  }
}

/** Lines for people: `12:03:04 warn  sources.binance: reconnecting in 5 s  connection=public#0`. */
export function lineLog({ level, redact }: LogOptions, colors: Colors, print: (line: string) => void): Logger {
  const write = (each: 'debug' | 'info' | 'warn' | 'error', paint: (text: string) => string) => (message: string, fields?: object) => {
    if (order.indexOf(each) < order.indexOf(level)) return
    const { component, ...rest } = (fields ?? {}) as Readonly<Record<string, unknown>>
    const place = typeof component === 'string' ? `${component}: ` : ''
    const time = new Date().toTimeString().slice(0, 8)
    print(redact(`${colors.dim(time)} ${paint(each.padEnd(5))} ${place}${message}${colors.dim(fieldTexts(rest))}`))
  }
  return {
    debug: write('debug', colors.dim),
    info: write('info', colors.cyan),
    warn: write('warn', colors.yellow),
    error: write('error', colors.red),
  }
}

function fieldTexts(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  ${name}=${fieldText(value)}`)
    .join('')
}

function fieldText(value: unknown): string {
  if (value instanceof Error) return 'code' in value ? `${String(value.code)} ${value.message}` : value.message
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
}

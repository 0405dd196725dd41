import { z } from 'zod'
import type { ErrorCode } from '../contracts/errors.ts'
import { isBarSpec, isInterval } from '../contracts/time.ts'
import type { BarSpec, Interval } from '../contracts/time.ts'
import { dataKinds } from './kinds.ts'

/**
 * Building parts for the `configSchema` of plugins. Each is an ordinary zod schema: add `.describe('…')` (every field
 * needs one), `.optional()`, or a default as people would write it: `duration().prefault('30s')`.
 *
 * @example
 * const config = z.strictObject({
 *   path: filePath().describe('Database file; made when it is not there.'),
 *   apiKey: secret().optional().describe('Key of the account.'),
 *   timeout: duration({ min: '100ms' }).prefault('10s').describe('Give up a request after this long.'),
 *   maxSize: size().prefault('1GB').describe('Start a new file at this size.'),
 * })
 */

const durationPattern = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/
const durationUnits: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }
const sizePattern = /^(\d+(?:\.\d+)?)(B|KB|MB|GB|TB|KiB|MiB|GiB|TiB)$/
const sizeUnits: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
}

/** Milliseconds of `500ms`, `30s`, `5m`, `1h`, `7d`, `2w`; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = durationPattern.exec(text)
  // To the microsecond: 1.001 s must not become 1000.9999999999999 ms.
  return match === null ? undefined : Number((Number(match[1]) * (durationUnits[match[2] as string] as number)).toFixed(3))
}

/** Bytes of `64KB`, `10MB`, `1GiB`; undefined for anything else. */
export function parseSize(text: string): number | undefined {
  const match = sizePattern.exec(text)
  return match === null ? undefined : Math.round(Number(match[1]) * (sizeUnits[match[2] as string] as number))
}

/** The shortest way to write a span: `90s`, `2m`, `1.5s`. */
export function formatDuration(ms: number): string {
  for (const unit of ['d', 'h', 'm', 's']) {
    const width = durationUnits[unit] as number
    if (ms >= width && ms % width === 0) return `${ms / width}${unit}`
  }
  return ms >= 1_000 ? `${ms / 1_000}s` : `${ms}ms`
}

/** The shortest way to write a size: `10MB`, `1GiB`, `1500B`. */
export function formatSize(bytes: number): string {
  for (const unit of ['TiB', 'GiB', 'MiB', 'KiB', 'TB', 'GB', 'MB', 'KB']) {
    const width = sizeUnits[unit] as number
    if (bytes >= width && bytes % width === 0) return `${bytes / width}${unit}`
  }
  return `${bytes}B`
}

/** What `duration` and its like tell the config checker about a refused value; `params.feedloom` of a zod issue. */
export interface PartProblem {
  readonly code: ErrorCode
  readonly hint: string
}

type Verdict<Output> = { readonly value: Output } | { readonly message: string; readonly hint: string }

/** A text with a meaning of its own. Takes anything, so that a bare number gets the same clear answer as a wrong text. */
function textPart<Output>(
  code: ErrorCode,
  meta: { readonly pattern?: string; readonly examples: readonly string[] },
  read: (written: unknown) => Verdict<Output>,
): z.ZodType<Output, string> {
  const part = z
    .unknown()
    .meta({ type: 'string', ...meta, examples: [...meta.examples] })
    .transform((written, context) => {
      const verdict = read(written)
      if ('value' in verdict) return verdict.value
      if (written === undefined) context.addIssue({ code: 'invalid_type', expected: 'string', input: undefined })
      else context.addIssue({ code: 'custom', message: verdict.message, params: { feedloom: { code, hint: verdict.hint } } })
      return z.NEVER
    })
  return part as unknown as z.ZodType<Output, string>
}

/** `30s` and the like; milliseconds after parsing. Limits are written as durations too. */
export function duration(limits: { readonly min?: string; readonly max?: string } = {}): z.ZodType<number, string> {
  const min = parseDuration(limits.min ?? '0ms') ?? 0
  const max = limits.max === undefined ? Number.POSITIVE_INFINITY : (parseDuration(limits.max) ?? Number.POSITIVE_INFINITY)
  const meta = { pattern: durationPattern.source, examples: ['500ms', '30s', '5m', '1h', '7d'] }
  return textPart('FEEDLOOM_CONFIG_DURATION_INVALID', meta, (written) => {
    const ms = typeof written === 'string' ? parseDuration(written) : undefined
    if (ms === undefined) return { message: 'is not a duration', hint: durationHint(written) }
    if (ms < min) return { message: `is shorter than ${limits.min}`, hint: `Write ${limits.min} or more.` }
    return ms > max ? { message: `is longer than ${limits.max}`, hint: `Write ${limits.max} or less.` } : { value: ms }
  })
}

/** `10MB` and the like; bytes after parsing. KB, MB, GB are powers of 1,000; KiB, MiB, GiB of 1,024. */
export function size(limits: { readonly min?: string; readonly max?: string } = {}): z.ZodType<number, string> {
  const min = parseSize(limits.min ?? '0B') ?? 0
  const max = limits.max === undefined ? Number.POSITIVE_INFINITY : (parseSize(limits.max) ?? Number.POSITIVE_INFINITY)
  return textPart('FEEDLOOM_CONFIG_SIZE_INVALID', { pattern: sizePattern.source, examples: ['64KB', '10MB', '1GiB'] }, (written) => {
    const bytes = typeof written === 'string' ? parseSize(written) : undefined
    if (bytes === undefined)
      return {
        message: 'is not a size',
        hint: withUnit(written, { b: 'B', k: 'KB', m: 'MB', g: 'GB', t: 'TB' }, ['MB', 'KB', 'B'], 'A size is a number with a unit'),
      }
    if (bytes < min) return { message: `is less than ${limits.min}`, hint: `Write ${limits.min} or more.` }
    return bytes > max ? { message: `is more than ${limits.max}`, hint: `Write ${limits.max} or less.` } : { value: bytes }
  })
}

/** How to write the duration that may have been meant. */
export function durationHint(written: unknown): string {
  return withUnit(
    written,
    { s: 's', m: 'm', h: 'h', d: 'd', w: 'w', ms: 'ms', mi: 'm' },
    ['s', 'ms', 'm'],
    'A duration is a number with a unit',
  )
}

/** What a number without (or with a misspelt) unit may have meant: `7days` is `7d`. */
function withUnit(written: unknown, spellings: Readonly<Record<string, string>>, units: readonly string[], rule: string): string {
  const [, amount, word = ''] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)/i.exec(textOf(written)) ?? []
  const unit = spellings[word.slice(0, 2).toLowerCase()] ?? spellings[word.slice(0, 1).toLowerCase()]
  if (amount !== undefined && unit !== undefined) return `Did you mean \`${amount}${unit}\`?`
  const examples = units.map((other) => `\`${amount ?? '10'}${other}\``)
  return `${rule}; write ${examples.slice(0, -1).join(', ')} or ${examples.at(-1)}.`
}

const intervalHint = 'Write a number and one of s, m, h, d, w, M (months): `1m`, `15m`, `4h`, `1d`.'

function textOf(written: unknown): string {
  return typeof written === 'string' || typeof written === 'number' ? String(written) : ''
}

/** `1min`, `1 hour`, `1D`, `60` (seconds, as some venues count). */
function barHint(written: unknown, rule: string): string {
  const [, amount, word = ''] = /^\s*([1-9]\d*)\s*([a-z]*)$/i.exec(textOf(written)) ?? []
  if (amount === undefined) return rule
  const unit = /^mo/i.test(word) ? 'M' : word.slice(0, 1).toLowerCase()
  if (unit !== '') return 'smhdwM'.includes(unit) ? `Did you mean \`${amount}${unit}\`?` : rule
  const seconds = Number(amount)
  return seconds >= 60 && seconds % 60 === 0 ? `Did you mean \`${formatDuration(seconds * 1_000)}\`?` : `Did you mean \`${amount}m\`?`
}

/** A time interval: `1m`, `4h`, `1d`, `1M`. */
export function interval(): z.ZodType<Interval, string> {
  const meta = { pattern: '^[1-9]\\d*[smhdwM]$', examples: ['1m', '15m', '4h', '1d'] }
  return textPart<Interval>('FEEDLOOM_CONFIG_INTERVAL_INVALID', meta, (written) =>
    typeof written === 'string' && isInterval(written)
      ? { value: written }
      : { message: 'is not an interval', hint: barHint(written, intervalHint) },
  )
}

/** What closes a bar: an interval, or `tick:100`, `volume:5`, `value:100000`. */
export function barSpec(): z.ZodType<BarSpec, string> {
  const meta = {
    pattern: '^([1-9]\\d*[smhdwM]|tick:[1-9]\\d*|(volume|value):\\d+(\\.\\d+)?)$',
    examples: ['1m', '4h', 'tick:100', 'volume:5', 'value:100000'],
  }
  const hint = `${intervalHint.slice(0, -1)}; or an amount of activity: \`tick:100\`, \`volume:5\`, \`value:100000\`.`
  return textPart<BarSpec>('FEEDLOOM_CONFIG_INTERVAL_INVALID', meta, (written) =>
    typeof written === 'string' && isBarSpec(written)
      ? { value: written }
      : { message: 'is not a bar width', hint: barHint(written, hint) },
  )
}

/**
 * A password, key or token. Marked `writeOnly` in the JSON Schema; whatever stands there is blotted out in findings,
 * explanations and logs, and a warning asks to move it out of the file.
 */
export function secret(): z.ZodType<string, string> {
  return z.string().min(1).meta({ writeOnly: true })
}

/** A path; the plugin gives it to `context.resolvePath`, which takes it relative to the folder of the config file. */
export function filePath(): z.ZodType<string, string> {
  return z
    .string()
    .min(1)
    .meta({ examples: ['./data/market.duckdb'] })
}

/** Unified or native symbols, or patterns. */
export function symbolList(): z.ZodType<string[], string[]> {
  return z
    .array(z.string().min(1))
    .min(1)
    .meta({ examples: [['BTC/USDT', 'ETH/USDT'], ['*/USDT']] })
}

/** Kinds of data, as people subscribe to them (`book` is snapshots and deltas). */
export function kindList(): z.ZodType<string[], string[]> {
  return z.array(dataKind()).min(1)
}

/** A kind of data. Whether a kind beyond the built-in ones exists is checked when all plugins are known. */
export function dataKind(): z.ZodType<string, string> {
  return z
    .string()
    .min(1)
    .meta({ 'x-feedloom-kind': true, examples: [...dataKinds] })
}

/** A TCP port; 0 lets the system choose. */
export function port(): z.ZodType<number, number> {
  return z.int().min(0).max(65_535)
}

/** `host:port`. */
export function hostPort(): z.ZodType<string, string> {
  return z
    .string()
    .regex(/^(\[[0-9a-fA-F:]+\]|[^\s:/]+):\d{1,5}$/)
    .meta({ examples: ['127.0.0.1:9464', 'localhost:8080'] })
}

/** A fraction, 0 to 1. */
export function ratio(): z.ZodType<number, number> {
  return z.number().min(0).max(1)
}

/** A whole number, 1 or more. */
export function count(limits: { readonly max?: number } = {}): z.ZodType<number, number> {
  return z
    .int()
    .min(1)
    .max(limits.max ?? Number.MAX_SAFE_INTEGER)
}

/** A URL of one of these schemes: `url('http', 'https', 'socks5')`. */
export function url(...schemes: readonly string[]): z.ZodType<string, string> {
  const wanted = schemes.length === 0 ? '[a-z][a-z0-9+.-]*' : `(${schemes.join('|')})`
  const examples = (schemes.length === 0 ? ['https'] : schemes).map((scheme) => `${scheme}://example.com`)
  return z
    .string()
    .regex(new RegExp(`^${wanted}://\\S+$`))
    .meta({ examples })
}

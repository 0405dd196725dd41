import { existsSync } from 'node:fs'
import type { StreamStats } from '@feedloom/core'
import { dataKindOf } from '@feedloom/core'
import type { LoadedConfig } from '@feedloom/core/config'
import type { RunSummary } from '@feedloom/core/engine'
import { bytes, count, duration, plural } from '../figures.ts'
import { plainTable } from '../plain-table.ts'
import type { FeedOutcome } from '../run-feed.ts'
import type { Terminal } from '../terminal.ts'
import { recordedSince } from './recordings.ts'
import { type StoredTable, storeFiles, storedTables, typed } from './stored-tables.ts'

const MAX_STREAMS = 40

type Outcome = Pick<FeedOutcome, 'summary' | 'tapped'>

/** What a run came to, for people. */
export async function printSummary({ summary, tapped }: Outcome, loaded: LoadedConfig, terminal: Terminal): Promise<void> {
  terminal.out(`\n${headline(summary, terminal)}\n`)
  const parts = [streamTable(summary, terminal), sinkTable({ summary, tapped }, terminal), troubles(summary, terminal)]
  for (const part of parts) if (part !== '') terminal.out(`\n${part}`)
  const recorded = (await recordedSince(loaded, summary.startedAt)).map(({ path, bytes: size }) => [typed(path), bytes(size)])
  if (recorded.length > 0) terminal.out(`\n${plainTable(['recording', 'size'], recorded, terminal, ['size'])}`)
  for (const path of storeFiles(loaded)) if (existsSync(path)) terminal.out(`\n${await storePart(path, terminal)}`)
}

function headline({ outcome, reason, durationMs, events, gaps, components }: RunSummary, { colors }: Terminal): string {
  const failed = outcome === 'failed' || components.some(({ state }) => state === 'failed')
  const mark = failed ? colors.red('✗') : outcome === 'aborted' ? colors.yellow('!') : colors.green('✓')
  const total = Object.values(events).reduce((sum, n) => sum + n, 0)
  const missing = gaps.missing > 0 ? `, ${plural(gaps.missing, 'event')} known to be missing` : ''
  const open = gaps.open > 0 ? ` (${gaps.open} open)` : ''
  const why = reason === undefined ? '' : `: ${reason}`
  return `${mark} ${colors.bold(outcome)} after ${duration(durationMs)}${why}. ${plural(total, 'event')}, ${plural(gaps.total, 'gap')}${open}${missing}.`
}

interface Row {
  readonly venue: string
  readonly symbol: string
  readonly kind: string
  events: number
  gaps: number
}

function streamTable({ streams }: RunSummary, terminal: Terminal): string {
  const rows = [...merged(streams).values()].sort((a, b) =>
    `${a.venue} ${a.symbol} ${a.kind}` < `${b.venue} ${b.symbol} ${b.kind}` ? -1 : 1,
  )
  if (rows.length === 0) return terminal.colors.yellow('No event arrived.\n')
  const texts = rows.slice(0, MAX_STREAMS).map((row) => [row.venue, row.symbol, row.kind, count(row.events), count(row.gaps)])
  const more = rows.length > MAX_STREAMS ? terminal.colors.dim(`+${rows.length - MAX_STREAMS} more\n`) : ''
  return plainTable(['venue', 'symbol', 'kind', 'events', 'gaps'], texts, terminal, ['events', 'gaps']) + more
}

/** Snapshots and deltas of a book are one stream to a person. */
function merged(streams: readonly StreamStats[]): ReadonlyMap<string, Row> {
  const rows = new Map<string, Row>()
  for (const { instrument, kind, events, gaps } of streams) {
    if (kind === 'gap') continue
    const dataKind = dataKindOf(kind)
    const key = `${instrument.id} ${dataKind}`
    const row = rows.get(key) ?? { venue: instrument.venue, symbol: instrument.symbol, kind: dataKind, events: 0, gaps: 0 }
    row.events += events
    row.gaps += gaps
    rows.set(key, row)
  }
  return rows
}

function sinkTable({ summary, tapped }: Outcome, terminal: Terminal): string {
  const sinks = summary.flow.filter(({ component }) => component.startsWith('sinks.'))
  if (sinks.length === 0) return ''
  const rows = sinks.map(({ component, produced, dropped, failed, retries }) => {
    const recorded = tapped.get(component)
    const written = recorded === undefined ? count(produced) : `${plural(recorded.frames, 'frame')}, ${bytes(recorded.bytes)}`
    return [component.slice('sinks.'.length), written, ...[dropped, failed, retries].map(count)]
  })
  const figures = ['written', 'dropped', 'failed', 'retries']
  return plainTable(['sink', ...figures], rows, terminal, figures)
}

function troubles({ errors, deadLetters, handlerFailures, components }: RunSummary, { colors }: Terminal): string {
  const lines = [
    ...Object.entries(errors).map(([code, n]) => `${colors.yellow(code)} ${count(n)}x`),
    ...(deadLetters.total > 0
      ? [`${plural(deadLetters.total, 'frame or event')} could not be used: ${deadLetters.samples.at(-1)?.message ?? ''}`]
      : []),
    ...(handlerFailures > 0 ? [`${plural(handlerFailures, 'handler call')} threw`] : []),
    ...components.filter(({ state }) => state === 'failed').map(({ id, reason }) => colors.red(`${id} failed: ${reason ?? ''}`)),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

async function storePart(path: string, terminal: Terminal): Promise<string> {
  const { colors } = terminal
  try {
    const tables = await storedTables(path)
    if (tables.length === 0) return `${colors.bold(path)} is empty\n`
    const rows = tables.map((table) => [table.table, count(table.rows), span(table)])
    const [first = { table: 'trade_data' }] = tables
    const look = `npx feedloom query "SELECT * FROM ${first.table} LIMIT 10" --store ${path}`
    return `${colors.bold(path)}\n${plainTable(['table', 'rows', 'time'], rows, terminal, ['rows'])}\nLook at it: ${look}\n`
  } catch (error) {
    return `${colors.yellow(`${path} could not be read: ${error instanceof Error ? error.message : String(error)}`)}\n`
  }
}

function span({ from, to }: StoredTable): string {
  if (from === undefined || to === undefined) return ''
  const text = (ms: number) => new Date(ms).toISOString().replace('T', ' ').slice(0, 19)
  const [low, high] = [text(from), text(to)]
  return low === high ? low : `${low} to ${low.slice(0, 10) === high.slice(0, 10) ? high.slice(11) : high}`
}

import type { ConnectionStatus } from '@feedloom/core'
import type { Colors } from '../terminal.ts'
import { clock, count, lag, plural, price, rate, shortCount } from '../figures.ts'
import { cells, cut } from '../text-width.ts'
import type { SinkRow, StatusModel, StreamRow } from './model.ts'
import { type TableColumn, table } from './columns.ts'
import { writtenText } from './one-line.ts'

export interface View {
  readonly width: number
  readonly height: number
  readonly colors: Colors
}

/** The whole view as lines that fit: no line wider, no more lines than the terminal has. Pure. */
export function renderStatus(model: StatusModel, view: View): string[] {
  const head = [headline(model, view), ...progressLine(model, view), ...connectionLines(model, view), ...problemLines(model, view)]
  const sinks = sinkLines(model, view)
  const hint = view.colors.dim(model.stopping ? 'draining … Ctrl-C again aborts' : 'Ctrl-C stops and drains')
  // Two blank lines and the footer; one row is left free for the cursor.
  const room = view.height - 1 - head.length - sinks.length - 3
  const lines = [...head, '', ...streamLines(model, view, room), '', ...sinks, hint]
  return lines.slice(0, Math.max(1, view.height - 1)).map((line) => cut(line, view.width))
}

function headline({ title, elapsedMs, streams, stopping }: StatusModel, { colors }: View): string {
  const total = streams.reduce((sum, row) => sum + row.rate, 0)
  const events = streams.reduce((sum, row) => sum + row.events, 0)
  const state = stopping ? colors.yellow('stopping') : colors.green('running')
  const name = `${colors.bold('feedloom')} ${title}`
  return `${name}  ${state} ${clock(elapsedMs)}  ${colors.bold(rate(total))} events/s  ${colors.dim(`${count(events)} events`)}`
}

function progressLine({ progress, goal, elapsedMs }: StatusModel, { width, colors }: View): string[] {
  if (progress === undefined) return []
  const fraction = Math.min(1, Math.max(0, progress))
  const left = fraction > 0 && fraction < 1 ? `, ${clock((elapsedMs * (1 - fraction)) / fraction)} left` : ''
  const label = ` ${String(Math.floor(fraction * 100)).padStart(3)}% of ${goal ?? ''}${left}`
  const size = Math.max(10, Math.min(60, width - cells(label)))
  const done = Math.round(size * fraction)
  return [`${colors.cyan('━'.repeat(done))}${colors.dim('─'.repeat(size - done))}${label}`]
}

const stateMarks: Readonly<Record<ConnectionStatus['state'], readonly [mark: string, color: keyof Colors]>> = {
  connected: ['●', 'green'],
  connecting: ['○', 'yellow'],
  reconnecting: ['◌', 'yellow'],
  disconnected: ['○', 'dim'],
  failed: ['✗', 'red'],
}

/** All connections of a source on one line; what is not connected says why. */
function connectionLines({ connections }: StatusModel, { colors }: View): string[] {
  const sources = groupBySource(connections)
  return [...sources].map(([source, list]) => {
    // Before the connections, so that a narrow window does not cut it off.
    const again = list.reduce((sum, { reconnects }) => sum + reconnects, 0)
    const parts = list.map(({ connection, state, reason, reconnects, topics }) => {
      const [mark, color] = stateMarks[state]
      const details = state === 'connected' ? plural(topics, 'topic') : `${state}${reason === undefined ? '' : `: ${reason}`}`
      const own = reconnects > 0 && list.length > 1 ? colors.yellow(` ${count(reconnects)}x`) : ''
      return `${colors[color](mark)} ${connection}${own} ${colors.dim(details)}`
    })
    const total = again > 0 ? [colors.yellow(plural(again, 'reconnect'))] : []
    return [source.replace(/^sources\./, ''), ...total, ...parts].join('  ')
  })
}

function groupBySource(connections: readonly ConnectionStatus[]): Map<string, ConnectionStatus[]> {
  const groups = new Map<string, ConnectionStatus[]>()
  for (const each of connections) groups.set(each.source, [...(groups.get(each.source) ?? []), each])
  return groups
}

function problemLines({ problems }: StatusModel, { colors }: View): string[] {
  return problems.map(({ id, state, reason }) =>
    colors[state === 'failed' ? 'red' : 'yellow'](`${id} ${state}${reason === undefined ? '' : `: ${reason}`}`),
  )
}

function streamLines(model: StatusModel, view: View, room: number): string[] {
  const { streams, starting } = model
  if (streams.length === 0)
    return [view.colors.dim(starting.length > 0 ? `starting ${starting.join(', ')} …` : 'waiting for the first events …')]
  const space = Math.max(1, room - 1)
  const shown = streams.length <= space ? streams : streams.slice(0, Math.max(0, space - 1))
  const more = streams.length - shown.length
  const lines = table(streamColumns(view.colors), shown, view.width, view.colors.dim)
  return more > 0 ? [...lines, view.colors.dim(`+${more} more`)] : lines
}

function streamColumns(colors: Colors): TableColumn<StreamRow>[] {
  const warn = (cell: string, value: number) => (value > 0 ? colors.yellow(cell) : colors.dim(cell))
  return [
    { title: 'stream', align: 'left', text: (row) => row.symbol, paint: (cell) => colors.bold(cell) },
    { title: 'kind', align: 'left', text: (row) => row.kind },
    { title: 'venue', align: 'left', optional: 2, text: (row) => row.venue, paint: (cell) => colors.dim(cell) },
    { title: 'rate/s', align: 'right', min: 7, text: (row) => rate(row.rate) },
    { title: 'events', align: 'right', min: 9, optional: 3, text: (row) => count(row.events), paint: (cell) => colors.dim(cell) },
    { title: 'lag', align: 'right', min: 7, text: (row) => lag(row.lagMs) },
    {
      title: 'last',
      align: 'right',
      min: 10,
      text: (row) => row.state ?? price(row.price),
      paint: (cell, row) => (row.state === undefined ? colors.cyan(cell) : colors.yellow(cell)),
    },
    { title: 'gaps', align: 'right', text: (row) => shortCount(row.gaps), paint: (cell, row) => warn(cell, row.gaps) },
    {
      title: 'reconn',
      align: 'right',
      optional: 1,
      text: (row) => shortCount(row.reconnects),
      paint: (cell, row) => warn(cell, row.reconnects),
    },
  ]
}

function sinkLines({ sinks }: StatusModel, view: View): string[] {
  return sinks.length === 0 ? [] : table(sinkColumns(view.colors), sinks, view.width, view.colors.dim)
}

function sinkColumns(colors: Colors): TableColumn<SinkRow>[] {
  const warn = (cell: string, value: number) => (value > 0 ? colors.yellow(cell) : colors.dim(cell))
  return [
    { title: 'sink', align: 'left', text: (row) => row.sink, paint: (cell) => colors.bold(cell) },
    {
      title: 'queue',
      align: 'right',
      min: 12,
      text: (row) => (row.limit > 0 ? `${shortCount(row.queued)}/${shortCount(row.limit)}` : shortCount(row.queued)),
    },
    { title: 'written', align: 'right', min: 10, text: writtenText },
    { title: 'rate/s', align: 'right', min: 7, text: (row) => rate(row.rate) },
    { title: 'retries', align: 'right', optional: 1, text: (row) => count(row.retries), paint: (cell, row) => warn(cell, row.retries) },
    { title: 'dropped', align: 'right', text: (row) => count(row.dropped), paint: (cell, row) => warn(cell, row.dropped) },
    { title: 'failed', align: 'right', optional: 2, text: (row) => count(row.failed), paint: (cell, row) => warn(cell, row.failed) },
  ]
}

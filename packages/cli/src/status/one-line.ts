import type { SinkRow, StatusModel } from './model.ts'
import { bytes, clock, count, lag, plural, rate, shortCount } from '../figures.ts'

/** Events; of a recorder, frames and bytes. */
export function writtenText({ written, bytes: size }: SinkRow): string {
  return size === undefined ? count(written) : `${plural(written, 'frame')}, ${bytes(size)}`
}

/** One line for a log file: what the status view says, in brief. */
export function statusLine(model: StatusModel): string {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  const down = model.connections.filter(({ state }) => state !== 'connected')
  const gaps = sum(model.streams.map((row) => row.gaps))
  const reconnects = sum(model.connections.map((row) => row.reconnects))
  const worst = model.streams.reduce(
    (most, row) => (Number.isFinite(row.lagMs) ? Math.max(most, row.lagMs) : most),
    Number.NEGATIVE_INFINITY,
  )
  return [
    clock(model.elapsedMs) + (model.progress === undefined ? '' : ` ${Math.floor(Math.min(1, model.progress) * 100)}%`),
    `${rate(sum(model.streams.map((row) => row.rate)))} events/s`,
    `${count(sum(model.streams.map((row) => row.events)))} events in ${plural(model.streams.length, 'stream')}`,
    ...(Number.isFinite(worst) ? [`lag up to ${lag(worst)}`] : []),
    ...(gaps > 0 ? [plural(gaps, 'gap')] : []),
    ...(reconnects > 0 ? [plural(reconnects, 'reconnect')] : []),
    ...model.sinks.map(
      (sink) => `${sink.sink} ${writtenText(sink)} written${sink.queued > 0 ? `, ${shortCount(sink.queued)} queued` : ''}`,
    ),
    ...model.starting.map((id) => `${id} starting`),
    ...model.problems.map(({ id, state }) => `${id} ${state}`),
    ...down.map(({ source, connection, state }) => `${source.replace(/^sources\./, '')} ${connection} ${state}`),
  ].join(' | ')
}

import { clock, count, rate } from '../figures.ts'
import { Screen } from '../status/screen.ts'
import type { Terminal } from '../terminal.ts'
import { fit } from '../text-width.ts'
import type { DownloadProgress } from './download.ts'
import type { Series } from './missing.ts'

export interface ProgressDisplay {
  readonly show: (progress: DownloadProgress) => void
  close(): void
}

const lineMs = 5_000
const barCells = 24

/** Of a series, in words. */
export function nameOf({ instrument, kind, interval, variant }: Series): string {
  return [instrument.id, kind, interval ?? (variant === 'aggregate' ? 'aggregate' : undefined)]
    .filter((part) => part !== undefined)
    .join(' ')
}

/** A bar a series for a person, a line now and then for a log, nothing when it is to be quiet. */
export function progressDisplay(all: readonly Series[], terminal: Terminal, quiet: boolean): ProgressDisplay {
  if (quiet) return { show: () => undefined, close: () => undefined }
  return terminal.interactive ? bars(all, terminal) : lines(terminal)
}

function bars(all: readonly Series[], terminal: Terminal): ProgressDisplay {
  const screen = new Screen(terminal)
  const states = new Map<Series, DownloadProgress>()
  const startedAt = performance.now()
  const draw = (): void => {
    const width = Math.max(...all.map((series) => nameOf(series).length))
    screen.draw(all.map((series) => barLine(fit(nameOf(series), width), states.get(series), performance.now() - startedAt, terminal)))
  }
  draw()
  return {
    show(progress) {
      states.set(progress.series, progress)
      draw()
    },
    close: () => screen.close(true),
  }
}

function barLine(name: string, progress: DownloadProgress | undefined, elapsedMs: number, { colors }: Terminal): string {
  const { fraction, rows } = progress ?? { fraction: 0, rows: 0 }
  const full = Math.round(fraction * barCells)
  const bar = `${colors.green('█'.repeat(full))}${colors.dim('░'.repeat(barCells - full))}`
  const left = fraction > 0 && fraction < 1 && progress !== undefined ? `, ${clock((elapsedMs / fraction) * (1 - fraction))} left` : ''
  return `${name}  ${bar} ${String(Math.floor(fraction * 100)).padStart(3)} %  ${count(rows)} rows${left}`
}

function lines(terminal: Terminal): ProgressDisplay {
  const startedAt = performance.now()
  let saidAt = startedAt
  return {
    show({ series, fraction, rows, at }) {
      const now = performance.now()
      if (now - saidAt < lineMs) return
      saidAt = now
      const speed = rate((rows * 1_000) / (now - startedAt))
      const until = new Date(at).toISOString().slice(0, 16).replace('T', ' ')
      terminal.err(`${nameOf(series)}: ${Math.floor(fraction * 100)} %, ${count(rows)} rows up to ${until}, ${speed} a second\n`)
    },
    close: () => undefined,
  }
}

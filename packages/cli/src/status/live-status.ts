import type { Logger } from '@feedloom/core'
import type { Terminal } from '../terminal.ts'
import type { StatusModel } from './model.ts'
import { statusLine } from './one-line.ts'
import { renderStatus } from './render.ts'
import { Screen } from './screen.ts'

/** Something that tells how the run goes until it is closed. */
export interface StatusDisplay {
  /** A line of log. */
  print(line: string): void
  close(): void
}

const REDRAW_MS = 250
const LINE_MS = 5_000
/** A first sign of life comes sooner. */
const FIRST_LINE_MS = 1_500

/** The view that is drawn over in place; what else this process writes scrolls above it. It is gone when it closes. */
export function liveStatus(read: () => StatusModel, terminal: Terminal): StatusDisplay {
  const screen = new Screen(terminal)
  let pending = ''
  const draw = () => screen.draw(renderStatus(read(), { width: terminal.columns(), height: terminal.rows(), colors: terminal.colors }))
  const captured = terminal.capture((text) => {
    const lines = (pending + text).split('\n')
    pending = lines.pop() ?? ''
    if (lines.length > 0) screen.print(lines.join('\n'))
  })
  const resized = terminal.onResize(draw)
  const timer = setInterval(draw, REDRAW_MS)
  draw()
  return {
    print: (line) => screen.print(line),
    close() {
      clearInterval(timer)
      resized[Symbol.dispose]()
      captured[Symbol.dispose]()
      if (pending !== '') screen.print(pending)
      screen.close(false)
    },
  }
}

/** A line now and then, for logs and pipes: the state to standard output, logs to standard error. */
export function lineStatus(read: () => StatusModel, terminal: Terminal): StatusDisplay {
  const timer = nowAndThen(() => terminal.out(`${statusLine(read())}\n`))
  return { print: (line) => terminal.err(`${line}\n`), close: () => timer[Symbol.dispose]() }
}

/** The state as a log record now and then. */
export function jsonStatus(read: () => StatusModel, log: Logger): StatusDisplay {
  const timer = nowAndThen(() => log.info('status', statusFields(read())))
  return { print: () => undefined, close: () => timer[Symbol.dispose]() }
}

/** Logs only. */
export function noStatus(print: (line: string) => void): StatusDisplay {
  return { print, close: () => undefined }
}

function nowAndThen(say: () => void): Disposable {
  const first = setTimeout(say, FIRST_LINE_MS)
  const others = setInterval(say, LINE_MS)
  return {
    [Symbol.dispose]: () => {
      clearTimeout(first)
      clearInterval(others)
    },
  }
}

function statusFields({ elapsedMs, connections, streams, sinks }: StatusModel): object {
  const finite = (value: number) => (Number.isFinite(value) ? value : undefined)
  return {
    elapsedMs: Math.round(elapsedMs),
    connections,
    streams: streams.map((stream) => ({ ...stream, lagMs: finite(stream.lagMs), price: finite(stream.price) })),
    sinks,
  }
}

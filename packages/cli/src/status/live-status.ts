import type { Terminal } from '../terminal.ts'
import type { StatusModel } from './model.ts'
import { statusLine } from './one-line.ts'
import { renderStatus } from './render.ts'
import { Screen } from './screen.ts'

/** Something that tells how the run goes until it is closed. */
export interface StatusDisplay {
  /** A line of log. */
  print(line: string): void
  /** Shows the present state at once. */
  refresh(): void
  close(): void
}

const REDRAW_MS = 250
const LINE_MS = 5_000

/** The view that is drawn over in place. Whatever else this process writes meanwhile scrolls above it. */
export function liveStatus(read: () => StatusModel, terminal: Terminal): StatusDisplay {
  const screen = new Screen(terminal)
  let pending = ''
  const draw = () =>
    screen.draw(renderStatus(read(), { width: terminal.columns(), height: terminal.rows(), colors: terminal.colors }))
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
    refresh: draw,
    close() {
      clearInterval(timer)
      resized[Symbol.dispose]()
      captured[Symbol.dispose]()
      if (pending !== '') screen.print(pending)
      draw()
      screen.close(true)
    },
  }
}

/** A line now and then, for logs and pipes. */
export function lineStatus(read: () => StatusModel, print: (line: string) => void): StatusDisplay {
  const refresh = () => print(statusLine(read()))
  const timer = setInterval(refresh, LINE_MS)
  return { print, refresh, close: () => clearInterval(timer) }
}

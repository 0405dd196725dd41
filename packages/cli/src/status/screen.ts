import type { Terminal } from '../terminal.ts'
import { cells } from '../text-width.ts'

const ESC = '\u001B['
const [HIDE_CURSOR, SHOW_CURSOR] = [`${ESC}?25l`, `${ESC}?25h`]
/** Terminals that know it show a frame at once; the others ignore it. */
const [BEGIN_FRAME, END_FRAME] = [`${ESC}?2026h`, `${ESC}?2026l`]
const [CLEAR_LINE, CLEAR_BELOW] = [`${ESC}K`, `${ESC}J`]

/**
 * A block of lines at the end of the output that is drawn over in place. Lines are overwritten, not erased first, so
 * nothing flickers; text above it scrolls as usual, and the last picture stays when it closes.
 */
export class Screen {
  readonly #terminal: Terminal
  #drawn: readonly string[] = []
  #closed = false

  constructor(terminal: Terminal) {
    this.#terminal = terminal
  }

  draw(lines: readonly string[]): void {
    if (this.#closed) return
    const body = lines.map((line) => `${line}${CLEAR_LINE}\n`).join('')
    this.#terminal.out(`${BEGIN_FRAME}${HIDE_CURSOR}${this.#home()}${body}${CLEAR_BELOW}${END_FRAME}`)
    this.#drawn = lines
  }

  /** Writes a line above the block. */
  print(line: string): void {
    if (this.#closed) {
      this.#terminal.out(`${line}\n`)
      return
    }
    const lines = this.#drawn
    this.#terminal.out(`${BEGIN_FRAME}${this.#home()}${CLEAR_BELOW}${line}\n${END_FRAME}`)
    this.#drawn = []
    this.draw(lines)
  }

  /** Leaves the last picture, or nothing, and gives the cursor back. */
  close(keep: boolean): void {
    if (this.#closed) return
    this.#terminal.out(`${keep ? '' : `${this.#home()}${CLEAR_BELOW}`}${SHOW_CURSOR}`)
    this.#closed = true
  }

  /** To the first cell of the block. A window that became narrower has wrapped the lines drawn before. */
  #home(): string {
    const width = Math.max(1, this.#terminal.columns())
    const rows = this.#drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(cells(line) / width)), 0)
    return rows === 0 ? '\r' : `\r${ESC}${Math.min(rows, Math.max(1, this.#terminal.rows() - 1))}A`
  }
}

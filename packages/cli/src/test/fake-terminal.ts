import type { Terminal } from '../terminal.ts'

/** A terminal as a grid: understands what the command writes (cursor up, clear line, clear below, modes) and no more. */
export class FakeTerminal implements Terminal {
  readonly interactive: boolean
  readonly colors: Terminal['colors']
  readonly color = false
  readonly errors: string[] = []
  width: number
  height: number
  #lines: string[] = ['']
  #row = 0
  #resized: (() => void) | undefined

  constructor(options: { readonly interactive?: boolean; readonly width?: number; readonly height?: number } = {}) {
    const { interactive = true, width = 80, height = 24 } = options
    const same = (text: string) => text
    this.interactive = interactive
    this.width = width
    this.height = height
    this.colors = { bold: same, dim: same, red: same, green: same, yellow: same, cyan: same }
  }

  get text(): string {
    return this.#lines.map((line) => line.trimEnd()).join('\n')
  }

  columns(): number {
    return this.width
  }
  rows(): number {
    return this.height
  }
  err(text: string): void {
    this.errors.push(text)
  }
  onResize(changed: () => void): Disposable {
    this.#resized = changed
    return { [Symbol.dispose]: () => (this.#resized = undefined) }
  }
  capture(): Disposable {
    return { [Symbol.dispose]: () => undefined }
  }
  resize(width: number, height: number): void {
    this.width = width
    this.height = height
    this.#resized?.()
  }

  out(text: string): void {
    // oxlint-disable-next-line no-control-regex -- escape sequences begin with one
    for (const part of text.match(/\u001B\[[\d;?]*[A-Za-z]|\r|\n|[^\u001B\r\n]+/g) ?? []) this.#take(part)
  }

  #take(part: string): void {
    const [command, n] = [part.at(-1), Number(/\d+/.exec(part)?.[0] ?? 1)]
    if (part === '\n') {
      this.#row += 1
      while (this.#lines.length <= this.#row) this.#lines.push('')
    } else if (part === '\r') this.#column = 0
    else if (!part.startsWith('\u001B')) this.#write(part)
    else if (command === 'A') this.#row = Math.max(0, this.#row - n)
    else if (command === 'K') this.#lines[this.#row] = (this.#lines[this.#row] ?? '').slice(0, this.#column)
    else if (command === 'J') this.#lines.splice(this.#row, this.#lines.length, '')
    if (part === '\n') this.#column = 0
  }

  #column = 0

  #write(text: string): void {
    const line = (this.#lines[this.#row] ?? '').padEnd(this.#column)
    this.#lines[this.#row] = line.slice(0, this.#column) + text + line.slice(this.#column + text.length)
    this.#column += text.length
  }
}

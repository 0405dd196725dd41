import pc from 'picocolors'

/** The colours that the command uses; each is the identity when colour is off. */
export type Colors = Readonly<Record<'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan', (text: string) => string>>

/** Where output goes. The only thing in this package that knows about streams; tests hand in their own. */
export interface Terminal {
  /** Data: what a script would read. */
  out(text: string): void
  /** Everything said about the work: logs, progress, errors. */
  err(text: string): void
  readonly colors: Colors
  /** Whether `colors` does anything. */
  readonly color: boolean
  /** True when a person looks at standard output. */
  readonly interactive: boolean
  columns(): number
  rows(): number
  /** The window changed its size. */
  onResize(changed: () => void): Disposable
  /** Hands over what others in this process write to the terminal (a console sink), so that it does not tear a picture. */
  capture(handler: (text: string) => void): Disposable
}

export interface TerminalOptions {
  readonly stdout?: NodeJS.WriteStream
  readonly stderr?: NodeJS.WriteStream
  readonly env?: Readonly<Record<string, string | undefined>>
  /** False from `--no-color`. */
  readonly color?: boolean
}

const FALLBACK = { columns: 80, rows: 24 }

/** The process's own terminal. A closed pipe (`| head`) ends the output in silence. */
export function processTerminal(options: TerminalOptions = {}): Terminal {
  const { stdout = process.stdout, stderr = process.stderr, env = process.env } = options
  const writeOut = stdout.write.bind(stdout)
  const writeErr = stderr.write.bind(stderr)
  const interactive = stdout.isTTY && env['TERM'] !== 'dumb'
  const color = wantsColor(options.color, interactive, env)
  return {
    out: (text) => void writeOut(text),
    err: (text) => void writeErr(text),
    colors: pc.createColors(color),
    color,
    interactive,
    columns: () => stdout.columns || FALLBACK.columns,
    rows: () => stdout.rows || FALLBACK.rows,
    onResize(changed) {
      stdout.on('resize', changed)
      return { [Symbol.dispose]: () => void stdout.off('resize', changed) }
    },
    capture(handler) {
      const undo = [redirect(stdout, handler), ...(stderr.isTTY ? [redirect(stderr, handler)] : [])]
      return { [Symbol.dispose]: () => undo.forEach((each) => each()) }
    },
  }
}

/** `--no-color` and NO_COLOR win, then FORCE_COLOR, then whether somebody looks. */
function wantsColor(flag: boolean | undefined, interactive: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  if (flag === false || (env['NO_COLOR'] ?? '') !== '') return false
  if ((env['FORCE_COLOR'] ?? '') !== '') return env['FORCE_COLOR'] !== '0'
  return interactive
}

function redirect(stream: NodeJS.WriteStream, handler: (text: string) => void): () => void {
  const original = stream.write.bind(stream)
  const write = (chunk: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
    handler(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'))
    const done = rest.at(-1)
    if (typeof done === 'function') queueMicrotask(() => void done())
    return true
  }
  stream.write = write
  return () => void (stream.write = original)
}

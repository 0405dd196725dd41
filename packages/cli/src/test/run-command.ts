import { main } from '../program.ts'
import type { Terminal } from '../terminal.ts'

export interface CommandResult {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs `feedloom ARGS` and keeps what it says, to the letter. */
export async function runCommand(...args: readonly string[]): Promise<CommandResult> {
  const [out, err]: [string[], string[]] = [[], []]
  const same = (text: string): string => text
  const terminal: Terminal = {
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    colors: { bold: same, dim: same, red: same, green: same, yellow: same, cyan: same },
    color: false,
    interactive: false,
    columns: () => 80,
    rows: () => 24,
    onResize: () => ({ [Symbol.dispose]: () => undefined }),
    capture: () => ({ [Symbol.dispose]: () => undefined }),
  }
  const code = await main(args, { terminal, env: {} })
  return { code, out: out.join(''), err: err.join('') }
}

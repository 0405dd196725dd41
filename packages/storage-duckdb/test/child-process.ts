import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const loader = join(here, '..', '..', '..', 'scripts', 'ts-loader.mjs')

export interface WritingChild {
  readonly process: ChildProcess
  /** Ids acknowledged so far. */
  readonly acknowledged: readonly number[]
  /** Resolves when so many were acknowledged; rejects when the child ends before. */
  until(count: number): Promise<void>
  kill(): Promise<void>
}

/** Starts `child.ts` from source. */
export function startChild(path: string, first: number, count: number): WritingChild {
  const child = spawn(
    process.execPath,
    ['--conditions=@feedloom/source', '--import', loader, join(here, 'child.ts'), path, String(first), String(count)],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const acknowledged: number[] = []
  let rest = ''
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop() ?? ''
    acknowledged.push(...lines.map(Number))
  })
  return {
    process: child,
    acknowledged,
    until: (wanted) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (acknowledged.length >= wanted) resolve()
        }
        child.stdout.on('data', look)
        child.once('exit', () => reject(new Error(`the child ended: ${errors}`)))
        look()
      }),
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

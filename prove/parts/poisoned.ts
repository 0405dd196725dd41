import { Server, Socket } from 'node:net'

interface Poison {
  readonly owner: object
  readonly name: string
  readonly label: string
}

/** What a simulation must not touch: time, timers, chance and network of the machine. */
const poisons: readonly Poison[] = [
  ...['setTimeout', 'setInterval', 'setImmediate', 'fetch', 'WebSocket'].map((name) => ({ owner: globalThis, name, label: name })),
  { owner: Date, name: 'now', label: 'Date.now' },
  { owner: Math, name: 'random', label: 'Math.random' },
  { owner: performance, name: 'now', label: 'performance.now' },
  { owner: process, name: 'hrtime', label: 'process.hrtime' },
  { owner: globalThis.crypto, name: 'randomUUID', label: 'crypto.randomUUID' },
  { owner: globalThis.crypto, name: 'getRandomValues', label: 'crypto.getRandomValues' },
  { owner: Socket.prototype, name: 'connect', label: 'net connect' },
  { owner: Server.prototype, name: 'listen', label: 'net listen' },
]

/**
 * Runs something with the machine's own watched, and answers what was touched and from where. The test runner in the
 * same thread may go on with its work: only calls from this repository's own code count.
 */
export async function touchedWhile(run: () => Promise<void>): Promise<readonly string[]> {
  const touched = new Set<string>()
  const restore = poisons.map(({ owner, name, label }) => {
    const own = Object.getOwnPropertyDescriptor(owner, name)
    const original = Reflect.get(owner, name) as (...args: unknown[]) => unknown
    const watched = function (this: unknown, ...args: unknown[]): unknown {
      const caller = new Error('touched').stack?.split('\n')[2] ?? ''
      if (/[/\\](packages|prove)[/\\]/.test(caller) && !caller.includes('node_modules')) touched.add(`${label} ${caller.trim()}`)
      return Reflect.apply(original, this, args)
    }
    Object.defineProperty(owner, name, { value: watched, configurable: true, writable: true })
    return () => {
      if (own === undefined) Reflect.deleteProperty(owner, name)
      else Object.defineProperty(owner, name, own)
    }
  })
  try {
    await run()
  } finally {
    for (const undo of restore) undo()
  }
  return [...touched]
}

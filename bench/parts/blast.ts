import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { median } from './report.ts'

const folder = '../shared/fixtures/binance-spot'
const recorded = { trade: 9_757, bookTicker: 28_040, depth: 3_451 }
/** Depth updates before the snapshot, which no handler sees. */
const staleDepth = 2

/** `count` is a bare receiver, `parsed` is Feedloom without its byte scanner. */
export type Way = 'count' | 'feedloom' | 'parsed' | 'ccxt'

/** What to follow: kinds of streams, and for how many symbols. */
export interface Course {
  readonly streams: readonly (keyof typeof recorded)[]
  readonly symbols: number
}

interface Result {
  readonly frames: number
  readonly ms: number
  /** Processor time of the reader, all threads of it. */
  readonly cpuUs: number
  readonly latencies: readonly number[]
}

export interface Speed {
  readonly perSecond: number
  /** Less troubled than the rate by what else runs on the machine. */
  readonly cpuNs: number
}

const script = (name: string): string => fileURLToPath(new URL(`./${name}.ts`, import.meta.url))

function framesOf(course: Course, way: Way): number {
  const ofOne = course.streams.reduce((sum, stream) => sum + recorded[stream], 0)
  const unseen = (way === 'feedloom' || way === 'parsed') && course.streams.includes('depth') ? staleDepth : 0
  return course.symbols * (ofOne - unseen)
}

/** One reader in a process of its own. `framesPerSecond` 0 is flat out; otherwise frames carry the time of their sending. */
export async function follow(way: Way, course: Course, expected: number, framesPerSecond: number): Promise<Result> {
  const options = { execArgv: process.execArgv, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] as ('ignore' | 'inherit' | 'ipc')[] }
  const server = fork(script('blast-server'), [folder, String(course.symbols), String(framesPerSecond)], options)
  try {
    const { port } = (await said(server)) as { port: number }
    const task = [way, String(port), String(expected), course.streams.join(), String(course.symbols), String(framesPerSecond > 0)]
    return (await said(fork(script('blast-client'), task, options))) as Result
  } finally {
    server.kill('SIGKILL')
  }
}

function said(child: ReturnType<typeof fork>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve)
    child.once('exit', (code) => reject(new Error(`a child ended with ${code} before it said anything`)))
  })
}

/** Medians, flat out. All ways in each round, so that what else the machine does hits them alike. */
export async function speeds<Of extends Way>(course: Course, rounds: number, ways: readonly Of[]): Promise<Record<Of, Speed>> {
  const results = ways.map((way) => ({ way, of: [] as Result[] }))
  for (let i = 0; i < rounds; i++) {
    for (const { way, of } of results) of.push(await follow(way, course, framesOf(course, way), 0))
  }
  const speedOf = (of: readonly Result[]): Speed => ({
    perSecond: median(of.map(({ frames, ms }) => (frames * 1000) / ms)),
    cpuNs: median(of.map(({ frames, cpuUs }) => (cpuUs * 1000) / frames)),
  })
  return Object.fromEntries(results.map(({ way, of }) => [way, speedOf(of)])) as Record<Of, Speed>
}

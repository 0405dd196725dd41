import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { median } from '../parts/report.ts'
import type { Form, IndicatorName } from './entrant.ts'
import { entrants } from './entrants.ts'

const rounds = 9
/** Relative; of the largest value, so that what is near 0 is not compared with itself. */
const tolerance = 1e-6
const script = fileURLToPath(new URL('./runner.ts', import.meta.url))

export interface Result {
  readonly name: string
  readonly best: number
  readonly median: number
  /** Time over Feedloom's of the same round: median. */
  readonly ratio: number
  /** Whether its last values are ours. */
  readonly agrees: boolean
}

/** One cell of the comparison: everybody in a process of his own, one after the other in each round. Feedloom comes first. */
export async function race(indicator: IndicatorName, form: Form, bars: number): Promise<Result[]> {
  const runners: { readonly name: string; readonly child: ChildProcess }[] = []
  for (const [name, { forms }] of Object.entries(entrants)) {
    if (!forms.includes(form)) continue
    const child = fork(script, [name, indicator, form, String(bars)], { execArgv: process.execArgv })
    if ((await told(child)) === 'ready') runners.push({ name, child })
  }
  const times = runners.map((): number[] => [])
  for (let round = 0; round < rounds; round++) {
    for (const [i, { child }] of runners.entries()) times[i]?.push((await told(child, 'round')) as number)
  }
  const values: number[][] = []
  for (const { child } of runners) values.push((await told(child, 'values')) as number[])
  for (const { child } of runners) child.send('end')
  const [own = []] = times
  return runners.map(({ name }, i) => ({
    name,
    best: Math.min(...(times[i] ?? [])),
    median: median(times[i] ?? []),
    ratio: median((times[i] ?? []).map((time, round) => time / (own[round] ?? Number.NaN))),
    agrees: areEqual(values[0] ?? [], values[i] ?? []),
  }))
}

function told(child: ChildProcess, command?: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`a child ended with ${code} before it said anything`))
    child.once('exit', ended)
    child.once('message', (message) => {
      child.off('exit', ended)
      resolve(message)
    })
    if (command !== undefined) child.send(command)
  })
}

function areEqual(ours: readonly number[], theirs: readonly number[]): boolean {
  const scale = Math.max(...ours.map(Math.abs))
  return theirs.length === ours.length && ours.every((value, i) => Math.abs(value - (theirs[i] ?? Number.NaN)) <= tolerance * scale)
}

import { cpus } from 'node:os'

/** One line of a report: a name, cells, and how it stands against its goal. */
export interface Row {
  readonly name: string
  readonly cells: readonly string[]
}

/** Says what machine and runtime the figures come from: ratios travel, absolutes do not. */
export function heading(title: string): void {
  const cpu = cpus()
  console.log(`${title}\nNode ${process.versions.node}, ${cpu.length} cores, ${cpu[0]?.model ?? 'unknown processor'}\n`)
}

export function table(columns: readonly string[], rows: readonly Row[]): void {
  const lines = [['', ...columns], ...rows.map((row) => [row.name, ...row.cells])]
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => (line[i + 1] ?? '').length)))
  const first = Math.max(...lines.map((line) => (line[0] ?? '').length))
  for (const [name = '', ...cells] of lines) {
    console.log(`${name.padEnd(first)}  ${cells.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('  ')}`.trimEnd())
  }
}

/** A goal and what was measured; `false` makes the process end with code 1 at `finish`. */
export function goal(text: string, met: boolean): void {
  console.log(`${met ? 'goal met   ' : 'GOAL MISSED'}  ${text}`)
  if (!met) missed += 1
}

let missed = 0

export function finish(): never {
  process.exit(missed === 0 ? 0 : 1)
}

export const ns = (value: number): string => (value >= 10_000 ? `${(value / 1000).toFixed(1)} us` : `${value.toFixed(0)} ns`)
export const times = (ratio: number): string => `${ratio.toFixed(ratio < 10 ? 2 : 1)}x`
export const rate = (perSecond: number): string =>
  perSecond >= 1e6 ? `${(perSecond / 1e6).toFixed(2)} M/s` : `${(perSecond / 1e3).toFixed(0)} k/s`

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? Number.NaN
}

/** Sorted copy, then the value below which the share `p` of all values lies. */
export function percentile(values: Float64Array, p: number): number {
  const sorted = values.slice().sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN
}

/** Median time of one operation in ns, over `rounds` runs of `run`, each of `operations` operations. */
export function nsPer(operations: number, rounds: number, run: () => void): number {
  const rounded: number[] = []
  for (let i = 0; i < rounds; i++) {
    const start = performance.now()
    run()
    rounded.push(((performance.now() - start) * 1e6) / operations)
  }
  return median(rounded)
}

/** Processor time of one operation in ns, of all threads of this process: what else the machine does hardly counts. */
export function cpuNsPer(operations: number, run: () => void): number {
  const before = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(before)
  return ((user + system) * 1000) / operations
}

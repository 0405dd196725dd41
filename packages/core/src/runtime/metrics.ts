import type { Counter, Gauge, Histogram, Metrics } from '../contracts/tokens.ts'

/** One series as it stands. A histogram tells count, sum, smallest and largest. */
export interface MetricSample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly value: number
  readonly count: number
  readonly min: number
  readonly max: number
}

/** Metrics as plain numbers that somebody may read: the default where the host brings none. */
export interface PlainMetrics extends Metrics {
  samples(): readonly MetricSample[]
}

class Series implements Counter, Gauge, Histogram {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly type: MetricSample['type']
  value = 0
  count = 0
  min = Number.NaN
  max = Number.NaN

  constructor(name: string, labels: Readonly<Record<string, string>>, type: MetricSample['type']) {
    this.name = name
    this.labels = labels
    this.type = type
  }

  add(n = 1): void {
    this.value += n
  }

  set(value: number): void {
    this.value = value
  }

  record(value: number): void {
    this.value += value
    this.count += 1
    if (!(value >= this.min)) this.min = value
    if (!(value <= this.max)) this.max = value
  }
}

export function createMetrics(): PlainMetrics {
  const all = new Map<string, Series>()
  const series = (type: MetricSample['type'], name: string, labels: Readonly<Record<string, string>> = {}): Series => {
    const key = `${type} ${name} ${JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))}`
    let found = all.get(key)
    if (found === undefined) all.set(key, (found = new Series(name, labels, type)))
    return found
  }
  return {
    counter: (name, labels) => series('counter', name, labels),
    gauge: (name, labels) => series('gauge', name, labels),
    histogram: (name, labels) => series('histogram', name, labels),
    samples: () =>
      [...all.values()].map(({ name, labels, type, value, count, min, max }) => ({ name, labels, type, value, count, min, max })),
  }
}

/** Writes the levels that a session with this high, low, close and open gives to the next one, which opened at `next`. */
type WriteLevels = (out: Float64Array, high: number, low: number, close: number, open: number, next: number) => void

/** One school of pivot points. */
export interface PivotKind {
  readonly outputs: readonly string[]
  readonly write: WriteLevels
}

const three = ['p', 'r1', 'r2', 'r3', 's1', 's2', 's3'] as const
const four = ['p', 'r1', 'r2', 'r3', 'r4', 's1', 's2', 's3', 's4'] as const

export const pivotKindNames = ['classic', 'fibonacci', 'camarilla', 'woodie', 'woodie-open', 'demark'] as const
export type PivotKindName = (typeof pivotKindNames)[number]

export const pivotKinds: Readonly<Record<PivotKindName, PivotKind>> = {
  classic: {
    outputs: three,
    write: (out, high, low, close) => writeAround(out, (high + low + close) / 3, high, low),
  },
  fibonacci: {
    outputs: three,
    write: (out, high, low, close) => writeSteps(out, (high + low + close) / 3, fibonacci, high - low),
  },
  camarilla: {
    outputs: four,
    write(out, high, low, close) {
      writeSteps(out, close, camarilla, (high - low) * 1.1)
      out[0] = (high + low + close) / 3
    },
  },
  woodie: {
    outputs: three,
    write: (out, high, low, close) => writeAround(out, (high + low + 2 * close) / 4, high, low),
  },
  'woodie-open': {
    outputs: three,
    write: (out, high, low, _close, _open, next) => writeAround(out, (high + low + 2 * next) / 4, high, low),
  },
  demark: { outputs: ['p', 'r1', 's1'], write: writeDemark },
}

const fibonacci: readonly number[] = [0.382, 0.618, 1]
const camarilla: readonly number[] = [1 / 12, 1 / 6, 1 / 4, 1 / 2]

/** The levels that a pivot mirrors high and low to. */
function writeAround(out: Float64Array, pivot: number, high: number, low: number): void {
  out[0] = pivot
  out[1] = 2 * pivot - low
  out[2] = pivot + (high - low)
  out[3] = high + 2 * (pivot - low)
  out[4] = 2 * pivot - high
  out[5] = pivot - (high - low)
  out[6] = low - 2 * (high - pivot)
}

/** Levels at parts of a range above and below a price. */
function writeSteps(out: Float64Array, price: number, parts: readonly number[], range: number): void {
  out[0] = price
  for (let k = 0; k < parts.length; k++) {
    const distance = (parts[k] as number) * range
    out[1 + k] = price + distance
    out[1 + parts.length + k] = price - distance
  }
}

/** One of the three prices counts twice, by how the session closed. */
function writeDemark(out: Float64Array, high: number, low: number, close: number, open: number): void {
  const sum = high + low + close + (close < open ? low : close > open ? high : close)
  out[0] = sum / 4
  out[1] = sum / 2 - low
  out[2] = sum / 2 - high
}

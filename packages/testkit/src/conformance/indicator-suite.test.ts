import type { Indicator, IndicatorState, InputRow } from '@feedloom/core'
import { describe, expect, it } from 'vitest'
import { indicatorSuite } from './indicator-suite.ts'
import { runSuite } from './suite.ts'
import { failures } from './test/failures.ts'

const period = 5

/** A simple moving average by definition: slow and plain. */
class Average implements IndicatorState {
  rows: number[] = []

  update(row: InputRow, out: Float64Array): ReturnType<IndicatorState['update']> {
    this.rows = [...this.rows, row.close].slice(-period)
    return this.answer(this.rows, out)
  }

  revise(row: InputRow, out: Float64Array): ReturnType<IndicatorState['update']> {
    this.rows = [...this.rows.slice(0, -1), row.close]
    return this.answer(this.rows, out)
  }

  preview(row: InputRow, out: Float64Array): ReturnType<IndicatorState['update']> {
    return this.answer([...this.rows, row.close].slice(-period), out)
  }

  answer(rows: readonly number[], out: Float64Array): ReturnType<IndicatorState['update']> {
    const ready = rows.length === period
    out[0] = ready ? rows.reduce((a, b) => a + b, 0) / period : Number.NaN
    return ready ? 'converged' : 'warming'
  }

  reset(): void {
    this.rows = []
  }

  save(): unknown {
    return this.rows
  }

  restore(saved: unknown): void {
    this.rows = [...(saved as number[])]
  }
}

function batchOf(state: IndicatorState, close: Float64Array | undefined, out: Float64Array | undefined): void {
  const value = new Float64Array(1)
  close?.forEach((price, i) => {
    state.update({ close: price } as InputRow, value)
    if (out !== undefined) out[i] = value[0] ?? Number.NaN
  })
}

/** As it should be for as many rows as the reference has, and no further. */
const otherwise: Indicator['batch'] = ({ close }, [out]) => {
  batchOf(new Average(), close, out)
  out?.fill(1, 6)
}

function indicatorOf(State: new () => Average, more: Partial<Indicator> = {}): () => Indicator {
  return () => ({
    inputs: ['close'],
    outputs: ['value'],
    warmup: period - 1,
    convergence: period - 1,
    parameters: { period },
    create: () => new State(),
    batch: ({ close }, [out]) => batchOf(new State(), close, out),
    ...more,
  })
}

const reference = {
  inputs: { close: Float64Array.of(1, 2, 3, 4, 5, 6) },
  outputs: [[Number.NaN, Number.NaN, Number.NaN, Number.NaN, 3, 4]],
}

runSuite(indicatorSuite({ create: indicatorOf(Average), reference }), { describe, it }, 'a small indicator conforms')

class SeldomSpeaks extends Average {
  override answer(rows: readonly number[], out: Float64Array): ReturnType<IndicatorState['update']> {
    const readiness = super.answer(rows, out)
    if ((rows.at(-1) ?? 0) < Math.max(...rows)) out[0] = Number.NaN
    return readiness
  }
}

class NeverSpeaks extends Average {
  override answer(rows: readonly number[], out: Float64Array): ReturnType<IndicatorState['update']> {
    const readiness = super.answer(rows, out)
    out.fill(Number.NaN)
    return readiness
  }
}

runSuite(
  indicatorSuite({ create: indicatorOf(SeldomSpeaks), isSparse: true }),
  { describe, it },
  'an indicator that is silent at times conforms',
)

class PreviewsForGood extends Average {
  override preview(row: InputRow, out: Float64Array): ReturnType<IndicatorState['update']> {
    return this.update(row, out)
  }
}
class ForgetsOnSave extends Average {
  override save(): unknown {
    return []
  }
}
class RevisesByAdding extends Average {
  override revise(row: InputRow, out: Float64Array): ReturnType<IndicatorState['update']> {
    return this.update(row, out)
  }
}
class RevisesThePreview extends Average {
  last: InputRow | undefined

  override preview(row: InputRow, out: Float64Array): ReturnType<IndicatorState['update']> {
    this.last = row
    return super.preview(row, out)
  }

  override revise(row: InputRow, out: Float64Array): ReturnType<IndicatorState['update']> {
    const { last } = this
    this.last = undefined
    return last === undefined ? super.revise(row, out) : super.revise(last, out)
  }

  override update(row: InputRow, out: Float64Array): ReturnType<IndicatorState['update']> {
    this.last = undefined
    return super.update(row, out)
  }
}
class NeverResets extends Average {
  override reset(): void {
    // Keeps everything.
  }
}
class DividesBySpread extends Average {
  override answer(rows: readonly number[], out: Float64Array): ReturnType<IndicatorState['update']> {
    const readiness = super.answer(rows, out)
    if (readiness === 'converged' && Math.max(...rows) === Math.min(...rows)) out[0] = (out[0] ?? 0) / 0
    return readiness
  }
}
class AveragesTooMuch extends Average {
  override answer(rows: readonly number[], out: Float64Array): ReturnType<IndicatorState['update']> {
    const readiness = super.answer(rows, out)
    out[0] = (out[0] ?? 0) * 1.001
    return readiness
  }
}

const broken: readonly (readonly [claim: string, id: string, create: () => Indicator])[] = [
  ['has its first value late', 'IND-01', indicatorOf(Average, { warmup: period - 2, convergence: period - 2 })],
  ['is silent at times without saying so', 'IND-01', indicatorOf(SeldomSpeaks)],
  ['previews into its state', 'IND-02', indicatorOf(PreviewsForGood)],
  ['saves nothing', 'IND-03', indicatorOf(ForgetsOnSave)],
  ['computes long batches otherwise', 'IND-04', indicatorOf(Average, { batch: otherwise })],
  ['computes something else', 'IND-05', indicatorOf(AveragesTooMuch)],
  ['adds instead of revising', 'IND-06', indicatorOf(RevisesByAdding)],
  ['corrects what it previewed instead of the last row', 'IND-08', indicatorOf(RevisesThePreview)],
  ['does not reset', 'IND-07', indicatorOf(NeverResets)],
  ['divides by zero', 'IND-10', indicatorOf(DividesBySpread)],
]

describe('the indicator suite', () => {
  it.each(broken)('catches one that %s', async (_claim, id, create) => {
    expect(await failures(indicatorSuite({ create, reference }))).toEqual([id])
  })

  it('catches one that is always silent', async () => {
    expect(await failures(indicatorSuite({ create: indicatorOf(NeverSpeaks), isSparse: true }))).toEqual(['IND-01'])
  })
})

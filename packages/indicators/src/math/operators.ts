import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { SingleInput } from '../parts/indicator-state.ts'
import { type SecondInput, input, second } from '../parts/parameters.ts'
import { rowIndicator } from '../parts/row-formula.ts'

type Operator = IndicatorMaker<{ input?: SingleInput; second?: SecondInput }>

function operator(type: string, alias: string, summary: string, formula: (a: number, b: number) => number): Operator {
  return defineIndicator({
    type,
    aliases: [alias],
    summary,
    source: `TA-Lib ${type.toUpperCase()}`,
    talib: { function: type.toUpperCase(), parameters: {} },
    schema: z.strictObject({ input: input(), second: second() }),
    build: (parameters) => rowIndicator([parameters.input, parameters.second], type, formula),
  })
}

/** Sum of two series. */
export const add: Operator = operator('add', 'plus', 'Sum of two series', (a, b) => a + b)
/** Difference of two series. */
export const sub: Operator = operator('sub', 'minus', 'Difference of two series', (a, b) => a - b)
/** Product of two series. */
export const mult: Operator = operator('mult', 'times', 'Product of two series', (a, b) => a * b)
/** Ratio of two series; NaN where the second is 0. */
export const div: Operator = operator('div', 'ratio', 'Ratio of two series', (a, b) => (b === 0 ? Number.NaN : a / b))

import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import type { SingleInput } from '../parts/indicator-state.ts'
import { input } from '../parts/parameters.ts'
import { rowIndicator } from '../parts/row-formula.ts'

type Transform = IndicatorMaker<{ input?: SingleInput }>

function transform(type: string, alias: string, summary: string, formula: (value: number) => number): Transform {
  return defineIndicator({
    type,
    aliases: [alias],
    summary,
    source: `TA-Lib ${type.toUpperCase()}; NaN where it is not defined`,
    talib: { function: type.toUpperCase(), parameters: {} },
    display: { pane: 'own' },
    schema: z.strictObject({ input: input() }),
    build: ({ input: source }) => rowIndicator([source], type, formula),
  })
}

/** Arc cosine, of values from -1 to 1. */
export const acos: Transform = transform('acos', 'arc-cosine', 'Arc cosine', Math.acos)
/** Arc sine, of values from -1 to 1. */
export const asin: Transform = transform('asin', 'arc-sine', 'Arc sine', Math.asin)
export const atan: Transform = transform('atan', 'arc-tangent', 'Arc tangent', Math.atan)
export const ceil: Transform = transform('ceil', 'round-up', 'Least whole number above', Math.ceil)
export const cos: Transform = transform('cos', 'cosine', 'Cosine', Math.cos)
export const cosh: Transform = transform('cosh', 'hyperbolic-cosine', 'Hyperbolic cosine', (value) => finite(Math.cosh(value)))
export const exp: Transform = transform('exp', 'exponential', 'Power of e', (value) => finite(Math.exp(value)))
export const floor: Transform = transform('floor', 'round-down', 'Largest whole number below', Math.floor)
/** Natural logarithm, of values above 0. */
export const ln: Transform = transform('ln', 'natural-logarithm', 'Natural logarithm', (value) => finite(Math.log(value)))
/** Logarithm to base 10, of values above 0. */
export const log10: Transform = transform('log10', 'decimal-logarithm', 'Logarithm to base 10', (value) => finite(Math.log10(value)))
export const sin: Transform = transform('sin', 'sine', 'Sine', Math.sin)
export const sinh: Transform = transform('sinh', 'hyperbolic-sine', 'Hyperbolic sine', (value) => finite(Math.sinh(value)))
/** Square root, of values from 0 on. */
export const sqrt: Transform = transform('sqrt', 'square-root', 'Square root', Math.sqrt)
export const tan: Transform = transform('tan', 'tangent', 'Tangent', Math.tan)
export const tanh: Transform = transform('tanh', 'hyperbolic-tangent', 'Hyperbolic tangent', Math.tanh)

function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN
}

export { fibRetracement } from './fib-retracement.ts'
export { fractal } from './fractal.ts'
export { pivots } from './pivots.ts'
export { swingPivots } from './swing-pivots.ts'

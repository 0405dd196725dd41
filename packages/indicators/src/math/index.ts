export { max, maxindex, min, minindex, minmax, minmaxindex } from './extremes.ts'
export { add, div, mult, sub } from './operators.ts'
export { sum } from './sum.ts'
export { acos, asin, atan, ceil, cos, cosh, exp, floor, ln, log10, sin, sinh, sqrt, tan, tanh } from './transforms.ts'

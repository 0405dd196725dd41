export { ad } from './ad.ts'
export { adosc } from './adosc.ts'
export { mfi } from './mfi.ts'
export { obv } from './obv.ts'

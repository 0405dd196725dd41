export { avgprice, medprice, typprice, wclprice } from './row-prices.ts'
export { midpoint } from './midpoint.ts'
export { midprice } from './midprice.ts'

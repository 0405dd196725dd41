export { macd } from './macd.ts'
export { rsi } from './rsi.ts'

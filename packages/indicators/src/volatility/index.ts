export { atr } from './atr.ts'
export { bbands } from './bbands.ts'

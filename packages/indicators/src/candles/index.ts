export { cdlbelthold, cdlclosingmarubozu, cdlhighwave, cdllongline, cdlmarubozu, cdlshortline, cdlspinningtop } from './single-candles.ts'
export { cdldoji, cdldragonflydoji, cdlgravestonedoji, cdllongleggeddoji, cdlrickshawman, cdltakuri } from './dojis.ts'
export { cdlhammer, cdlhangingman, cdlinvertedhammer, cdlshootingstar } from './hammers.ts'
export { cdl3inside, cdl3outside, cdlengulfing, cdlharami, cdlharamicross, cdlhomingpigeon } from './engulfings.ts'
export {
  cdlcounterattack,
  cdldarkcloudcover,
  cdlinneck,
  cdlkicking,
  cdlkickingbylength,
  cdlonneck,
  cdlpiercing,
  cdlseparatinglines,
  cdlthrusting,
} from './piercings.ts'
export {
  cdlabandonedbaby,
  cdldojistar,
  cdleveningdojistar,
  cdleveningstar,
  cdlmorningdojistar,
  cdlmorningstar,
  cdltristar,
} from './stars.ts'
export { cdl2crows, cdl3blackcrows, cdlidentical3crows, cdlupsidegap2crows } from './crows.ts'
export { cdl3whitesoldiers, cdladvanceblock, cdlstalledpattern } from './soldiers.ts'
export { cdlbreakaway, cdlgapsidesidewhite, cdltasukigap, cdlxsidegap3methods } from './gaps.ts'
export { cdl3linestrike, cdlmathold, cdlrisefall3methods } from './methods.ts'
export { cdl3starsinsouth, cdlconcealbabyswall, cdlladderbottom, cdlmatchinglow, cdlsticksandwich, cdlunique3river } from './bottoms.ts'
export { cdlhikkake, cdlhikkakemod } from './hikkakes.ts'
export { candlePatterns } from './candle-patterns.ts'

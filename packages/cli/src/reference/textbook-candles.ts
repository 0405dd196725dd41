/** Open, high, low, close. */
export type Candle = readonly [open: number, high: number, low: number, close: number]

/** Candles before a pattern: as many as any pattern measures itself against. */
export const before = 16

/**
 * Each pattern as a textbook draws it: after a rise or a fall that ends at 100, in which bodies measure 5 and whole
 * candles 10. A test holds them to the rules.
 */
const patterns: Readonly<Record<string, `${'rise' | 'fall'}: ${string}`>> = {
  cdl2crows: 'rise: 100 113 99 112, 117 118 113 114, 115.5 116.5 105 106',
  cdl3blackcrows: 'rise: 100 109 99 107, 107 108 98.7 99, 103 104 92.8 93, 97 98 85.7 86',
  cdl3inside: 'fall: 100 101 85 86, 89 95.5 88 94, 94 104 93 103',
  cdl3linestrike: 'rise: 100 107 99 106, 104 112 103 111, 109 117 108 116, 117 118 97 98',
  cdl3outside: 'fall: 100 101 95 96, 95 105 94 104, 104 110 103 109',
  cdl3starsinsouth: 'fall: 100 100.5 82 92, 97 97.5 85 91.5, 92 92.3 88.7 89',
  cdl3whitesoldiers: 'fall: 100 108.5 99 108, 105 116.5 104 116, 113 124.5 112 124',
  cdlabandonedbaby: 'fall: 100 101 87.5 88, 84 85 82 83.7, 88 99 87 98',
  cdladvanceblock: 'rise: 100 110.8 99 110, 107 116 106 113, 112 120 111 115',
  cdlbelthold: 'fall: 95 107 95 106',
  cdlbreakaway: 'fall: 100 101 87 88, 85 86 80 81, 81 84 77 78, 78 80 73 74, 74 87 73.5 86.5',
  cdlclosingmarubozu: 'fall: 99 109 96 109',
  cdlconcealbabyswall: 'fall: 100 100.3 89.7 90, 92 92.3 81.7 82, 80 85 75.5 76, 86 86.3 73.7 74',
  cdlcounterattack: 'fall: 100 101 88 89, 78 90 77 89',
  cdldarkcloudcover: 'rise: 100 112 99 111, 114 115 103 104',
  cdldoji: 'rise: 102 106 98 102.2',
  cdldojistar: 'fall: 100 101 87 88, 85 88 82 85.3',
  cdldragonflydoji: 'fall: 98 98.4 88 98.1',
  cdlengulfing: 'fall: 100 101 95 96, 94 104 93 102.5',
  cdleveningdojistar: 'rise: 100 112 99 111, 115 118 112.5 115.3, 112 113 101 102',
  cdleveningstar: 'rise: 100 112 99 111, 114 119 113 117, 112 113 101 102',
  cdlgapsidesidewhite: 'rise: 100 107 99 106, 110 117 109 116, 110 118 109 116.5',
  cdlgravestonedoji: 'rise: 102 112 101.9 102.2',
  cdlhammer: 'fall: 100 101 91 92, 90 91.7 80 91.5',
  cdlhangingman: 'rise: 100 109 99 108, 109 110.7 99 110.5',
  cdlharami: 'fall: 100 101 86 87, 91 97 90 96',
  cdlharamicross: 'fall: 100 101 86 87, 93 97 89 93.2',
  cdlhighwave: 'rise: 101 110 92 102.5',
  cdlhikkake: 'rise: 100 108 96 106, 104 106 100 102, 102 104 97 99',
  cdlhikkakemod: 'rise: 100 110 96 108, 107 109 99 99.8, 101 106 100 105, 104 105 98 99',
  cdlhomingpigeon: 'fall: 100 101 86 87, 96 97 89 91',
  cdlidentical3crows: 'rise: 103 104 94.7 95, 95 96 86.7 87, 87 88 78.7 79',
  cdlinneck: 'fall: 100 101 88 90, 85 91 84 90.2',
  cdlinvertedhammer: 'fall: 100 101 91 92, 89 99 88.8 90.5',
  cdlkicking: 'fall: 100 100.3 89.7 90, 103 113.3 102.7 113',
  cdlkickingbylength: 'fall: 100 100.3 90.7 91, 103 116.3 102.7 116',
  cdlladderbottom: 'fall: 104 105 97 98, 100 101 92 93, 95 96 87 88, 88 93 83 84, 90 99 89 98',
  cdllongleggeddoji: 'rise: 102 110 93 102.2',
  cdllongline: 'rise: 99 110.5 98.5 110',
  cdlmarubozu: 'rise: 99 109.2 98.8 109',
  cdlmatchinglow: 'fall: 100 101 90 91, 96 97 90.5 91',
  cdlmathold: 'rise: 100 114 99 113, 117 118 114.5 115, 115 116 111 112, 113.5 114 109 110, 112 122 111 121',
  cdlmorningdojistar: 'fall: 100 101 88 89, 85 88 82 85.3, 88 99 87 98',
  cdlmorningstar: 'fall: 100 101 88 89, 86 87 81 83, 88 99 87 98',
  cdlonneck: 'fall: 100 101 88 90, 84 89 83 88',
  cdlpiercing: 'fall: 100 101 87 88, 85 97 84 96',
  cdlrickshawman: 'rise: 101 109 93 101.2',
  cdlrisefall3methods: 'rise: 100 114 99 113, 111 112 107 108, 109 110 105 106, 107 108 103 104, 106 118 105 117',
  cdlseparatinglines: 'rise: 104 105 97 98, 104 115 103.8 114',
  cdlshootingstar: 'rise: 100 108 99 107, 109 119 108.8 110.5',
  cdlshortline: 'rise: 101 103.5 100.5 103',
  cdlspinningtop: 'rise: 101 106 98 103',
  cdlstalledpattern: 'rise: 100 109 99 108, 106 116.2 105 116, 115.5 119 114.5 117.5',
  cdlsticksandwich: 'fall: 100 101 90 91, 93 101 92 100, 102 103 90 91',
  cdltakuri: 'fall: 95 95.4 82 95.2',
  cdltasukigap: 'rise: 100 107 99 106, 110 117 109 116, 114 115 107 108',
  cdlthrusting: 'fall: 100 101 88 89, 85 94 84 93',
  cdltristar: 'rise: 102 105 99 102.2, 106 109 103 106.2, 103 106 100 103.1',
  cdlunique3river: 'fall: 100 101 87 88, 96 97 78 91, 84 88 83 87',
  cdlupsidegap2crows: 'rise: 100 111 99 110, 115 116 112 113, 117 118 110.5 111',
  cdlxsidegap3methods: 'rise: 100 107 99 106, 110 117 109 116, 114 115 102 103',
}

/** The candles before a pattern and those that make it, at the end. Undefined for what is no pattern of one name. */
export function textbookCandles(type: string): readonly Candle[] | undefined {
  const text = patterns[type]
  if (text === undefined) return undefined
  const candles = text.slice('rise: '.length).split(', ')
  return [...approach(text.startsWith('rise') ? 1 : -1), ...candles.map(candleOf)]
}

function candleOf(text: string): Candle {
  const [open = 0, high = 0, low = 0, close = 0] = text.split(' ').map(Number)
  return [open, high, low, close]
}

/** Bodies of the candles that lead to a pattern, from the last one back: with the trend, now and then against it. */
const bodies = [6, 5, -4, 6, 7, -4, 5, 6, -5, 6, 5, -4, 7, 5, -5, 6]

function approach(way: 1 | -1): Candle[] {
  const candles: Candle[] = []
  let close = 100
  for (const body of bodies) {
    const open = close - way * body
    candles.unshift([open, Math.max(open, close) + 2.5, Math.min(open, close) - 2.5, close])
    close = open
  }
  return candles
}

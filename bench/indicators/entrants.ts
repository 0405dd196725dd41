import type { Entrant, Form } from './entrant.ts'

/** Who takes part. The first is measured against all others. */
export const entrants: Readonly<Record<string, { load(): Promise<{ readonly entrant: Entrant }>; readonly forms: readonly Form[] }>> = {
  Feedloom: { load: () => import('./feedloom.ts'), forms: ['batch', 'streaming'] },
  'loop by hand': { load: () => import('./by-hand-batch.ts'), forms: ['batch'] },
  'class by hand': { load: () => import('./by-hand-streaming.ts'), forms: ['streaming'] },
  'TA-Lib in C': { load: () => import('../peers/indicators/talib.ts'), forms: ['batch'] },
  technicalindicators: { load: () => import('../peers/indicators/technicalindicators.ts'), forms: ['batch', 'streaming'] },
  'fast-technical-indicators': { load: () => import('../peers/indicators/fast-technical-indicators.ts'), forms: ['batch', 'streaming'] },
  'trading-signals': { load: () => import('../peers/indicators/trading-signals.ts'), forms: ['streaming'] },
  '@debut/indicators': { load: () => import('../peers/indicators/debut.ts'), forms: ['streaming'] },
  indicatorts: { load: () => import('../peers/indicators/indicatorts.ts'), forms: ['batch'] },
  '@ixjb94/indicators': { load: () => import('../peers/indicators/ixjb94.ts'), forms: ['batch'] },
  oakscriptjs: { load: () => import('../peers/indicators/oakscriptjs.ts'), forms: ['batch'] },
  'talib-web': { load: () => import('../peers/indicators/talib-web.ts'), forms: ['batch'] },
}

import type { ChartView } from './chart-data.ts'

/** Colours of a chart. */
export interface Look {
  readonly ground: string
  readonly grid: string
  readonly border: string
  readonly text: string
  readonly muted: string
  readonly up: string
  readonly down: string
  readonly neutral: string
  /** Behind legends, so that they can be read over candles. */
  readonly veil: string
  /** On a coloured ground. */
  readonly inverse: string
  readonly lost: string
  readonly absent: string
  /** Of indicators, in the order in which they come. */
  readonly lines: readonly string[]
}

/** All colours hold a contrast of 3 : 1 and more against their ground; texts 4.5 : 1. */
export const looks: Readonly<Record<ChartView['theme'], Look>> = {
  light: {
    ground: '#ffffff',
    grid: '#eef0f4',
    border: '#d9dde5',
    text: '#10151f',
    muted: '#5c6677',
    up: '#0a8f7c',
    down: '#e0323f',
    neutral: '#5c6677',
    veil: 'rgba(255,255,255,0.78)',
    inverse: '#ffffff',
    lost: 'rgba(217,119,6,0.16)',
    absent: 'rgba(92,102,119,0.08)',
    lines: ['#1f5fe0', '#d9640a', '#7a42c8', '#0e8fb5', '#c2257f', '#6d7a12', '#8a4b2a', '#3c4a63'],
  },
  dark: {
    ground: '#0e131b',
    grid: '#1a212d',
    border: '#2b3443',
    text: '#e6eaf1',
    muted: '#93a0b4',
    up: '#27b39b',
    down: '#f2606b',
    neutral: '#93a0b4',
    veil: 'rgba(14,19,27,0.78)',
    inverse: '#0b0f16',
    lost: 'rgba(245,166,35,0.18)',
    absent: 'rgba(147,160,180,0.08)',
    lines: ['#6aa0ff', '#ff9d4d', '#b48cff', '#4fc8e6', '#f47cbb', '#c2cf52', '#d39a76', '#a9b8d4'],
  },
}

/** Without quotes: they would end the attribute of the SVG that it becomes. */
export const fontFamily = 'Inter, system-ui, -apple-system, Segoe UI, Roboto, Helvetica Neue, Arial, sans-serif'

/** `46,377.50` */
export function fixedText(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return '–'
  const [whole = '0', fraction] = Math.abs(value).toFixed(decimals).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  const text = fraction === undefined ? grouped : `${grouped}.${fraction}`
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text
}

const scales = [
  { at: 1e12, unit: 'T' },
  { at: 1e9, unit: 'B' },
  { at: 1e6, unit: 'M' },
  { at: 1e3, unit: 'K' },
] as const

/** `1.83M`: for volumes and other large amounts. */
export function amountText(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const size = Math.abs(value)
  const scale = scales.find(({ at }) => size >= at)
  if (scale === undefined) return fixedText(value, size === 0 || size >= 100 ? 0 : size >= 1 ? 2 : 4)
  const scaled = value / scale.at
  return `${fixedText(scaled, Math.abs(scaled) >= 100 ? 0 : Math.abs(scaled) >= 10 ? 1 : 2)}${scale.unit}`
}

/** A value of an indicator in a pane of its own: five digits that matter, `span` being how far its values reach. */
export function valueText(value: number, span: number): string {
  if (Math.max(Math.abs(value), span) >= 1e6) return amountText(value)
  return fixedText(value, decimalsFor(span))
}

/** The same on an axis: no more than it takes to tell its labels apart. */
export function axisText(value: number, span: number): string {
  if (Math.max(Math.abs(value), span) >= 1e4) return withoutZeros(amountText(value))
  return fixedText(value, Math.max(0, decimalsFor(span) - 2))
}

const withoutZeros = (text: string): string => text.replace(/(\.\d*?)0+(?=[A-Z]?$)/, '$1').replace(/\.(?=[A-Z]?$)/, '')

/** Decimals that tell values apart which spread over `span`. */
function decimalsFor(span: number): number {
  return span > 0 && Number.isFinite(span) ? Math.min(10, Math.max(0, 3 - Math.floor(Math.log10(span)))) : 2
}

/** How many decimals prices are written with: those of the most precise of them, 8 at most. */
export function decimalsOf(prices: Iterable<number>): number {
  let most = 0
  for (const price of prices) {
    if (!Number.isFinite(price)) continue
    const text = String(Number(price.toFixed(8)))
    const exponent = /e-(\d+)$/.exec(text)
    most = Math.max(most, exponent === null ? (text.split('.')[1]?.length ?? 0) : 8)
    if (most >= 8) return 8
  }
  return most
}

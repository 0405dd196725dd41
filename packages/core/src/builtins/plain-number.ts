/** Numbers as people write them, never in powers of ten. */
export function plainNumber(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '-'
  const text = String(value)
  if (!text.includes('e')) return text
  return Math.abs(value) >= 1e21 ? text : value.toFixed(18).replace(/\.?0+$/, '')
}

/** With ten digits at most: what was computed has more than anybody reads. */
export function shortNumber(value: number): string {
  return plainNumber(Number.isInteger(value) ? value : Number(value.toPrecision(10)))
}

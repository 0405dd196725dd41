/**
 * The candidate that was most probably meant, or undefined when none is near: at most a third of the letters differ,
 * or one of the two contains the other.
 */
export function nearest(text: string, candidates: Iterable<string>): string | undefined {
  const wanted = text.toLowerCase()
  let best: string | undefined
  let bestDistance = Number.POSITIVE_INFINITY
  for (const candidate of candidates) {
    const other = candidate.toLowerCase()
    const distance = shareStart(wanted, other) ? 1 : editDistance(wanted, other)
    const allowed = Math.max(1, Math.floor(Math.max(wanted.length, other.length) / 3))
    if (distance <= allowed && distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** `Did you mean …?`, or undefined. */
export function didYouMean(text: string, candidates: Iterable<string>): string | undefined {
  const candidate = nearest(text, candidates)
  return candidate === undefined ? undefined : `Did you mean \`${candidate}\`?`
}

function shareStart(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  return (short.length >= 3 && long.startsWith(short)) || (short.length >= 5 && long.includes(short))
}

/** Letters to insert, delete, replace or swap with their neighbour (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 12 || a.length > 64 || b.length > 64) return Number.POSITIVE_INFINITY
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      const replaced = at(last, column - 1) + (same ? 0 : 1)
      let least = Math.min(replaced, at(last, column) + 1, at(current, column - 1) + 1)
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (swapped) least = Math.min(least, at(beforeLast, column - 2) + 1)
      current.push(least)
    }
    beforeLast = last
    last = current
  }
  return at(last, b.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY
}

/** `a, b and c`, at most twelve of them. */
export function listed(names: readonly string[], joiner = 'and'): string {
  const shown = names.slice(0, 12).map((name) => `\`${name}\``)
  if (names.length > 12) return `${shown.join(', ')} ${joiner} ${names.length - 12} more`
  const last = shown.pop()
  return shown.length === 0 ? (last ?? 'none') : `${shown.join(', ')} ${joiner} ${last}`
}

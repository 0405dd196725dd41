/** A straight line through (row, price); plain JSON. */
export interface Line {
  readonly row: number
  readonly price: number
  /** Price per row. */
  readonly slope: number
}

export interface RowPrice {
  readonly row: number
  readonly price: number
}

export function priceAt({ row, price, slope }: Line, at: number): number {
  return price + slope * (at - row)
}

export function level({ row, price }: RowPrice): Line {
  return { row, price, slope: 0 }
}

export function through(first: RowPrice, second: RowPrice): Line {
  return { row: first.row, price: first.price, slope: (second.price - first.price) / (second.row - first.row) }
}

/** Least squares; the line is given at the row of the first point. Needs two points of different rows. */
export function fit(points: readonly RowPrice[]): Line {
  const first = points[0] as RowPrice
  let [rows, prices, squares, products] = [0, 0, 0, 0]
  // From the first point, so that large rows and prices lose no digits.
  for (const point of points) {
    const [x, y] = [point.row - first.row, point.price - first.price]
    rows += x
    prices += y
    squares += x * x
    products += x * y
  }
  const n = points.length
  const slope = (n * products - rows * prices) / (n * squares - rows * rows)
  return { row: first.row, price: first.price + (prices - slope * rows) / n, slope }
}

/** The largest distance of a point from the line. */
export function largestGap(line: Line, points: readonly RowPrice[]): number {
  let largest = 0
  for (const { row, price } of points) largest = Math.max(largest, Math.abs(price - priceAt(line, row)))
  return largest
}

/** Upside down, for patterns that are looked for as their own mirror image. */
export function flipped<Point extends RowPrice>(point: Point, sign: 1 | -1): Point {
  return sign === 1 ? point : { ...point, price: -point.price }
}

export function flippedLine(line: Line, sign: 1 | -1): Line {
  return sign === 1 ? line : { row: line.row, price: -line.price, slope: -line.slope }
}

/** Between 0 and 1. */
export function share(value: number): number {
  return Math.min(1, Math.max(0, value))
}

/** The smaller by the larger. */
export function ratio(one: number, other: number): number {
  return Math.min(one, other) / Math.max(one, other)
}

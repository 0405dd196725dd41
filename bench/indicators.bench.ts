/** Indicators over 100,000 bars, in batch and bar by bar: Feedloom against npm's libraries, TA-Lib's C and what one writes by hand. */
import { type Form, indicatorNames } from './indicators/entrant.ts'
import { type Result, race } from './indicators/race.ts'
import { finish, goal, heading, type Row, table, times } from './parts/report.ts'

const bars = 100_000
/** At most so many times the time of the other. */
const limits = { 'loop by hand': 1.3, 'class by hand': 1.5, 'TA-Lib in C': 2.5 } as const
const wanted = process.argv.slice(2)
const nanoseconds = (value: number): string => value.toFixed(value < 100 ? 1 : 0)

/** What misses its goal, by goal. */
const missed: Record<'peers' | keyof typeof limits, string[]> = { peers: [], 'loop by hand': [], 'class by hand': [], 'TA-Lib in C': [] }

function judge(cell: string, { name, ratio, agrees }: Result): void {
  if (name in limits) {
    const limit = name as keyof typeof limits
    if (1 / ratio > limits[limit]) missed[limit].push(`${cell} ${times(1 / ratio)}`)
  } else if (ratio <= 1) missed.peers.push(`${cell} ${name} ${times(ratio)}${agrees ? '' : ' (other values)'}`)
}

async function compare(form: Form): Promise<void> {
  const rows = new Map<string, string[]>()
  const names = indicatorNames.filter((name) => wanted.length === 0 || wanted.includes(name))
  for (const indicator of names) {
    const results = await race(indicator, form, bars)
    for (const result of results) {
      if (!rows.has(result.name)) rows.set(result.name, [])
      const cells = rows.get(result.name) as string[]
      while (cells.length < names.indexOf(indicator)) cells.push('')
      const isOwn = result.name === 'Feedloom'
      cells.push(
        isOwn ? `${nanoseconds(result.median)} (${nanoseconds(result.best)})` : `${times(result.ratio)}${result.agrees ? '' : '*'}`,
      )
      if (!isOwn) judge(`${indicator} ${form}`, result)
    }
  }
  console.log(`\n${form}: Feedloom in ns a bar, median (best); the others in its time`)
  const lines = [...rows].map(([name, cells]): Row => ({ name, cells: names.map((_, i) => cells[i] ?? '') }))
  table(names, lines)
}

heading(`Indicators over ${bars} bars, processor time, each cell in processes of its own, in turns`)
const forms: readonly Form[] = wanted.includes('batch') ? ['batch'] : wanted.includes('streaming') ? ['streaming'] : ['batch', 'streaming']
for (const name of ['batch', 'streaming']) if (wanted.includes(name)) wanted.splice(wanted.indexOf(name), 1)
for (const form of forms) await compare(form)
console.log("\n* other values than Feedloom's (and TA-Lib's): another formula, another seed, or a mistake\n")
const met = (what: keyof typeof missed): boolean => missed[what].length === 0
const told = (what: keyof typeof missed): string => (met(what) ? '' : `: not ${missed[what].join(', ')}`)
goal(`ahead of every library in every cell${told('peers')}`, met('peers'))
goal(`at most ${limits['loop by hand']} times a loop by hand${told('loop by hand')}`, met('loop by hand'))
goal(`at most ${limits['class by hand']} times a class by hand${told('class by hand')}`, met('class by hand'))
goal(
  `at most ${limits['TA-Lib in C']} times TA-Lib's C, compiled to WebAssembly and called directly${told('TA-Lib in C')}`,
  met('TA-Lib in C'),
)
finish()

import type { EpochMs } from '../contracts/index.ts'

const offsetPattern = /^GMT(?:([+-])(\d{2}):(\d{2}))?/
/** No zone changes its clocks within a quarter of an hour. */
const quarterMs = 900_000

/**
 * How far the clocks of a zone are ahead of UTC at a moment, in ms, by the IANA data of the runtime. One question a date is
 * all a calendar has, so the runtime's own answer does and no library of time zones comes in.
 */
export function zoneOffsets(zone: string): (ts: EpochMs) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  let [knownQuarter, known] = [Number.NaN, 0]
  return (ts) => {
    const quarter = Math.floor(ts / quarterMs)
    if (quarter === knownQuarter) return known
    const name = format.formatToParts(quarter * quarterMs).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    const [, sign, hours, minutes] = offsetPattern.exec(name) ?? []
    known = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000 * (sign === '-' ? -1 : 1)
    knownQuarter = quarter
    return known
  }
}

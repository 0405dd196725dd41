import type { Logger } from '../contracts/tokens.ts'

const nothing = (): void => undefined

/** Says nothing: the default where the host gives no logger. */
export const silentLog: Logger = Object.freeze({ debug: nothing, info: nothing, warn: nothing, error: nothing })

/** A logger that adds `fields` to every line, such as the component at work. */
export function logWith(log: Logger, fields: object): Logger {
  if (log === silentLog) return log
  return {
    debug: (message, more) => log.debug(message, { ...fields, ...more }),
    info: (message, more) => log.info(message, { ...fields, ...more }),
    warn: (message, more) => log.warn(message, { ...fields, ...more }),
    error: (message, more) => log.error(message, { ...fields, ...more }),
  }
}

/**
 * For errors that may come by the thousand: lets the 1st, 2nd, 4th, 8th, ... of a kind through, so that the log stays
 * readable and the count stays visible.
 */
export function isSample(count: number): boolean {
  return (count & (count - 1)) === 0
}

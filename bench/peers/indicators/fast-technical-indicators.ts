import { createRequire } from 'node:module'
import type { Entrant } from '../../indicators/entrant.ts'
import { entrantOf } from './bar-libraries.ts'

/** Its modules are marked as something else, so only `require` loads it. */
const require = createRequire(import.meta.url)

export const entrant: Entrant = entrantOf(require('fast-technical-indicators') as never)

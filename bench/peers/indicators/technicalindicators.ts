import * as library from 'technicalindicators'
import type { Entrant } from '../../indicators/entrant.ts'
import { entrantOf } from './bar-libraries.ts'

export const entrant: Entrant = entrantOf(library as never)

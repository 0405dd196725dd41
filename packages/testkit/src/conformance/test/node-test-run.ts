import { describe, it } from 'node:test'
import { runSuite } from '../suite.ts'
import { mixedSuite } from './mixed-suite.ts'

runSuite(mixedSuite({ holds: process.env['MIXED_HOLDS'] === '1' }), { describe, it })

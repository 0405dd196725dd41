import { runSuite } from '@feedloom/testkit/conformance'
import { describe, it } from 'vitest'
import { suites } from './test/conformance-suites.ts'

for (const suite of suites) runSuite(suite, { describe, it })

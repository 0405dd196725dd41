import { afterEach, describe, expect, it, vi } from 'vitest'
import { sharedPath } from './shared-path.ts'

afterEach(() => vi.unstubAllEnvs())

describe('sharedPath', () => {
  it('is undefined for what is not there', () => {
    vi.stubEnv('FEEDLOOM_REQUIRE_SHARED', '')
    expect(sharedPath('no', 'such', 'file')).toBeUndefined()
  })

  it('fails instead where shared files are required', () => {
    vi.stubEnv('FEEDLOOM_REQUIRE_SHARED', '1')
    expect(() => sharedPath('no', 'such', 'file')).toThrow(expect.objectContaining({ code: 'FEEDLOOM_SHARED_MISSING', category: 'config' }))
  })
})

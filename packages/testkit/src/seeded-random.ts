/**
 * A repeatable stand-in for `Math.random`: 0 <= x < 1, the same sequence for the same seed on every machine.
 * sfc32 (Chris Doty-Humphrey, PractRand), seeded through splitmix32.
 */
export function seededRandom(seed: number | string): () => number {
  const next = splitmix(typeof seed === 'number' ? seed : hashOf(seed))
  let a = next()
  let b = next()
  let c = next()
  let counter = 1
  return () => {
    const t = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + t
    c |= 0
    return (t >>> 0) / 4_294_967_296
  }
}

function splitmix(seed: number): () => number {
  // Seeds beyond 32 bits must not collapse onto each other.
  let state = (seed ^ Math.imul(Math.floor(seed / 4_294_967_296), 0x9e3779b9)) | 0
  return () => {
    state = (state + 0x9e3779b9) | 0
    let z = state ^ (state >>> 16)
    z = Math.imul(z, 0x21f0aaad)
    z ^= z >>> 15
    z = Math.imul(z, 0x735a2d97)
    return (z ^ (z >>> 15)) | 0
  }
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash | 0
}

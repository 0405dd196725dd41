// `node --import ./scripts/ts-loader.mjs file.ts` runs TypeScript from source on every supported Node.
import { register } from 'node:module'

register('./ts-hooks.mjs', import.meta.url)

// Acme on a port of this machine: npm run ts -- examples/third-party-exchange/serve.ts
import { startAcme } from './venue.ts'

const venue = await startAcme(50, 9100)
console.log(`Acme serves ${venue.rest}; Ctrl-C stops`)
process.once('SIGINT', () => void venue.stop())

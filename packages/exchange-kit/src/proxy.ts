import { configError, retryable } from '@feedloom/core'
import { HttpsProxyAgent } from 'https-proxy-agent'
import type { Agent as NodeAgent } from 'node:http'
import { SocksClient } from 'socks'
import type { SocksClientOptions } from 'socks'
import { SocksProxyAgent } from 'socks-proxy-agent'
import { Agent, ProxyAgent, buildConnector } from 'undici'
import type { Dispatcher } from 'undici'

type ProxyKind = 'http' | 'socks'

const socksPort = 1080

function kindOf(proxy: string): ProxyKind {
  const protocol = URL.canParse(proxy) ? new URL(proxy).protocol : ''
  if (protocol === 'http:' || protocol === 'https:') return 'http'
  if (protocol === 'socks5:' || protocol === 'socks5h:') return 'socks'
  throw configError('FEEDLOOM_PROXY_INVALID', `a proxy address begins with http:, https: or socks5:, not with \`${protocol}\``, {
    hint: 'For example `proxy: http://127.0.0.1:3128` or `proxy: socks5://127.0.0.1:1080`.',
  })
}

/** How HTTP requests leave: directly, or through a proxy. Throws `FEEDLOOM_PROXY_INVALID`. */
export function dispatcherFor(proxy: string | undefined): Dispatcher {
  if (proxy === undefined) return new Agent()
  return kindOf(proxy) === 'http' ? new ProxyAgent({ uri: proxy }) : new Agent({ connect: socksConnector(proxy) })
}

/** How sockets leave: through a proxy; undefined for directly. Throws `FEEDLOOM_PROXY_INVALID`. */
export function socketAgentFor(proxy: string | undefined): NodeAgent | undefined {
  if (proxy === undefined) return undefined
  // The name of the venue is resolved behind the proxy, as HTTP requests have it.
  return kindOf(proxy) === 'http' ? new HttpsProxyAgent(proxy) : new SocksProxyAgent(proxy.replace(/^socks5:/, 'socks5h:'))
}

/** undici's own SOCKS agent is experimental and warns on the terminal. */
function socksConnector(proxy: string): buildConnector.connector {
  const { hostname, port, username, password } = new URL(proxy)
  const secured = buildConnector({})
  const credentials = username === '' ? {} : { userId: decodeURIComponent(username), password: decodeURIComponent(password) }
  return (options, callback) => {
    const isTls = options.protocol === 'https:'
    const asked: SocksClientOptions = {
      command: 'connect',
      proxy: { host: hostname, port: Number(port || socksPort), type: 5, ...credentials },
      destination: { host: options.hostname, port: Number(options.port || (isTls ? 443 : 80)) },
    }
    void SocksClient.createConnection(asked, (error, connected) => {
      // The error of the library carries the password of the proxy.
      if (error !== null) callback(retryable('FEEDLOOM_PROXY_FAILED', `the proxy ${hostname} did not connect: ${error.message}`), null)
      else if (connected === undefined) callback(retryable('FEEDLOOM_PROXY_FAILED', `the proxy ${hostname} did not connect`), null)
      else if (isTls) secured({ ...options, httpSocket: connected.socket }, callback)
      else callback(null, connected.socket.setNoDelay())
    })
  }
}

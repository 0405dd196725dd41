import { configError } from '@feedloom/core'
import { HttpsProxyAgent } from 'https-proxy-agent'
import type { Agent as NodeAgent } from 'node:http'
import { SocksProxyAgent } from 'socks-proxy-agent'
import { Agent, ProxyAgent, Socks5ProxyAgent } from 'undici'
import type { Dispatcher } from 'undici'

type ProxyKind = 'http' | 'socks'

function kindOf(proxy: string): ProxyKind {
  const protocol = URL.canParse(proxy) ? new URL(proxy).protocol : ''
  if (protocol === 'http:' || protocol === 'https:') return 'http'
  if (protocol === 'socks5:' || protocol === 'socks5h:' || protocol === 'socks:') return 'socks'
  throw configError('FEEDLOOM_PROXY_INVALID', `a proxy address begins with http:, https: or socks5:, not with '${protocol}'`, {
    hint: 'For example `proxy: http://127.0.0.1:3128` or `proxy: socks5://127.0.0.1:1080`.',
  })
}

/** How HTTP requests leave: directly, or through a proxy. Throws `FEEDLOOM_PROXY_INVALID`. */
export function dispatcherFor(proxy: string | undefined): Dispatcher {
  if (proxy === undefined) return new Agent()
  return kindOf(proxy) === 'http' ? new ProxyAgent({ uri: proxy }) : new Socks5ProxyAgent(proxy.replace(/^socks5h:/, 'socks5:'))
}

/** How sockets leave: through a proxy; undefined for directly. Throws `FEEDLOOM_PROXY_INVALID`. */
export function socketAgentFor(proxy: string | undefined): NodeAgent | undefined {
  if (proxy === undefined) return undefined
  // The name of the venue is resolved behind the proxy, as HTTP requests have it.
  return kindOf(proxy) === 'http' ? new HttpsProxyAgent(proxy) : new SocksProxyAgent(proxy.replace(/^socks5?:/, 'socks5h:'))
}

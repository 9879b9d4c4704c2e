import { rule, specificity as s, type Rule } from '../rule.ts'

const isSignIn = (text: string) => /oauth|callback|authoriz(?:e|ation)|redirect/i.test(text)

/** Ports that cannot be listened on, and HTTP proxies. */
export const portRules: readonly Rule[] = [
  rule(
    'oauth_callback_failed',
    s.exact + 6,
    0.85,
    /(?:EADDRINUSE|address already in use|already in use)[^]{0,60}?:?(?<o>\d{2,5})?/i,
    { object: 'port', when: f => isSignIn(f.text) },
  ),
  rule(
    'port_in_use',
    s.exact + 4,
    0.95,
    /EADDRINUSE:? ?(?:address already in use )?\S{0,60}?:(?<o>\d{2,5})\b|[Pp]ort (?<o2>\d{2,5}) (?:is |was )?(?:already )?(?:in use|being used|occupied|taken|is not available|is unavailable|not available)|listen(?:ing)? (?:tcp )?\S{0,60}:(?<o3>\d{2,5}): bind:/,
    'port',
  ),
  rule(
    'port_in_use',
    s.exact + 2,
    0.95,
    /\bEADDRINUSE\b|[Aa]ddress (?:is )?already in use|\[Errno (?:98|48)\]|\[WinError 100(?:48|13)\]|\(os error (?:98|48|10048|10013)\)|Only one usage of each socket address|forbidden by its access permissions|BindException|Failed to bind to address \S{0,60}?:(?<o>\d{2,5})|address in use/i,
    'port',
  ),
  rule(
    'port_in_use',
    s.exact + 5,
    0.9,
    /listen EACCES:? ?(?:permission denied )?\S{0,60}?:(?<o>\d{2,5})\b|\blisten E(?:ACCES|PERM)\b|bind: permission denied/i,
    'port',
  ),
  // HttpListener, whose words come in the language of Windows.
  rule(
    'port_in_use',
    s.exact,
    0.85,
    /https?:\/\/(?:\+|\*|localhost|[\d.]{7,15}):(?<o>\d{2,5})\/[^]{0,80}(?:conflicts with an existing registration|existing registration|冲突|konflikt|conflit|conflicto)/i,
    'port',
  ),
  rule(
    'port_in_use',
    s.specific,
    0.8,
    /another (?:instance|process|server) (?:is )?(?:already )?(?:running|listening|using)[^]{0,40}port ?(?<o>\d{2,5})?|no (?:free|available) ports?/i,
    'port',
  ),

  rule(
    'proxy_error',
    s.exact + 8,
    0.95,
    /\b407\b[^]{0,40}Proxy|Proxy Authentication Required|ERR_PROXY_CONNECTION_FAILED|ERR_TUNNEL_CONNECTION_FAILED|ProxyError|Cannot connect to proxy|tunneling socket could not be established|Proxy response \(\d{3}\)|HTTP Tunneling|Tunnel connection failed|CONNECT tunnel failed|unsuccessful tunnel|proxyconnect tcp|Proxy connection (?:ended|timed out|failed)|proxy (?:server )?(?:refused|is refusing|returned|rejected|connection failed|error)|Received HTTP code \d{3} from proxy|Could not resolve proxy|Unsupported proxy|Unknown scheme for proxy|Invalid proxy|'socksio' package is not installed|Missing dependencies for SOCKS support|SOCKS(?:5|4)? (?:error|proxy|connection|authentication|server)|Squid|X-Squid-Error|Privoxy|(?:connect|connecting|connection|tunnel) (?:to|through|via) (?:the |an? )?(?:https? |socks\d? )?proxy[^]{0,80}(?:fail|refused|error|timed? ?out|unreachable|denied)|(?:failed|unable|could not|cannot) (?:to )?connect (?:to|through|via) (?:the |an? )?(?:https? |socks\d? )?proxy|proxy: (?:unknown|http)|status(?: code)?:? 407|Error parsing proxy/i,
  ),
  rule(
    'proxy_error',
    s.general + 8,
    0.75,
    /(?:https?|all)_proxy\b[^]{0,120}|via proxy|through (?:the |a )?(?:corporate )?proxy|no_proxy/i,
    { when: f => /refused|failed|error|50[234]|timed out|unreachable/i.test(f.text) },
  ),
]

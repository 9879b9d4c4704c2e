import { rule, specificity as s, type Rule } from '../rule.ts'
import type { CaseFacts } from '../case-facts.ts'

const url = (_match: RegExpExecArray, { evidence, flat }: CaseFacts) => {
  const value = evidence.server.url ?? /https?:\/\/[^\s"'<>)]{1,200}/.exec(flat)?.[0]
  return value === undefined ? null : ({ kind: 'url', value } as const)
}

/** OAuth 2: RFC 6749 error codes, RFC 7591 registration, RFC 8414 and RFC 9728 metadata, vendors' own words. */
export const oauthRules: readonly Rule[] = [
  rule(
    'oauth_client_registration',
    s.decisive - 10,
    0.95,
    /dynamic client registration|does not support (?:dynamic )?(?:client )?registration|Incompatible auth server|invalid_redirect_uri|redirect_uri_mismatch|redirect[ _]ur[il][^]{0,60}(?:mismatch|not (?:registered|allowed|match|valid|permitted|whitelisted)|does not match|invalid|must be|is missing)|(?:invalid|unregistered|unknown|mismatching|unauthorized|bad) redirect[ _]ur[il]|invalid_client_metadata|\b(?:InvalidClient(?:Metadata)?|UnauthorizedClient)Error\b|[Dd]ynamic registration failed|\binvalid_client\b|unauthorized_client|unapproved_software_statement|invalid_software_statement|registration_endpoint|client registration|(?:unknown|unregistered|invalid) client(?:_id| id)?\b|client[_ ]id[^]{0,60}(?:not found|is required|not registered|missing|does not exist|is invalid)|client (?:application )?(?:is )?not registered|AADSTS(?:50011|700016|7000218|7000215|900971)|unsupported_grant_type|unsupported_response_type|HTTP \d{3}: Invalid OAuth error response[^]{0,80}regist|\/register\b[^]{0,60}(?:40\d|failed)|(?:40\d|failed)[^]{0,60}\/register\b/i,
    { object: url, when: f => !isRefresh(f) },
  ),
  rule('oauth_client_registration', s.exact + 1, 0.6, /HTTP 40\d: Invalid OAuth error response/, { object: url }),
  rule(
    'oauth_callback_failed',
    s.decisive - 9,
    0.9,
    /state (?:parameter )?(?:mismatch|does not match|is invalid|missing)|(?:invalid|mismatched|unknown|missing|expired) (?:oauth )?state\b|CSRF (?:token|state|check|warning)|\baccess_denied\b|user (?:denied|cancell?ed|closed|aborted|rejected)|(?:authoriz|authentic)ation (?:was |flow |has been |window )*(?:denied|cancell?ed|closed|aborted|timed? ?out)|(?:timed? ?out|timeout|gave up) (?:while )?waiting for (?:the )?(?:oauth|auth|user|callback|browser|sign)|no (?:authorization )?code (?:was )?(?:received|provided|found|in callback)|(?:oauth )?callback (?:server|port|failed|error|timeout|timed out|listener)[^]{0,60}(?:in use|fail|error|time|EADDR|could not|unable)|(?:failed|unable|could not)[^]{0,40}(?:callback|redirect) (?:server|listener|port)|login_required|interaction_required|could not open (?:the |a )?browser|(?:browser|window|popup) (?:was )?closed|authorization code (?:was )?(?:not received|already (?:been )?(?:used|redeemed))|missing (?:authorization )?code|Authorization failed[^]{0,40}(?:port|callback)/i,
    {
      when: f =>
        /oauth|auth|callback|state|consent|sign|login/i.test(f.text) && !/insufficient|AccessDenied\b/.test(f.text),
    },
  ),
  rule(
    'oauth_token_expired',
    s.decisive - 11,
    0.95,
    /\binvalid_grant\b|\bInvalidGrantError\b|(?:refresh|access|bearer|auth|oauth|session|id|security|SSO|user|api)[ _-]?tokens? (?:\w{1,12} ){0,5}(?:has |have |is |was |been )*(?:expired|revoked)|tokens? (?:has |have |is |was |been |provided |included in the request )*(?:expired|revoked)|(?:expired|revoked) (?:\w{1,12} )?(?:refresh |access |oauth |bearer |auth )?tokens?\b|jwt (?:is )?expired|TokenExpired(?:Error|Exception)?|ExpiredToken(?:Exception)?|token_expired|token_revoked|expired_token|ExpiredSignature|exp["']? claim timestamp check failed|lifetime validation failed|(?:failed|unable|could not|error)[^]{0,30}refresh(?:ing)? (?:the )?(?:\w{1,12} )?(?:token|credentials|access)|refresh(?:[ _]token)? (?:failed|is invalid|not found|rejected)|RefreshError|acquire (?:a |the )?(?:\w{1,10} )?tokens? silently|acquireTokenSilent|invalid refresh token|No refresh token|AADSTS(?:700082|70008|70043|50173|700084)|SSO session (?:associated|has expired|is expired)|session (?:has )?expired[^]{0,40}(?:log ?in|sign ?in|authenticate)|(?:login|sign-?in|authorization|authentication|credentials?) (?:has |have |is )?expired|reauth(?:entication)? (?:is )?(?:needed|required)|invalid_rapt/i,
    { object: url, when: f => !/npm (?:ERR|error|notice)|docker|certificate/i.test(f.text.slice(0, 3_000)) },
  ),
  rule(
    'oauth_discovery_failed',
    s.decisive - 12,
    0.9,
    /(?:fail|unable|could not|couldn't|cannot|error|invalid|missing|no|bad|malformed|not found|404|HTTP \d{3})[^]{0,80}(?:OAuth|OIDC|OpenID|authorization[ -]server|protected[ -]resource|auth[ -]server|issuer)[^]{0,20}(?:metadata|discovery|configuration|endpoint)|(?:OAuth|OIDC|OpenID|authorization[ -]server|protected[ -]resource|issuer)[^]{0,20}(?:metadata|discovery|configuration)[^]{0,80}(?:fail|not found|invalid|missing|unavailable|404|could not|error|unreachable|returned)|\.well-known\/(?:oauth|openid)[^]{0,120}(?:40\d|50\d|fail|not found|invalid|error|refused|HTML)|(?:40\d|50\d|fail|not found|invalid|error)[^]{0,80}\.well-known\/(?:oauth|openid)|issuer (?:mismatch|does not match|is invalid)|Protected resource (?:metadata resource )?\S{1,200} does not match|No authorization servers?|code_challenge_methods?_supported|does not support (?:code challenge method|PKCE|S256|response type)|no authorization_endpoint|(?:authorization|token)_endpoint["']? (?:is )?(?:missing|required|invalid|not found)|discover(?:y|ing)? (?:of )?(?:the )?(?:OAuth|OIDC|auth)[^]{0,40}(?:fail|error)/i,
    { object: url, when: f => !isChallenge(f) },
  ),
]

/** The refusal of a refresh token, whatever code it comes with. */
const isRefresh = ({ flat }: CaseFacts) =>
  /invalid_grant|InvalidGrantError|refresh(?:ing)?[ _](?:\w{1,12} )?tokens?\b[^]{0,160}(?:invalid|fail|expired|revoked|unknown)|failed to refresh/i.test(
    flat,
  )
/** Names where the metadata is; that is no complaint about it. */
const isChallenge = ({ flat }: CaseFacts) =>
  /resource_metadata=|WWW-Authenticate: Bearer/i.test(flat) &&
  !/(?:load|fetch|get|discover|request)\w{0,6} [^]{0,60}(?:metadata|well-known)|does not match|not found/i.test(flat)

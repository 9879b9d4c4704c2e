import { rule, specificity as s, type Rule } from '../rule.ts'
import type { CaseFacts } from '../case-facts.ts'

const any = /[^]?/
const remote = (f: CaseFacts) => f.remote || f.bridge
const url = (_match: RegExpExecArray, { evidence, flat }: CaseFacts) => {
  const value = evidence.server.url ?? /https?:\/\/[^\s"'<>)]{1,200}/.exec(flat)?.[0]
  return value === undefined ? null : ({ kind: 'url', value } as const)
}
const unauthorized =
  /(?:status|HTTP|code|error|returned|response|POSTing to endpoint|Non-200)[^]{0,30}\b401\b|\b401 (?:Client Error|Unauthorized)|\bUnauthorized(?:Error)?\b/i
const forbidden =
  /(?:status|HTTP|code|error|returned|response|Non-200)[^]{0,30}\b403\b|\b403 (?:Client Error|Forbidden)|\bForbidden\b/i

/** Keys, tokens and scopes; OAuth has a file of its own. */
export const signInRules: readonly Rule[] = [
  rule(
    'auth_invalid_credentials',
    s.exact + 3,
    0.95,
    /(?:invalid|incorrect|wrong|bad|malformed|unknown|rejected|revoked|inactive|unrecognized|not a valid) (?:or (?:missing|expired|revoked|inactive) )?(?:authentication |x-)?(?:api[ _-]?key|api[ _-]?token|access[ _-]?token|auth(?:entication|orization)? ?token|bearer token|token|credentials?|username or password|user(?:name)?\/password|login or password|password|signature|personal access token|subscription key|app key|application key|client secret)\b(?! expired)|invalid_api_key|invalid_auth\b|not_authed|INVALID_LOGIN|API_KEY_INVALID|api[ _-]?key (?:is |was |has been )?(?:not valid|invalid|incorrect|rejected|revoked|disabled|expired)|Bad credentials|(?:token|key|credential|secret)s? (?:is|are|was|were|has been) (?:not valid|invalid|incorrect|rejected|revoked|malformed)/i,
    {
      when: f =>
        !/missing or invalid|invalid or missing|oauth|invalid_grant|refresh token|NPM|simple\//i.test(f.text) ||
        f.hasCredentials,
    },
  ),
  rule(
    'auth_invalid_credentials',
    s.exact + 3,
    0.95,
    /password authentication failed for user|Access denied for user|WRONGPASS|NOAUTH Authentication required|Login failed for user|security token included in the request is invalid|UnrecognizedClientException|InvalidClientTokenId|SignatureDoesNotMatch|InvalidAccessKeyId|InvalidSignatureException|authentication (?:failed|failure|error)|AuthenticationError|AuthenticationFailed|Error: auth failed|Could not authenticate|login failed|MongoServerError: bad auth|ORA-01017|account_inactive|535[ -]5\.7\.8|IMAP[^]{0,40}(?:AUTHENTICATIONFAILED|Invalid credentials)|client authentication failed/i,
    { when: f => !/git|npm|docker|proxy|oauth|invalid_client/i.test(f.text.slice(0, 3_000)) || f.remote },
  ),
  rule(
    'auth_invalid_credentials',
    s.general + 9,
    0.7,
    /\binvalid_token\b|missing or invalid|invalid or missing|invalid token/i,
    { when: f => !/expired/i.test(f.text) && (f.hasCredentials || !remote(f)) },
  ),
  rule('auth_required', s.general + 9, 0.75, /\binvalid_token\b|missing or invalid|invalid or missing/i, {
    when: f => !f.hasCredentials && remote(f) && !/expired/i.test(f.text),
    object: url,
  }),
  rule(
    'auth_required',
    s.exact + 2,
    0.9,
    /(?:authentication|authorization|sign[- ]?in|log[- ]?in|login) (?:is )?(?:required|needed)|(?:missing|no) (?:the )?(?:["'`]?Authorization["'`]?|auth(?:entication|orization)?|bearer)(?: ["'`]?\w{1,20}["'`]?)? ?(?:header|token|provided|information|credentials)|(?:requires?|needs?) (?:user )?(?:authentication|authorization|sign[- ]?in|login)|(?:you are |user (?:is )?)?not (?:logged in|signed in|authenticated)|(?:please|must|need to|have to) (?:re-?)?(?:log ?in|sign ?in|authenticate)|run ["'`]?(?:\w{1,20} )(?:auth )?login|gcloud auth|Please visit (?:this|the following) URL to authorize|UnauthorizedError|Unauthenticated\b|UNAUTHENTICATED|Needs authentication|no (?:valid |cached |stored |saved )(?:access |auth |oauth )?(?:token|account|session|login)s? (?:was |were )?(?:found|available)|HTTP 401 Unauthorized[^]{0,80}WWW-Authenticate/i,
    {
      object: url,
      when: f =>
        !/expired|refresh|invalid_grant|proxy auth|docker|npm (?:ERR|error)|registry|git/i.test(
          f.text.slice(0, 4_000),
        ) && !f.hasCredentials,
    },
  ),
  rule('auth_required', s.general + 8, 0.85, unauthorized, { when: f => remote(f) && !f.hasCredentials, object: url }),
  rule('auth_invalid_credentials', s.general + 8, 0.8, unauthorized, {
    when: f => !remote(f) || f.hasCredentials,
    object: url,
  }),
  rule('auth_required', s.general + 7, 0.85, any, {
    when: f => f.status === 401 && !f.hasCredentials && remote(f),
    object: url,
  }),
  rule('auth_invalid_credentials', s.general + 7, 0.8, any, { when: f => f.status === 401, object: url }),

  rule(
    'auth_forbidden_scope',
    s.exact + 4,
    0.95,
    /insufficient[_ ]scopes?|\b(?:InsufficientScope|InvalidScope|InvalidTarget)Error\b|invalid_scope|missing_scope|(?:insufficient|missing|lacks?|required|does not have|doesn't have|without) (?:\w{1,20} ){0,4}(?:scopes?|permissions?|privileges?)\b|ACCESS_TOKEN_SCOPE_INSUFFICIENT|insufficient authentication scopes|Insufficient Permission|Resource not accessible by (?:personal access token|integration)|not authorized to perform|(?:invalid|wrong|incorrect|unexpected) (?:token )?audience|audience (?:mismatch|is invalid|claim|does not match|validation)|invalid_target|PERMISSION_DENIED|permission_denied|not_allowed_token_type|AccessDenied(?:Exception)?\b|AADSTS(?:65001|50105|500011|90094)|consent_required|SAML (?:enforcement|SSO)|must (?:grant|authorize|enable) (?:your|SSO)|admin (?:approval|consent)|Access to this (?:resource|API) is (?:forbidden|denied)|not (?:entitled|permitted) to/i,
    {
      when: f =>
        !/PermissionError|E(?:ACCES|PERM)\b|\[Errno|\[WinError|os error|docker/i.test(f.text) &&
        !/System\.UnauthorizedAccess|nio\.file/.test(f.text),
    },
  ),
  rule('auth_forbidden_scope', s.general + 8, 0.75, forbidden, {
    object: url,
    when: f => !/registry|npm (?:ERR|error)|simple\//i.test(f.text.slice(0, 4_000)),
  }),
  rule('auth_forbidden_scope', s.general + 6, 0.75, any, { when: f => f.status === 403, object: url }),
]

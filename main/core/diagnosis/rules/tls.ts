import { rule, specificity as s, type Rule } from '../rule.ts'

/** TLS stacks of Node (OpenSSL), Python, Go, Java, Rust (rustls), .NET, Chromium and curl. */
export const tlsRules: readonly Rule[] = [
  rule(
    'tls_cert_invalid',
    s.decisive - 2,
    0.95,
    /CERT_HAS_EXPIRED|CERT_NOT_YET_VALID|CERT_REVOKED|certificate (?:has |is |was )?(?:expired|not yet valid|revoked)|has expired or is not yet valid|CertificateExpiredException|CertificateNotYetValid|NotAfter: |ERR_CERT_DATE_INVALID|ERR_CERT_REVOKED|invalid peer certificate: (?:certificate )?[Ee]xpired|NotTimeValid|SEC_E_CERT_EXPIRED|certificate verify failed: (?:Hostname mismatch|certificate has expired|IP address mismatch)|\bexpired certificate|validity check failed/i,
    {},
  ),
  rule(
    'tls_cert_invalid',
    s.decisive - 2,
    0.95,
    /ERR_TLS_CERT_ALTNAME_INVALID|does not match certificate's altnames|[Hh]ostname mismatch|IP address mismatch|hostname '?(?<o>[\w.-]{1,200})'? doesn't match|x509: certificate is (?:valid|not valid) for|doesn't contain any IP SANs|relies on legacy Common Name|NotValidForName|No subject alternative (?:names|DNS name)|ERR_CERT_COMMON_NAME_INVALID|RemoteCertificateNameMismatch|SEC_E_WRONG_PRINCIPAL|no alternative certificate subject name matches|certificate subject name[^]{0,80}does not match|CertNotValidForName|certificate not valid for name/i,
    'host',
  ),
  rule(
    'tls_cert_untrusted',
    s.decisive - 3,
    0.95,
    /DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?|self[- ]signed certificate|unable to get (?:local )?issuer certificate|unable to verify the first certificate|signed by unknown authority|PKIX path (?:building|validation) failed|unable to find valid certification path|invalid peer certificate: (?:UnknownIssuer|BadSignature|Other|CaUsedAsEndEntity)|UnknownIssuer|CaUsedAsEndEntity|ERR_CERT_AUTHORITY_INVALID|UntrustedRoot|PartialChain|SEC_E_UNTRUSTED_ROOT|certificate is not trusted|not trusted by the trust provider|CRYPT_E_NO_REVOCATION_CHECK|CERT_UNTRUSTED|INVALID_CA|tlsv1 alert unknown ca|CERTIFICATE_VERIFY_FAILED|certificate verify failed|SSLCertVerificationError|SSL certificate problem|x509: (?!certificate is valid)|remote certificate (?:is invalid|was rejected)|server certificate verification failed|Cannot verify server certificate|certificate required/i,
  ),
  rule(
    'tls_protocol_mismatch',
    s.exact + 8,
    0.95,
    /ERR_SSL_WRONG_VERSION_NUMBER|WRONG_VERSION_NUMBER|wrong version number|packet length too long|PACKET_LENGTH_TOO_LONG|server gave HTTP response to HTTPS client|Client sent an HTTP request to an HTTPS server|plain HTTP request was sent to HTTPS port|does not look like a TLS handshake|InvalidContentType|Unsupported or unrecognized SSL message|ERR_SSL_(?!CERT)\w{1,60}|SSL routines[^]{0,40}http request|SSL: (?:HTTP_REQUEST|UNKNOWN_PROTOCOL)|unknown protocol|Cannot determine the frame size|handshake format|RECORD_LAYER_FAILURE|record layer failure|\bEPROTO\b/i,
  ),
  rule(
    'tls_protocol_mismatch',
    s.exact + 4,
    0.9,
    /unsupported protocol(?! scheme)|protocol version not supported|tlsv1 alert protocol version|TLSV1_ALERT|alert handshake failure|HANDSHAKE_FAILURE|handshake[_ ]failure|no protocols available|no cipher match|NO_SHARED_CIPHER|dh key too small|UNSAFE_LEGACY_RENEGOTIATION|unsafe legacy renegotiation|SSLV3_ALERT|unrecognized name|UNSUPPORTED_PROTOCOL|SSLHandshakeException|BadStatusLine\(['"]?\\x1[56]|received corrupt message/i,
    { when: f => !/certificate/i.test(f.text) },
  ),
  rule(
    'tls_protocol_mismatch',
    s.general,
    0.6,
    /HPE_INVALID_\w{1,30}|Parse Error: Expected HTTP|malformed HTTP response "\\x1[56]/,
    { when: f => f.remote },
  ),
]

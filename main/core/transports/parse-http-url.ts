import { linkEvidence } from './evidence.ts'
import { LinkError } from './transport.ts'

/** @throws {LinkError} for what is no http or https address; the text is not repeated, since it may hold a password */
export function parseHttpUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new LinkError(
      linkEvidence({ message: 'The "url" is no http or https address.', errorCode: 'ERR_INVALID_URL' }),
    )
  }
  return url
}

import { z } from 'zod'

/** Values of the configuration file that have rules of their own. Messages finish the sentence "<path> …". */

/** Control and line-breaking characters, and those that turn the reading direction: a name must look like what it is. */
const deceptive = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202A-\u202E\u2066-\u2069]/u

export const serverName = z
  .string()
  .trim()
  .min(1)
  .max(128)
  .refine(name => !deceptive.test(name), 'contains a control character: use ordinary letters')

/** Anything that ends in a command line, an environment or a path: the operating system refuses NUL there. */
export const text = z.string().refine(value => !value.includes('\0'), 'contains a NUL character: remove it')

export const environmentVariables = z.record(
  z.string().refine(name => name !== '' && !/[=\0]/.test(name), 'is not a variable name'),
  text,
)

export const httpHeaders = z.record(
  z.string().refine(name => /^[!#$%&'*+.^_`|~\w-]+$/.test(name), 'is not a header name'), // a token of RFC 9110
  z.string().refine(value => !/[\r\n\0]/.test(value), 'contains a line break, which no header can carry'),
)

/** The address of a remote server. One that still holds a reference is checked when it is used. */
export const webAddress = z
  .string()
  .min(1)
  .refine(
    isWebAddress,
    'must start with "http://" or "https://" and hold no user name or password: those go into "headers"',
  )

/** Where we listen. Loopback only: the endpoint has no password. Port 0 takes a free one at each start. */
export const loopbackAddress = z
  .string()
  .refine(isLoopbackAddress, 'must be a loopback address and port, such as "127.0.0.1:8080"')

function isWebAddress(url: string): boolean {
  if (url.includes('${env:')) return true
  if (!URL.canParse(url)) return false
  const { protocol, username, password } = new URL(url)
  return /^https?:$/.test(protocol) && username === '' && password === ''
}

function isLoopbackAddress(listen: string): boolean {
  const found = /^(?:127\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})|localhost|\[::1\]):(\d{1,5})$/.exec(listen)
  if (found === null) return false
  return found.slice(1, 4).every(part => part === undefined || Number(part) <= 255) && Number(found[4]) <= 65_535
}

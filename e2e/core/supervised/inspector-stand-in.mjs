// Stands in for the MCP Inspector: the same environment, the same --config, a page on CLIENT_PORT. Plain Node.
//   --heartbeat FILE   append a byte every 50 ms while alive
//   --fail TEXT        print TEXT to stderr and exit with 7
// GET / answers 200; GET /seen?token=… answers with what it was given.
import { appendFileSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'

const value = flag => process.argv[process.argv.indexOf(flag) + 1]
if (process.argv.includes('--fail')) {
  process.stderr.write(`${value('--fail')}\n`)
  process.exitCode = 7
} else {
  const { CLIENT_PORT, HOST, MCP_INSPECTOR_API_TOKEN: token, MCP_AUTO_OPEN_ENABLED: autoOpen } = process.env
  const path = value('--config')
  if (process.argv.includes('--heartbeat')) setInterval(() => appendFileSync(value('--heartbeat'), '.'), 50)
  process.on('SIGTERM', () => {}) // as stubborn as a browser tool may be
  console.log(`Auth token: ${token}`)
  createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://x')
    if (url.pathname !== '/seen') return response.end('page')
    response.statusCode = url.searchParams.get('token') === token ? 200 : 401
    const config = JSON.parse(readFileSync(path, 'utf8'))
    response.end(JSON.stringify({ autoOpen, path, mode: statSync(path).mode & 0o777, config, argv: process.argv }))
  }).listen(Number(CLIENT_PORT), HOST)
}

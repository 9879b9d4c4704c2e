// The least that can stand between an HTTP client and a stdio server: no parsing, no names, no sessions, no log.
// A body becomes a line; the next line becomes the answer to the oldest request.
import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'

const [port, command, ...args] = process.argv.slice(2)
const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] })
const waiting = []
createInterface({ input: child.stdout }).on('line', line => {
  waiting.shift()?.writeHead(200, { 'content-type': 'application/json' }).end(line)
})
createServer((request, response) => {
  const chunks = []
  request.on('data', chunk => chunks.push(chunk))
  request.on('end', () => {
    waiting.push(response)
    child.stdin.write(Buffer.concat(chunks) + '\n')
  })
}).listen(Number(port), '127.0.0.1', () => process.stdout.write('listening\n'))
process.on('SIGTERM', () => {
  child.kill('SIGKILL')
  process.exit(0)
})

// What a startup script may be. Plain Node.
//   --heartbeat FILE   append a byte every 50 ms while alive, and ignore SIGTERM
//   --leave FILE       leave such a program behind
//   --listen PORT MS   listen there after so long
//   --end MS CODE      exit with CODE after so long
import { spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { createServer } from 'node:net'

const after = flag => process.argv.slice(process.argv.indexOf(flag) + 1)
const has = flag => process.argv.includes(flag)
if (has('--heartbeat')) {
  process.on('SIGTERM', () => {})
  setInterval(() => appendFileSync(after('--heartbeat')[0], '.'), 50)
}
if (has('--leave')) {
  const child = spawn(process.execPath, [process.argv[1], '--heartbeat', after('--leave')[0]], { stdio: 'ignore' })
  child.unref()
}
console.log(`preparing with ${process.env.SECRET_WORD ?? 'nothing'}`)
if (has('--listen')) {
  const [port, ms] = after('--listen').map(Number)
  setTimeout(() => createServer(socket => socket.end()).listen(port, '127.0.0.1'), ms)
}
if (has('--end')) {
  const [ms, code] = after('--end').map(Number)
  setTimeout(() => process.exit(code), ms)
}

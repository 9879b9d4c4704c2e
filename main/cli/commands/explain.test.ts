import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCli } from '../run-cli.ts'
import { createTestIo } from '../testing/test-io.ts'

async function explain(input: string, ...argv: string[]) {
  const io = { ...createTestIo({}), stdin: chunksOf(input) }
  const code = await runCli(['explain', ...argv], io)
  return { code, out: io.out(), err: io.err() }
}

/** Pieces that cut characters in two, as pipes do. */
async function* chunksOf(text: string) {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7)
}

const linesOf = (out: string) =>
  out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as unknown)

test('pasted text is explained for people', async () => {
  expect(await explain(`ℹ starting\nKeyError: 'NOTION_API_KEY'\n`)).toEqual({
    code: 0,
    err: '',
    out: [
      'The server needs NOTION_API_KEY that is not set.',
      'missing_env',
      "> KeyError: 'NOTION_API_KEY'",
      '1. Set NOTION_API_KEY in "env" of the server.\n',
    ].join('\n'),
  })
})

test('what is not sure says so', async () => {
  expect((await explain('Process exited with code 1')).out).toContain('early_exit_unknown (not sure)')
})

test('with --json it is one document', async () => {
  const { code, out } = await explain(
    'docker: Cannot connect to the Docker daemon. Is the docker daemon running?',
    '--json',
  )
  expect({ code, value: JSON.parse(out) as unknown }).toMatchObject({
    code: 0,
    value: {
      category: 'docker_daemon_down',
      confidence: 0.95,
      recommendations: [expect.stringContaining('docker ps')],
    },
  })
})

test('with --jsonl every line is answered, bad ones with an error', async () => {
  const input = [
    '{"id":"a","command":"npx","args":["-y","nope-mcp"],"transport":"stdio","stderr_or_error":"npm error code E404","exit_code":1}',
    '',
    'nonsense',
    '{"id":7}',
    '{"id":"b","text":5}',
    '["c"]',
    '{"text":"Connection closed"}',
  ].join('\r\n')
  const { code, out } = await explain(input, '--jsonl', '-')
  expect({ code, lines: linesOf(out) }).toEqual({
    code: 1,
    lines: [
      {
        id: 'a',
        category: 'npm_package_not_found',
        confidence: 0.95,
        object: { kind: 'package', value: 'nope-mcp' },
        summary: 'The npm package nope-mcp does not exist.',
        recommendations: [expect.stringContaining('nope-mcp')],
      },
      { id: 3, error: 'line 3 is not valid JSON' },
      { id: 7, error: 'line 4: has neither "text" nor "exit_code"' },
      { id: 'b', error: expect.stringContaining('line 5: text: ') },
      { id: 6, error: expect.stringContaining('line 6: ') },
      expect.objectContaining({ id: 7, category: 'unknown', confidence: 0 }),
    ],
  })
})

test('a file is read; one that is not there is named', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mcpproxy-explain-'))
  try {
    const file = join(folder, 'errors.jsonl')
    await writeFile(file, '{"id":1,"text":"spawn npx ENOENT"}\n'.repeat(2_000))
    const { code, out } = await explain('', '--jsonl', file)
    expect({ code, count: linesOf(out).length }).toEqual({ code: 0, count: 2_000 })
    const none = join(folder, 'none')
    const missing = { code: 1, out: '', err: `mcpproxy: there is no file ${none}\n` }
    expect(await explain('', none)).toEqual(missing)
    expect(await explain('', '--jsonl', none)).toEqual(missing)
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('nothing to explain is a wrong use', async () => {
  expect(await explain('  \n')).toEqual({
    code: 2,
    out: '',
    err: 'mcpproxy: there is nothing to explain: the input is empty; see "mcpproxy help"\n',
  })
})

test('what looks like a secret is not repeated', async () => {
  const { out } = await explain(
    '401 Unauthorized: Invalid token ghp_abcdefghijklmnop1234567890 for https://u:pw123456@api.example.com/x?key=abc123def',
  )
  expect(out).not.toMatch(/ghp_abc|pw123456|abc123def/)
})

import { expect, test } from 'vitest'
import { categories, type Category } from '#shared/categories'
import { explain } from './explain.ts'
import { recommendations } from './recommendations.ts'
import { taxonomyPage } from './taxonomy-page.ts'
import { localMessages } from './testing/messages-local.ts'
import { packageMessages } from './testing/messages-packages.ts'
import { remoteMessages } from './testing/messages-remote.ts'

const explained = [...packageMessages, ...localMessages, ...remoteMessages].map(([, text, more]) =>
  explain({ text, ...more }),
)
const adviceOf = (category: Category) =>
  explained.filter(explanation => explanation.category === category).flatMap(explanation => explanation.recommendations)

test.each<[string, Category, RegExp]>([
  ['run the sign-in', 'auth_required', /Run the sign-in for/],
  ['run the sign-in again', 'oauth_token_expired', /Run the sign-in for .* again/],
  ['npm install in the folder, or -g for a program', 'node_module_not_found', /npm install/],
  ['npm install -g', 'npm_package_not_found', /npm install -g/],
  ['pip install into the interpreter in use', 'py_module_not_found', /python3 -m pip install fastmcp/],
  ['uv for what uv starts', 'python_version_mismatch', /--python 3\.12/],
  ['check connectivity to the URL', 'connection_reset', /Check connectivity to https:\/\/mcp\.example\.com\/mcp/],
  ['verify that the server runs', 'connection_refused', /Verify that the server runs/],
  ['a longer connection timeout', 'startup_timeout', /Consider a longer connection timeout/],
  [
    'verify or create the working directory',
    'working_dir_missing',
    /Verify or create the working directory \(mkdir -p/,
  ],
  ['check the engine', 'docker_daemon_down', /docker ps/],
  ['disable Docker isolation', 'docker_daemon_down', /disable Docker isolation/],
  ['check the image', 'docker_image_unavailable', /docker images/],
  ['check the interpreter', 'py_module_not_found', /`python --version` and `pip list`/],
  ['check version compatibility', 'node_version_mismatch', /Check version compatibility/],
  ['install the command or correct PATH', 'command_not_found', /Install bunx or correct PATH/],
  ['name the variable', 'missing_env', /Set NOTION_API_KEY in "env"/],
  ['name the port', 'port_in_use', /port 3000/],
  ['name the container', 'docker_run_conflict', /docker rm -f mcp-thing/],
])('"%s" is said for %s', (_kind, category, sentence) => {
  expect(adviceOf(category).join('\n')).toMatch(sentence)
})

test('every sentence is filled in, plain and one sentence', () => {
  const sentences = explained.flatMap(({ summary, recommendations: list }) => [summary, ...list])
  expect(sentences.filter(sentence => /\bundefined\b(?! \()|\{\w+[|}]| {2}|^\s|\s$/.test(sentence))).toEqual([])
})

test('every category says what to do', () => {
  const silent = (Object.keys(categories) as Category[]).filter(category => {
    const { means, summary, cures } = recommendations[category]
    return means === '' || summary === '' || cures.length === 0
  })
  expect(silent).toEqual([])
})

test('docs/failure-taxonomy.md is what the product says; vitest -u renews it', async () => {
  await expect(taxonomyPage()).toMatchFileSnapshot('../../../docs/failure-taxonomy.md')
})

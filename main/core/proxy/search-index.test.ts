import { expect, test } from 'vitest'
import { Catalogue } from './catalogue.ts'
import { SearchIndex } from './search-index.ts'
import { FakeUpstreams, tool } from './testing/fake-upstreams.ts'

test('tools are found by words of their name, title, server and description, and only while they are there', async () => {
  const upstreams = new FakeUpstreams()
  upstreams.add('github', { tools: [tool('createIssue', { description: 'Open a ticket' }), tool('list_repos')] })
  upstreams.add('mail', { tools: [tool('send', { title: 'Write a letter' })] })
  using catalogue = new Catalogue(upstreams)
  const index = new SearchIndex(catalogue.searchParts)
  const find = async (query: string) => (await index.search(query, 5)).map(view => view.name)
  expect({
    name: (await find('issue'))[0],
    description: await find('ticket'),
    title: await find('letter'),
    typo: await find('lettre ticked'),
    start: await find('rep'),
    nothing: await find(''),
  }).toEqual({
    name: 'github__createIssue',
    description: ['github__createIssue'],
    title: ['mail__send'],
    typo: ['github__createIssue'],
    start: ['github__list_repos'],
    nothing: [],
  })
  upstreams.gone('github')
  expect(await find('ticket')).toEqual([])
  upstreams.ready('github', { tools: [tool('close', { description: 'Close a ticket' })] })
  expect(await find('ticket')).toEqual(['github__close'])
})

test('filler words neither find nor rank anything, unless they are all there is', async () => {
  const upstreams = new FakeUpstreams()
  upstreams.add('a', { tools: [tool('all_of_the', { description: 'all of the' }), tool('list', { description: 'x' })] })
  using catalogue = new Catalogue(upstreams)
  const index = new SearchIndex(catalogue.searchParts)
  const find = async (query: string) => (await index.search(query, 5)).map(view => view.name)
  expect([await find('list all of the'), await find('all of the')]).toEqual([['a__list'], ['a__all_of_the']])
})

test('a search over 10,000 tools takes at most 10 ms in 99 of 100 cases', async () => {
  const verbs = ['get', 'list', 'create', 'delete', 'update', 'search', 'export', 'import', 'run', 'stop']
  const nouns = ['issue', 'file', 'page', 'user', 'branch', 'message', 'calendar', 'event', 'table', 'metric']
  const upstreams = new FakeUpstreams()
  for (let server = 0; server < 100; server += 1)
    upstreams.add(`server-${server}`, {
      tools: verbs.flatMap(verb =>
        nouns.map(noun =>
          tool(`${verb}_${noun}_${server}`, {
            description: `Lets you ${verb} one ${noun} or more by name in system ${server}`,
          }),
        ),
      ),
    })
  using catalogue = new Catalogue(upstreams)
  const index = new SearchIndex(catalogue.searchParts)
  await index.update()
  const durations: number[] = []
  for (let round = 0; round < 200; round += 1) {
    const query = `${verbs[round % 10]} ${nouns[(round * 7) % 10]} ${round % 100}`
    const startedAt = performance.now()
    const found = await index.search(query, 20)
    durations.push(performance.now() - startedAt)
    expect(found[0]?.name).toContain(`${verbs[round % 10]}_${nouns[(round * 7) % 10]}`)
  }
  durations.sort((a, b) => a - b)
  // Three times the budget: this machine may be busy; the bench holds the exact one.
  expect(durations[197]).toBeLessThan(30)
})

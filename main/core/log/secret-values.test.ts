import { expect, test } from 'vitest'
import { secretValuesOf } from './secret-values.ts'

const none = { env: {}, headers: {}, args: [] }

test('values of env and headers are secret, those that are plainly none are not', () => {
  const env = {
    API_KEY: 'abcdef',
    DB_PASSWORD: '12345678',
    SOMETHING: 'x9Kq_27zLm',
    NODE_ENV: 'production',
    DEBUG: 'true',
    PORT: '8080',
    PORT_NAME: '127.0.0.1:8080',
    HOME: '/home/some-body',
    LANG: 'en_US.UTF-8',
    SERVICE_URL: 'https://api.example.com/v1',
    HOST: 'db.example.com:5432',
    NODE_OPTIONS: '--max-old-space-size=4096',
    GOOGLE_APPLICATION_CREDENTIALS: '/etc/google/key.json',
    DATABASE_URL: 'postgres://me:p%40ssw0rd@db/x',
    REFERENCED_TOKEN: '${env:REAL_TOKEN}',
  }
  const headers = {
    Authorization: 'Bearer tok-en-1',
    'Proxy-Authorization': `Basic ${Buffer.from('me:opensesame').toString('base64')}`,
    'User-Agent': 'client 1.0 (x64)',
    Accept: 'application/json',
  }
  expect(secretValuesOf({ ...none, env, headers })).toEqual([
    'abcdef',
    '12345678',
    'x9Kq_27zLm',
    'p%40ssw0rd',
    'p@ssw0rd',
    'tok-en-1',
    'bWU6b3BlbnNlc2FtZQ==',
    'me:opensesame',
    'opensesame',
  ])
})

test('secrets in the url and the arguments are found', () => {
  const args = [
    'run', '-e', 'TOKEN=from-docker', '--env', 'MODE=production', '--api-key', 'after-flag', '--secret=with-equals',
    '--header', 'X-Api-Key: in-header', '--port', '8080', 'https://me:in-argument@host/', 'PASSWORD=as-pair', '/srv/files',
  ] // prettier-ignore
  expect(secretValuesOf({ ...none, url: 'https://host/mcp?token=in-query&page=second', args })).toEqual([
    'in-query',
    'from-docker',
    'after-flag',
    'with-equals',
    'in-header',
    'in-argument',
    'as-pair',
  ])
})

import type { ReactNode } from 'react'
import { statuses } from '#shared/status'
import { Ban, Copy, RotateCw, Server } from 'lucide-react'
import { Badge } from '../components/Badge.tsx'
import { Button } from '../components/Button.tsx'
import { Callout } from '../components/Callout.tsx'
import { Card } from '../components/Card.tsx'
import { CodeBlock } from '../components/CodeBlock.tsx'
import { CopyButton } from '../components/CopyButton.tsx'
import { EmptyState } from '../components/EmptyState.tsx'
import { ErrorState } from '../components/ErrorState.tsx'
import { IconButton } from '../components/IconButton.tsx'
import { Input } from '../components/Input.tsx'
import { Kbd } from '../components/Kbd.tsx'
import { Progress } from '../components/Progress.tsx'
import { Skeleton } from '../components/Skeleton.tsx'
import { StatusBadge } from '../components/StatusBadge.tsx'
import { Switch } from '../components/Switch.tsx'
import { Countdown, TimeText } from '../components/TimeText.tsx'
import { PhaseBar } from '../features/server/PhaseBar.tsx'
import { attemptsOf } from './demo/details.ts'
import { typicalServers } from './demo/catalog.ts'
import { DialogDemo, MenuDemo, SearchDemo, SegmentedDemo, TabsDemo, ToastDemo } from './interactive.tsx'

export interface Specimen {
  readonly name: string
  readonly show: () => ReactNode
}

const looks = ['primary', 'plain', 'quiet', 'danger'] as const
const tones = ['ok', 'busy', 'warn', 'bad', 'quiet'] as const
const icon = <RotateCw aria-hidden className="size-3.5" />
const now = Date.now()
const done = async () => true
const refused = async () => false

export const specimens: readonly Specimen[] = [
  {
    name: 'Button',
    show: () =>
      looks.map(look => (
        <span key={look} className="flex flex-wrap gap-2">
          <Button look={look}>Restart</Button>
          <Button look={look} icon={icon}>
            Restart
          </Button>
          <Button look={look} size="small">
            Small
          </Button>
          <Button look={look} busy>
            Busy
          </Button>
          <Button look={look} disabled>
            Disabled
          </Button>
        </span>
      )),
  },
  {
    name: 'Icon button, with tooltip',
    show: () => (
      <>
        <IconButton label="Restart" icon={icon} />
        <IconButton label="Restart, with shortcut" shortcut="R" look="plain" size="normal" icon={icon} />
        <IconButton label="Not now" icon={<Ban aria-hidden className="size-4" />} disabled />
        <CopyButton label="Copy name" onCopy={done} />
        <CopyButton label="Copy name in words" worded onCopy={done} />
        <CopyButton label="Copy that is refused" worded onCopy={refused} />
      </>
    ),
  },
  { name: 'Status', show: () => statuses.map(status => <StatusBadge key={status} status={status} />) },
  {
    name: 'Badge',
    show: () => (
      <>
        {tones.map(tone => (
          <Badge key={tone} tone={tone}>
            {tone}
          </Badge>
        ))}
        <Badge>1,204</Badge>
      </>
    ),
  },
  {
    name: 'Input',
    show: () => (
      <>
        <Input aria-label="Empty" placeholder="Placeholder" />
        <Input aria-label="Filled" defaultValue="127.0.0.1:8080" />
        <Input aria-label="Wrong" defaultValue="0.0.0.0:80" aria-invalid />
        <Input aria-label="Disabled" defaultValue="Disabled" disabled />
      </>
    ),
  },
  { name: 'Search field', show: () => <SearchDemo /> },
  {
    name: 'Switch',
    show: () => (
      <>
        <Switch aria-label="Off" />
        <Switch aria-label="On" defaultChecked />
        <Switch aria-label="Pending" defaultChecked pending />
        <Switch aria-label="Off, disabled" disabled />
        <Switch aria-label="On, disabled" defaultChecked disabled />
      </>
    ),
  },
  { name: 'Segmented', show: () => <SegmentedDemo /> },
  { name: 'Tabs', show: () => <TabsDemo /> },
  { name: 'Menu', show: () => <MenuDemo /> },
  { name: 'Dialog', show: () => <DialogDemo /> },
  { name: 'Toasts', show: () => <ToastDemo /> },
  {
    name: 'Callout',
    show: () =>
      tones.map(tone => (
        <div key={tone} className="w-full">
          <Callout tone={tone} title={`A condition of tone ${tone}`} actions={<Button size="small">Do it</Button>}>
            What it means, and what to do about it.
          </Callout>
        </div>
      )),
  },
  {
    name: 'Progress',
    show: () =>
      [0, 12, 40].map(value => (
        <div key={value} className="w-full">
          <Progress label={`${value} of 40`} value={value} max={40} />
        </div>
      )),
  },
  {
    name: 'Phases of an attempt',
    show: () =>
      typicalServers(now)
        .flatMap(server => attemptsOf(server, now).slice(0, 1))
        .filter((attempt, index, all) => all.findIndex(one => one.outcome === attempt.outcome) === index)
        .map(({ id, phases, outcome }) => (
          <div key={id} className="w-full">
            <PhaseBar phases={phases} outcome={outcome} />
          </div>
        )),
  },
  {
    name: 'Time',
    show: () => (
      <>
        <span>
          Next try <Countdown at={now + 95_000} />
        </span>
        <span>
          Up <TimeText at={now - 11_520_000} as="uptime" />
        </span>
        <span>
          Failed <TimeText at={now - 40_000} as="relative" />
        </span>
        <span>
          Due <Countdown at={now - 1_000} />
        </span>
      </>
    ),
  },
  {
    name: 'Keys',
    show: () => ['/', 'Esc', 'Enter', '↑', 'Ctrl'].map(key => <Kbd key={key}>{key}</Kbd>),
  },
  {
    name: 'Card and code',
    show: () => (
      <div className="w-full">
        <Card title="Last error" actions={<IconButton label="Copy" icon={<Copy aria-hidden className="size-3.5" />} />}>
          <CodeBlock
            label="Output"
            code={'npm error code E404\nnpm error 404 Not Found'}
            copyLabel="Copy"
            onCopy={done}
          />
        </Card>
      </div>
    ),
  },
  {
    name: 'Loading',
    show: () => (
      <div className="flex w-full flex-col gap-2">
        <Skeleton className="h-4 w-2/3" />
        <Skeleton className="h-3 w-1/2" />
      </div>
    ),
  },
  {
    name: 'Empty',
    show: () => (
      <div className="w-full">
        <EmptyState icon={<Server className="size-5" />} title="Nothing here yet" body="Why that is, and what to do.">
          <Button look="primary">Do it</Button>
        </EmptyState>
      </div>
    ),
  },
  {
    name: 'Error',
    show: () => (
      <div className="w-full">
        <ErrorState title="The log could not be read" why="No answer within 30 s." onRetry={() => undefined} />
      </div>
    ),
  },
]

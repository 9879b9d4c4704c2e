import { useState } from 'react'
import { RotateCw } from 'lucide-react'
import { Button } from '../components/Button.tsx'
import { Dialog } from '../components/Dialog.tsx'
import { SearchField } from '../components/Input.tsx'
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuTrigger,
} from '../components/Menu.tsx'
import { Segmented } from '../components/Segmented.tsx'
import { Tab, TabList, TabPanel, Tabs } from '../components/Tabs.tsx'
import { Toasts, type ToastView } from '../components/Toasts.tsx'

export function SearchDemo() {
  const [text, setText] = useState('')
  return (
    <>
      <SearchField
        label="Search, empty"
        clearLabel="Clear"
        placeholder="Filter"
        shortcut="/"
        value={text}
        onChange={setText}
        className="w-64"
      />
      <SearchField
        label="Search, filled"
        clearLabel="Clear"
        value="github"
        onChange={() => undefined}
        className="w-64"
      />
    </>
  )
}

export function SegmentedDemo() {
  const [value, setValue] = useState<'all' | 'ready' | 'off'>('all')
  return (
    <Segmented
      label="Show"
      value={value}
      options={[
        { value: 'all', text: 'All' },
        { value: 'ready', text: 'Ready' },
        { value: 'off', text: 'Off' },
      ]}
      onChange={setValue}
    />
  )
}

export function TabsDemo() {
  return (
    <Tabs defaultValue="one" className="w-full">
      <TabList label="Parts">
        <Tab value="one">Overview</Tab>
        <Tab value="two">Tools</Tab>
        <Tab value="three" disabled>
          Log
        </Tab>
      </TabList>
      <TabPanel value="one" className="p-3">
        The overview.
      </TabPanel>
      <TabPanel value="two" className="p-3">
        The tools.
      </TabPanel>
    </Tabs>
  )
}

export function MenuDemo() {
  const [sort, setSort] = useState('name')
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button>Open menu</Button>
      </MenuTrigger>
      <MenuContent>
        <MenuItem icon={<RotateCw className="size-3.5" />} shortcut="R">
          Restart
        </MenuItem>
        <MenuItem disabled>Not now</MenuItem>
        <MenuSeparator />
        <MenuRadioGroup value={sort} onValueChange={setSort}>
          <MenuRadioItem value="name">Name</MenuRadioItem>
          <MenuRadioItem value="status">Status</MenuRadioItem>
        </MenuRadioGroup>
      </MenuContent>
    </Menu>
  )
}

export function DialogDemo() {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>Open dialog</Button>
      <Dialog
        open={open}
        title="Use port 8081 instead?"
        description="The configuration file is changed, and the servers keep running."
        onClose={() => setOpen(false)}
        footer={
          <>
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button look="primary" onClick={() => setOpen(false)}>
              Use port 8081
            </Button>
          </>
        }
      >
        <p className="text-muted">Clients that were given the old address must be changed.</p>
      </Dialog>
    </>
  )
}

export function ToastDemo() {
  const [toasts, setToasts] = useState<readonly ToastView[]>([])
  const add = (tone: ToastView['tone'], text: string) =>
    setToasts(all => [...all, { id: (all.at(-1)?.id ?? 0) + 1, tone, text }])
  return (
    <>
      <Button onClick={() => add('neutral', '14 lines copied')}>Show news</Button>
      <Button onClick={() => add('bad', 'github could not be restarted: no answer within 30 s')}>Show an error</Button>
      <Toasts toasts={toasts} onClose={id => setToasts(all => all.filter(toast => toast.id !== id))} />
    </>
  )
}

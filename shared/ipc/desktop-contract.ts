import { z } from 'zod'
import { reportId } from '../failure-report.ts'
import { alertView } from './contract.ts'

const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output })
const nothing = z.void()

/** A place in the window that the tray or a link can lead to. Going there changes nothing; only the tray asks for a diagnose there. */
export const viewTarget = z.discriminatedUnion('view', [
  z.object({ view: z.literal('servers') }),
  z.object({
    view: z.literal('server'),
    name: z.string().min(1).max(128),
    /** One of its failure reports. */
    report: reportId.exactOptional(),
    /** Looks into the server at once. */
    diagnose: z.boolean().exactOptional(),
  }),
  z.object({ view: z.literal('settings') }),
])

export const preferences = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  density: z.enum(['comfortable', 'compact']),
  startAtLogin: z.boolean(),
  /** Start with the tray alone; ignored where there is no tray. */
  startHidden: z.boolean(),
})

export const desktopState = z.object({
  preferences,
  /** What went wrong on this side of the core, such as an uncaught error. Shown beside the core's alerts. */
  alerts: z.array(alertView),
  /** `absent`: closing the window leaves no icon to come back by; the window says how else. */
  tray: z.enum(['present', 'absent']),
})

/** Places on the web that the window may open in the browser. */
export const allowedOrigins = [
  'https://modelcontextprotocol.io',
  'https://nodejs.org',
  'https://docs.astral.sh',
  'https://docs.docker.com',
] as const

/** What the window may open outside itself: folders by kind, never by path; pages of {@link allowedOrigins} only. */
export const openTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('reveal'), place: z.enum(['config', 'logs', 'data']) }),
  z.object({ kind: z.literal('page'), url: z.string().max(2_000).refine(isAllowedPage, 'is not a page we open') }),
])

/** What only the window can ask. Served over Electron IPC beside the core's calls, never over the control socket. */
export const desktopCalls = {
  /** Where a link or the tray wanted to go before the window listened. Asked once; null afterwards. */
  'window:target': call(nothing, viewTarget.nullable()),
  'clipboard:write': call(z.object({ text: z.string().max(1_000_000) }), nothing),
  'shell:open': call(openTarget, nothing),
  'preferences:get': call(nothing, preferences),
  /** Changes what is given, keeps the rest, answers the whole. */
  'preferences:set': call(preferences.partial(), preferences),
  'desktop:state': call(nothing, desktopState),
  'desktop:dismissAlert': call(z.object({ id: z.string() }), nothing),
} as const

/** What only the window is told. */
export const desktopEvents = {
  'window:navigate': viewTarget,
  'preferences:changed': preferences,
  'desktop:changed': desktopState,
} as const

export type ViewTarget = z.infer<typeof viewTarget>
export type Preferences = z.infer<typeof preferences>
export type DesktopState = z.infer<typeof desktopState>
export type OpenTarget = z.infer<typeof openTarget>

export type DesktopCallName = keyof typeof desktopCalls
export type DesktopHandlers = {
  readonly [K in DesktopCallName]: (
    input: z.output<(typeof desktopCalls)[K]['input']>,
  ) => Promise<z.output<(typeof desktopCalls)[K]['output']>>
}

function isAllowedPage(url: string): boolean {
  return URL.canParse(url) && (allowedOrigins as readonly string[]).includes(new URL(url).origin)
}

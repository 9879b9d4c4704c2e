import { ArrowDownToLine, ListFilter, Pause, Play, WrapText } from 'lucide-react'
import { Button } from '../../components/Button.tsx'
import { CopyButton } from '../../components/CopyButton.tsx'
import { IconButton } from '../../components/IconButton.tsx'
import { SearchField } from '../../components/Input.tsx'
import { Menu, MenuContent, MenuRadioGroup, MenuRadioItem, MenuTrigger } from '../../components/Menu.tsx'
import { t } from '../../messages.ts'
import { levels, type Level } from '../../stores/log-lines.ts'

export interface LogToolbarProps {
  readonly text: string
  readonly onText: (text: string) => void
  readonly least: Level
  readonly onLeast: (level: Level) => void
  readonly following: boolean
  readonly onFollow: (following: boolean) => void
  readonly paused: boolean
  /** Lines that came while paused. */
  readonly waiting: number
  readonly onPause: (paused: boolean) => void
  readonly wraps: boolean
  readonly onWrap: (wraps: boolean) => void
  readonly onCopy: () => Promise<boolean>
}

export function LogToolbar(props: LogToolbarProps) {
  const { text, onText, least, onLeast, following, onFollow, paused, waiting, onPause, wraps, onWrap, onCopy } = props
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line px-5 py-2.5">
      <SearchField
        label={t('log.search')}
        placeholder={t('log.searchPlaceholder')}
        clearLabel={t('servers.clearFilter')}
        shortcut="/"
        value={text}
        onChange={onText}
        className="min-w-40 flex-1"
      />
      <Menu>
        <MenuTrigger asChild>
          <Button
            aria-label={`${t('log.level')}: ${t(`log.level.${least}`)}`}
            icon={<ListFilter aria-hidden className="size-3.5" />}
          >
            {t(`log.level.${least}`)}
          </Button>
        </MenuTrigger>
        <MenuContent>
          <MenuRadioGroup value={least} onValueChange={next => onLeast(next as Level)}>
            {levels.map(level => (
              <MenuRadioItem key={level} value={level}>
                {t(`log.level.${level}`)}
              </MenuRadioItem>
            ))}
          </MenuRadioGroup>
        </MenuContent>
      </Menu>
      <Button
        aria-pressed={following}
        icon={<ArrowDownToLine aria-hidden className="size-3.5" />}
        look="quiet"
        onClick={() => onFollow(!following)}
      >
        {t('log.follow')}
      </Button>
      <Button
        look="quiet"
        aria-pressed={paused}
        icon={paused ? <Play aria-hidden className="size-3.5" /> : <Pause aria-hidden className="size-3.5" />}
        onClick={() => onPause(!paused)}
      >
        {t(paused ? 'log.resume' : 'log.pause')}
        {waiting > 0 && <span className="tabular-nums">· {t('log.waiting', { count: waiting })}</span>}
      </Button>
      <IconButton
        label={t('log.wrap')}
        aria-pressed={wraps}
        icon={<WrapText aria-hidden className="size-4" />}
        onClick={() => onWrap(!wraps)}
      />
      <CopyButton label={t('log.copy')} onCopy={onCopy} />
    </div>
  )
}

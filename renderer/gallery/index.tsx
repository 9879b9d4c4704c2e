import { createRoot } from 'react-dom/client'
import { ClockContext } from '../components/TimeText.tsx'
import { TooltipProvider } from '../components/Tooltip.tsx'
import { Clock } from '../stores/clock.ts'
import { Gallery } from './Gallery.tsx'
import '../styles/main.css'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <ClockContext value={new Clock()}>
    <TooltipProvider delayDuration={0}>
      <Gallery />
    </TooltipProvider>
  </ClockContext>,
)

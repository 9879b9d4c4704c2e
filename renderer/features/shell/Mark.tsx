/** Many lines into one: the sign of the application. */
export function Mark() {
  return (
    <svg aria-hidden viewBox="0 0 24 24" className="size-7 shrink-0">
      <rect width="24" height="24" rx="6" className="fill-accent" />
      <g fill="none" strokeWidth="1.8" strokeLinecap="round" className="stroke-on-accent">
        <path d="M5.5 7.5c4 0 4 4.5 7 4.5M5.5 12h7M5.5 16.5c4 0 4-4.5 7-4.5M12.5 12h2.2" />
        <circle cx="17" cy="12" r="2.3" />
      </g>
    </svg>
  )
}

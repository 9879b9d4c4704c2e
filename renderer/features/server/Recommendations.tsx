/** What to do, best first, numbered. */
export function Recommendations({ texts }: { readonly texts: readonly string[] }) {
  return (
    <ol className="flex flex-col gap-1.5">
      {texts.map((text, index) => (
        <li key={text} className="flex gap-2.5">
          <span aria-hidden className="w-4 shrink-0 text-end text-muted tabular-nums">
            {index + 1}.
          </span>
          <bdi dir="auto" className="min-w-0 select-text wrap-anywhere">
            {text}
          </bdi>
        </li>
      ))}
    </ol>
  )
}

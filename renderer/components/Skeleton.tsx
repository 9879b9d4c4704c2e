/** Stands where text will be, in about its size. */
export function Skeleton({ className = 'h-3 w-32' }: { readonly className?: string }) {
  return <span aria-hidden className={`block animate-pulse rounded-small bg-pressed ${className}`} />
}

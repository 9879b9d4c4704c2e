import dbus from 'dbus-next'

/** A D-Bus value without its variants, with ordinary numbers. Byte arrays stay buffers. */
export function plain(value: unknown): unknown {
  if (value instanceof dbus.Variant) return plain(value.value)
  if (Buffer.isBuffer(value)) return value
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
}

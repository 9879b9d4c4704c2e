/** Numbers from 0 to 1, the same for the same seed (mulberry32), and what is made of them. */
export class Random {
  #state: number
  constructor(seed: number) {
    this.#state = seed
  }

  next(): number {
    this.#state = (this.#state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T // never empty
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)))
  }

  /** The text with a few bytes changed, cut out, doubled or moved. */
  mutate(text: string): Buffer {
    let bytes = Buffer.from(text)
    for (let left = 1 + this.below(4); left > 0; left -= 1) {
      const [from, to] = [this.below(bytes.length + 1), this.below(bytes.length + 1)].toSorted((a, b) => a - b) as [
        number,
        number,
      ]
      const [before, middle, after] = [bytes.subarray(0, from), bytes.subarray(from, to), bytes.subarray(to)]
      bytes = Buffer.concat(
        this.pick([
          [before, after],
          [before, middle, middle, after],
          [before, this.bytes(3), after],
          [after, before],
        ]),
      )
      if (bytes.length > 100_000) bytes = bytes.subarray(0, 1_000)
    }
    return bytes
  }
}

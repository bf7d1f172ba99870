const LANES = 8;
const LANE_SIZE = 0x1_0000_0000;

/**
 * Sums of 256-bit hashes, modulo 2^256, one per bucket. A sum does not depend on order, and sums of parts add up to the
 * sum of the whole: any number of readers may share a table. Takes the same memory for any number of items.
 */
export class AdditiveDigest {
  private readonly lanes: Uint32Array;
  private readonly sizes: Float64Array;

  constructor(readonly buckets: number) {
    this.lanes = new Uint32Array(buckets * LANES);
    this.sizes = new Float64Array(buckets);
  }

  /** @param hash 32 characters, one a byte */
  add(bucket: number, hash: string): void {
    let carry = 0;
    const start = bucket * LANES;
    for (let lane = LANES - 1; lane >= 0; lane--) {
      const sum = (this.lanes[start + lane] ?? 0) + word(hash, lane * 4) + carry;
      this.lanes[start + lane] = sum >>> 0;
      carry = sum >= LANE_SIZE ? 1 : 0;
    }
    this.sizes[bucket] = (this.sizes[bucket] ?? 0) + 1;
  }

  /** Items of a bucket. */
  size(bucket: number): number {
    return this.sizes[bucket] ?? 0;
  }

  /** The sum of a bucket, 64 hexadecimal digits. */
  of(bucket: number): string {
    const lanes = this.lanes.subarray(bucket * LANES, (bucket + 1) * LANES);
    return Array.from(lanes, (lane) => lane.toString(16).padStart(8, '0')).join('');
  }

  /** Buckets that differ, in sum or in size. */
  differing(other: AdditiveDigest): number[] {
    return Array.from({ length: this.buckets }, (_, bucket) => bucket).filter(
      (bucket) => this.size(bucket) !== other.size(bucket) || this.of(bucket) !== other.of(bucket),
    );
  }

  /** The sum over the first buckets, hexadecimal. @default all of them */
  total(buckets = this.buckets): string {
    const whole = new AdditiveDigest(1);
    for (let bucket = 0; bucket < buckets; bucket++)
      whole.add(0, Buffer.from(this.of(bucket), 'hex').toString('latin1'));
    return whole.of(0);
  }
}

/** 32 bits from four characters. */
function word(text: string, at: number): number {
  const high = (text.charCodeAt(at) << 8) | text.charCodeAt(at + 1);
  return ((high << 16) | (text.charCodeAt(at + 2) << 8) | text.charCodeAt(at + 3)) >>> 0;
}

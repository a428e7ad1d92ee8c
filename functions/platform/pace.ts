/**
 * A bucket of tokens of this container alone: functions outside the private network share no counter. With the
 * function's reserved concurrency (infra/stacks), all containers together stay below what the directory allows.
 */
export interface Pace {
  burst: number;
  perSecond: number;
}

/** Counts by key; `take` answers the seconds to wait, 0 when it may go on. Forgets the oldest keys beyond `most`. */
export const keepPace = ({ burst, perSecond }: Pace, most = 10_000) => {
  const buckets = new Map<string, { left: number; at: number }>();
  return {
    take(key: string, now: Date): number {
      const at = now.getTime();
      const known = buckets.get(key);
      const left = known ? Math.min(burst, known.left + ((at - known.at) / 1000) * perSecond) : burst;
      buckets.delete(key);
      buckets.set(key, { left: left < 1 ? left : left - 1, at });
      for (const [oldest] of buckets) {
        if (buckets.size <= most) break;
        buckets.delete(oldest);
      }
      return left < 1 ? (1 - left) / perSecond : 0;
    },
  };
};

/** Calls a vendor allows, as sliding windows that all hold. */
interface CallWindow {
  calls: number;
  seconds: number;
}

/** Counts calls; gives the seconds to wait when one of the windows is full (a refused call does not count). */
export const callWindows = (now: () => number) => {
  let taken: number[] = [];
  return {
    take: (windows: readonly CallWindow[]): number => {
      const at = now();
      const longest = Math.max(0, ...windows.map(({ seconds }) => seconds));
      taken = taken.filter((instant) => instant > at - longest * 1000);
      const waits = windows.map(({ calls, seconds }) => {
        const inside = taken.filter((instant) => instant > at - seconds * 1000);
        const leaves = inside[inside.length - calls];
        return leaves === undefined ? 0 : Math.max(1, Math.ceil((leaves + seconds * 1000 - at) / 1000));
      });
      const wait = Math.max(0, ...waits);
      if (wait === 0) taken.push(at);
      return wait;
    },
  };
};

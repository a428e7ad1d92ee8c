const minute = 60_000;
/** The API notes a presence when the one before is older than a minute. */
const pace = 61_000;
const tick = 5_000;
const recheck = 30_000;

interface IdlenessSpec {
  /** Milliseconds without a sign of the person after which the session ends. */
  idle: number;
  now: () => number;
  /** Tells the API that the person is there. */
  tell: () => Promise<unknown>;
  /** Asks whether the session goes on, without prolonging it; whoever answers "no" shows it. */
  check: () => Promise<unknown>;
  /** A minute is left, or no longer. */
  onClosing: (closing: boolean) => void;
  /** The API heard of the person: other tabs of the same session should know. */
  onHeard: (at: number) => void;
}

/**
 * Watches over an open session: signs of the person reach the API at most once a minute, the last minute is announced,
 * and the end is the API's word, never this clock's (a computer sleeps, other tabs live on).
 */
export function watchIdleness({ idle, now, tell, check, onClosing, onHeard }: IdlenessSpec) {
  let heardAt = now();
  let telling = false;
  let closing = false;
  let nextCheck = 0;
  const set = (value: boolean) => {
    if (closing !== value) onClosing(value);
    closing = value;
  };
  const heard = (at: number) => {
    heardAt = Math.max(heardAt, at);
    if (heardAt + idle - now() > minute) set(false);
  };
  const say = async () => {
    if (telling) return;
    telling = true;
    const at = now();
    try {
      await tell();
      heard(at);
      onHeard(at);
    } finally {
      telling = false;
    }
  };
  const look = async () => {
    const left = heardAt + idle - now();
    set(left <= minute);
    if (left > 0 || now() < nextCheck) return;
    nextCheck = now() + recheck;
    await check();
  };
  const timer = setInterval(() => void look(), tick);
  return {
    /** A key, a click, a scroll. Once the end is announced, only `stay` counts. */
    active: () => (closing || now() - heardAt < pace ? undefined : say()),
    /** « Rester connecté » */
    stay: say,
    /** Another tab was heard. */
    heard,
    stop: () => clearInterval(timer),
  };
}

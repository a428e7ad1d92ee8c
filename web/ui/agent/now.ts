import { useEffect, useState } from "react";

const everyMinute = 60_000;

/** The present, read again every minute so that "il y a 3 min" stays true on a page left open. */
export function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), everyMinute);
    return () => clearInterval(timer);
  }, []);
  return now;
}

import { useEffect, useState } from "react";

/** Whole seconds left until a moment, counted down; 0 when it has come. */
export const useSecondsUntil = (moment: number): number => {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const count = () => setLeft(Math.max(0, Math.ceil((moment - Date.now()) / 1000)));
    count();
    const timer = setInterval(count, 1000);
    return () => clearInterval(timer);
  }, [moment]);
  return left;
};

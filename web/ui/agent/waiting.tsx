import { useEffect, useState } from "react";
import "./waiting.css";

const patience = 300;

/** Grey blocks in the shape of what comes, only when it takes longer than 300 ms. */
export function Skeleton({ says, rows = 6 }: { says: string; rows?: number }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patience);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="skeleton">
      <p className="fr-sr-only" role="status">
        {late ? says : ""}
      </p>
      {late &&
        Array.from({ length: rows }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: identical grey rows
          <div key={row} className="skeleton__row" aria-hidden="true">
            <span />
            <span />
            <span />
          </div>
        ))}
    </div>
  );
}

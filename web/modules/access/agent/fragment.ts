import { useEffect, useState } from "react";

/** The fragment of the address, which leaves the address bar at once: a secret stays in no history, no screenshot. */
export const takeFragment = (): string | undefined => {
  const { hash, pathname, search } = window.location;
  if (hash.length < 2) return undefined;
  window.history.replaceState(window.history.state, "", pathname + search);
  return decoded(hash.slice(1));
};

const decoded = (text: string) => {
  try {
    return decodeURIComponent(text);
  } catch {
    // Cut in the middle of an escape: as it is, it is found to be no token.
    return text;
  }
};

/** The secret of the address once read; null when there is none. A second link opened in the same tab takes over. */
export function useFragmentToken(): [token: string | null | undefined, give: (token: string) => void] {
  const [token, setToken] = useState<string | null>();
  useEffect(() => {
    setToken(takeFragment() ?? null);
    const again = () => {
      const next = takeFragment();
      if (next) setToken(next);
    };
    window.addEventListener("hashchange", again);
    return () => window.removeEventListener("hashchange", again);
  }, []);
  return [token, setToken];
}

import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from "react";
import { Icon } from "./icon.tsx";
import "./notices.css";

interface Notice {
  id: number;
  words: ReactNode;
}

interface Notices {
  /** Shows a line under the top bar for ten seconds, or as long as it says, read aloud politely. Gives back how to take it away. */
  notify: (words: ReactNode, lasts?: number) => () => void;
  /** Says something to screen readers only. */
  announce: (words: string) => void;
}

const shownFor = 10_000;
const Context = createContext<Notices | undefined>(undefined);

/** Where what was just done is said; wraps the whole agents' space. */
export function NoticesProvider({ children }: { children: ReactNode }) {
  const [notices, setNotices] = useState<Notice[]>([]);
  const [announced, setAnnounced] = useState("");
  const next = useRef(0);
  const dismiss = useCallback((id: number) => setNotices((all) => all.filter((one) => one.id !== id)), []);
  const notify = useCallback(
    (words: ReactNode, lasts = shownFor) => {
      next.current += 1;
      const id = next.current;
      setNotices((all) => [...all.slice(-2), { id, words }]);
      setTimeout(() => dismiss(id), lasts);
      return () => dismiss(id);
    },
    [dismiss],
  );
  const value = useMemo(() => ({ notify, announce: setAnnounced }), [notify]);
  return (
    <Context value={value}>
      {children}
      <div className="fr-sr-only" role="status">
        {announced}
      </div>
      <div className="notices" role="status">
        {notices.map((notice) => (
          <p key={notice.id} className="notices__line">
            <span className="grow">{notice.words}</span>
            <button type="button" aria-label="Fermer ce message" onClick={() => dismiss(notice.id)}>
              <Icon name="fr-icon-close-line" />
            </button>
          </p>
        ))}
      </div>
    </Context>
  );
}

/** What a screen uses to say that something was done. */
export function useNotices(): Notices {
  const notices = useContext(Context);
  if (!notices) throw new Error("useNotices needs NoticesProvider above it");
  return notices;
}

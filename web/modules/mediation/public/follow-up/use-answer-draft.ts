import { useEffect, useRef, useState } from "react";
import { readDevice, writeDevice } from "../../../../app/device-storage.ts";

interface AnswerDraft {
  /** Also the idempotency key: the same answer joins the case once. */
  key: string;
  text: string;
}

const readDraft = (storageKey: string): AnswerDraft => {
  const stored = readDevice(storageKey);
  if (stored) {
    try {
      const draft = JSON.parse(stored) as Partial<AnswerDraft>;
      if (typeof draft.key === "string" && typeof draft.text === "string")
        return { key: draft.key, text: draft.text };
    } catch {
      // Not ours, or cut short: the answer begins again.
    }
  }
  return { key: crypto.randomUUID(), text: "" };
};

/** The answer being written, kept on this device one second after the last key until it is sent. */
export const useAnswerDraft = (caseNumber: string) => {
  const storageKey = `guichet:reponse:${caseNumber}`;
  const [draft, setDraft] = useState(() => readDraft(storageKey));
  const [saved, setSaved] = useState(draft.text !== "");
  useEffect(() => {
    if (!draft.text) {
      writeDevice(storageKey, null);
      return;
    }
    const save = () => setSaved(writeDevice(storageKey, JSON.stringify(draft)));
    const timer = setTimeout(save, 1000);
    addEventListener("pagehide", save);
    return () => {
      clearTimeout(timer);
      removeEventListener("pagehide", save);
    };
  }, [draft, storageKey]);
  const latest = useRef(draft);
  latest.current = draft;
  // The page may close by itself between two savings.
  useEffect(
    () => () => {
      if (latest.current.text) writeDevice(storageKey, JSON.stringify(latest.current));
    },
    [storageKey],
  );
  return {
    ...draft,
    saved: saved && draft.text !== "",
    write: (text: string) => {
      setSaved(false);
      setDraft((before) => ({ ...before, text }));
    },
    /** Sent: the next words are another answer. */
    finish: () => {
      writeDevice(storageKey, null);
      setDraft({ key: crypto.randomUUID(), text: "" });
    },
  };
};

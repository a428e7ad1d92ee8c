import { useCallback, useEffect, useRef, useState } from "react";
import { readDevice, writeDevice } from "../../../../app/device-storage.ts";
import { isUnderWay, type Upload, type Uploads } from "../../../../ui/uploads.ts";
import {
  type Draft,
  type DraftFile,
  draftKey,
  hasContent,
  isStillThere,
  newDraft,
  readDraft,
  writeDraft,
} from "./draft.ts";

/** Between the last key and the moment the draft is kept, in milliseconds. */
const pause = 1000;

const draftFile = ({ name, size, state, about }: Upload): DraftFile | null => {
  const file = { name, size, ...(about ? { about } : {}) };
  if (state.at === "added") return { ...file, id: state.id, sentAt: state.sentAt };
  return isUnderWay({ state } as Upload) || state.at === "interrupted"
    ? { ...file, id: null, sentAt: 0 }
    : null;
};

/** Rows of the files a draft remembers; those that may be gone say so and ask to be added again. */
const rowsOf = (files: readonly DraftFile[], now: number): Array<Omit<Upload, "key">> =>
  files.map((file) => ({
    name: file.name,
    size: file.size,
    about: file.about,
    state:
      file.id !== null && isStillThere(file, now)
        ? { at: "added", id: file.id, sentAt: file.sentAt }
        : {
            at: "refused",
            cause: file.id ? "il a été envoyé il y a plus de 24 heures." : "son envoi n’était pas terminé.",
            advice: "Ajoutez-le à nouveau.",
          },
  }));

/**
 * The request being written, kept on this device only: one second after the last key, and when the page is left.
 * `found` is a draft of another visit, until the person says whether to go on with it. A reload goes on by itself.
 */
export const useDraft = (slug: string | null, uploads: Uploads, rows: readonly Upload[]) => {
  const [draft, setDraft] = useState<Draft>(() => newDraft("", 0));
  const [phase, setPhase] = useState<"starting" | "found" | "writing" | "done">("starting");
  const [savedAt, setSavedAt] = useState<number | null>(null);
  const latest = useRef(draft);
  latest.current = { ...draft, files: rows.map(draftFile).filter((file) => file !== null) };

  const begin = useCallback(
    (from: Draft) => {
      uploads.clear();
      uploads.restore(rowsOf(from.files, Date.now()));
      setDraft(from);
      setPhase("writing");
    },
    [uploads],
  );
  const beginNew = useCallback(() => begin(newDraft(crypto.randomUUID(), Date.now())), [begin]);

  useEffect(() => {
    if (!slug) return;
    const stored = readDraft(readDevice(draftKey(slug)), Date.now());
    if (!stored || !hasContent(stored)) return beginNew();
    setSavedAt(stored.savedAt);
    if (history.state?.draftId === stored.draftId) return begin(stored);
    setDraft(stored);
    setPhase("found");
  }, [slug, begin, beginNew]);

  const save = useCallback(() => {
    if (!slug || !hasContent(latest.current)) return;
    const now = Date.now();
    const kept = writeDevice(draftKey(slug), writeDraft({ ...latest.current, savedAt: now }));
    setSavedAt(kept ? now : null);
  }, [slug]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was typed and sent is what starts the pause.
  useEffect(() => {
    if (phase !== "writing") return;
    const timer = setTimeout(save, pause);
    return () => clearTimeout(timer);
  }, [phase, draft, rows, save]);
  useEffect(() => {
    if (phase !== "writing") return;
    addEventListener("pagehide", save);
    return () => removeEventListener("pagehide", save);
  }, [phase, save]);

  const forget = () => {
    if (slug) writeDevice(draftKey(slug), null);
    setSavedAt(null);
  };
  return {
    draft,
    phase,
    savedAt,
    change: (patch: Partial<Draft>) => setDraft((before) => ({ ...before, ...patch })),
    resume: () => begin(draft),
    restart: () => {
      forget();
      beginNew();
    },
    /** The request was sent: nothing of it stays on the device. */
    finish: () => {
      setPhase("done");
      forget();
      uploads.clear();
    },
  };
};

import { useEffect, useRef, useState } from "react";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { messageFiles } from "../../../../shared/mediation/uploads.ts";
import { postToStore, summary as uploadSummary } from "../../../ui/uploads.ts";
import { useUploads } from "../../../ui/use-uploads.ts";
import { askUpload, checkUpload } from "./case-queries.ts";
import { type Draft, forgetDraft, keepDraft, readDraft } from "./drafts.ts";
import { firstRecipients, firstSubject, lastEntry } from "./message-sides.ts";

const pause = 1000;

/** A new message on a case: to whom wrote last, under the same subject. */
const newDraft = (found: CaseView): Draft => ({
  idempotencyKey: crypto.randomUUID(),
  caseNumber: found.number,
  organisationId: found.organisationId,
  recipients: firstRecipients(found.participants, found.entries),
  subject: firstSubject(found.entries),
  text: "",
  files: [],
  lastSeenEntryId: lastEntry(found.entries),
  savedAt: Date.now(),
});

/**
 * The message being composed and its files. Kept on the device a second after the last key and when the composer is
 * left; recipients no longer on the case are dropped from a draft found again.
 */
export function useComposedMessage(found: CaseView, userId: string) {
  const [draft, setDraft] = useState<Draft>(() => {
    const kept = readDraft(userId, found.id, Date.now());
    if (!kept) return newDraft(found);
    return {
      ...kept,
      recipients: kept.recipients.filter((id) => found.participants.some((one) => one.id === id)),
    };
  });
  const { uploads, rows } = useUploads(() => ({
    ticket: ({ name, size }) => askUpload(found.id, name, size),
    send: postToStore,
    check: (id) => checkUpload(found.id, id),
    allowance: messageFiles,
  }));
  const [saved, setSaved] = useState<{ at: number } | "refused">();
  const touched = useRef(false);
  const gone = useRef(false);
  const latest = useRef({ draft, rows });
  latest.current = { draft, rows };

  const restored = useRef(false);
  useEffect(() => {
    if (restored.current) return;
    restored.current = true;
    uploads.restore(
      latest.current.draft.files.map(({ id, name, size, sentAt }) => ({
        name,
        size,
        state: { at: "added", id, sentAt },
      })),
    );
  }, [uploads]);

  const save = useRef(() => {
    const { draft: current, rows: files } = latest.current;
    if (!touched.current || gone.current) return;
    const savedAt = Date.now();
    const kept = files.flatMap(({ name, size, state }) =>
      state.at === "added" ? [{ id: state.id, name, size, sentAt: state.sentAt }] : [],
    );
    setSaved(keepDraft(userId, found.id, { ...current, files: kept, savedAt }) ? { at: savedAt } : "refused");
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of the message or its files starts the pause again
  useEffect(() => {
    const timer = setTimeout(save.current, pause);
    return () => clearTimeout(timer);
  }, [draft, rows]);
  useEffect(() => {
    const keep = () => save.current();
    window.addEventListener("pagehide", keep);
    return () => {
      window.removeEventListener("pagehide", keep);
      keep();
    };
  }, []);

  return {
    draft,
    change: (part: Partial<Draft>) => {
      touched.current = true;
      setDraft((current) => ({ ...current, ...part }));
    },
    uploads,
    rows,
    addFiles: (files: Iterable<File>) => {
      touched.current = true;
      uploads.add(files);
    },
    files: uploadSummary(rows),
    saved,
    /** Keeps the draft now, before the composer goes. */
    keep: () => save.current(),
    /** Sent, or thrown away: nothing is kept. */
    forget: () => {
      gone.current = true;
      forgetDraft(userId, found.id);
      uploads.clear();
    },
  };
}

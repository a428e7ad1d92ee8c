import { useEffect, useRef } from "react";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { messageFiles } from "../../../../shared/mediation/uploads.ts";
import { postToStore, summary as uploadSummary } from "../../../ui/uploads.ts";
import { useUploads } from "../../../ui/use-uploads.ts";
import { askUpload, checkUpload } from "./case-queries.ts";
import type { Draft } from "./drafts.ts";
import { useDraft } from "./use-draft.ts";

/** The message being composed: its draft, the files sent ahead for it and those the case has already. */
export function useComposedMessage(found: CaseView, userId: string, opened: Draft) {
  const { draft, change, ...rest } = useDraft(found, userId, opened);
  const ofCase = draft.files.filter(({ onCase }) => onCase);
  const latest = useRef({ ofCase, change });
  latest.current = { ofCase, change };
  const { uploads, rows } = useUploads(() => ({
    ticket: ({ name, size }) => askUpload(found.id, name, size),
    send: postToStore,
    check: (id) => checkUpload(found.id, id),
    allowance: messageFiles,
  }));

  const restored = useRef(false);
  const sent = useRef("");
  useEffect(() => {
    if (restored.current) return;
    restored.current = true;
    const files = opened.files.filter(({ onCase }) => !onCase);
    sent.current = files.map(({ id }) => id).join();
    uploads.restore(
      files.map(({ id, name, size }) => ({ name, size, state: { at: "added", id, sentAt: Date.now() } })),
    );
  }, [uploads, opened]);
  // The draft names the files that were taken, each time one more is or one goes.
  useEffect(() => {
    const taken = rows.flatMap(({ name, size, state }) =>
      state.at === "added" ? [{ id: state.id, name, size }] : [],
    );
    const ids = taken.map(({ id }) => id).join();
    if (!restored.current || ids === sent.current) return;
    sent.current = ids;
    latest.current.change({ files: [...taken, ...latest.current.ofCase] });
  }, [rows]);

  const files = uploadSummary(rows);
  return {
    ...rest,
    draft,
    change,
    uploads,
    rows,
    files,
    ofCase,
    /** Files and bytes of the whole message. */
    weight: {
      count: files.count + ofCase.length,
      bytes: files.bytes + ofCase.reduce((sum, { size }) => sum + size, 0),
    },
    changeOfCase: (next: Draft["files"]) =>
      change({ files: [...draft.files.filter(({ onCase }) => !onCase), ...next] }),
  };
}

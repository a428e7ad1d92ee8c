import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { ProblemError } from "../../../app/api.ts";
import { discardDraft, keepComposing, saveDraft } from "./compose-queries.ts";
import { type Draft, forgetDraft, isEmptyDraft, keepDraft, toServer } from "./drafts.ts";

const devicePause = 1_000;
const serverPause = 5_000;

/** Where the words are: on the server, on this device alone, nowhere else than here, or in two versions. */
export type Kept =
  | { is: "server" | "device"; at: number }
  | { is: "refused" }
  | { is: "elsewhere"; at: string }
  | { is: "sent" };

/**
 * What is being written on a case. Kept on the device a second after the last change, on the server five seconds after
 * it and when the composer is left; the device's copy goes once the server has answered for it.
 */
export function useDraft(found: CaseView, userId: string, opened: Draft) {
  const client = useQueryClient();
  const [draft, setDraft] = useState(opened);
  const [kept, setKept] = useState<Kept | undefined>();
  const now = useRef({ draft, changes: 0, saved: 0, gone: false, saving: false, stopped: false });
  now.current.draft = draft;

  const onDevice = () => {
    const { draft: current, changes, saved, gone } = now.current;
    if (gone || changes === saved) return;
    const savedAt = Date.now();
    const written = keepDraft(userId, found.id, { ...current, savedAt });
    setKept((before) =>
      before?.is === "server" && written
        ? before
        : written
          ? { is: "device", at: savedAt }
          : { is: "refused" },
    );
  };

  const onServer = async (leaving = false): Promise<void> => {
    const state = now.current;
    if (state.gone || state.stopped || state.saving || state.changes === state.saved) return;
    const { changes, draft: current } = state;
    state.saving = true;
    try {
      if (isEmptyDraft(current)) {
        if (current.basedOn) await discardDraft({ caseId: found.id, kind: current.kind });
        keepComposing(client, found.id, current.kind, null);
        settle(changes, null);
      } else {
        const sent = toServer(found.id, current);
        const { savedAt } = await saveDraft(sent, leaving);
        const { caseId, basedOn, ...view } = sent;
        keepComposing(client, found.id, current.kind, { ...view, savedAt });
        settle(changes, savedAt);
        setKept({ is: "server", at: Date.parse(savedAt) });
      }
    } catch (error) {
      setKept(afterRefusal(error));
      state.stopped = isStop(error);
    } finally {
      state.saving = false;
    }
    if (!state.stopped && state.changes > changes && state.saved === changes) void onServer();
  };

  /** The server has this version: the device forgets it unless more was typed meanwhile. */
  const settle = (changes: number, basedOn: string | null) => {
    const state = now.current;
    state.saved = changes;
    setDraft((current) => ({ ...current, basedOn }));
    if (state.changes === changes) forgetDraft(userId, found.id, opened.kind);
  };

  const afterRefusal = (error: unknown): Kept => {
    if (error instanceof ProblemError && error.problem.reason === "draft_elsewhere")
      return { is: "elsewhere", at: error.problem.facts?.at ?? "" };
    if (error instanceof ProblemError && error.problem.reason === "already_sent") return { is: "sent" };
    const savedAt = Date.now();
    return keepDraft(userId, found.id, { ...now.current.draft, savedAt })
      ? { is: "device", at: savedAt }
      : { is: "refused" };
  };

  const save = useRef({ onDevice, onServer });
  save.current = { onDevice, onServer };
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of the draft starts both pauses again
  useEffect(() => {
    const device = setTimeout(() => save.current.onDevice(), devicePause);
    const server = setTimeout(() => void save.current.onServer(), serverPause);
    return () => {
      clearTimeout(device);
      clearTimeout(server);
    };
  }, [draft]);
  useEffect(() => {
    const leave = () => {
      save.current.onDevice();
      void save.current.onServer(true);
    };
    const back = () => void save.current.onServer();
    window.addEventListener("pagehide", leave);
    window.addEventListener("online", back);
    return () => {
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("online", back);
      leave();
    };
  }, []);

  return {
    draft,
    kept,
    change: (part: Partial<Draft>) => {
      now.current.changes += 1;
      setDraft((current) => ({ ...current, ...part }));
    },
    /** Goes on with these words although another device changed the draft: the server takes them. */
    keepMine: (at: string) => {
      now.current.stopped = false;
      now.current.changes += 1;
      now.current.draft = { ...now.current.draft, basedOn: at };
      setDraft(now.current.draft);
      void onServer();
    },
    /** Sent, or thrown away: nothing is kept, here or there. `device`: only here, for the server's version. */
    forget: (where: "everywhere" | "device" = "everywhere") => {
      now.current.gone = true;
      forgetDraft(userId, found.id, opened.kind);
      if (where === "everywhere") keepComposing(client, found.id, opened.kind, null);
    },
  };
}

/** After these the server wants a decision first: asking again by itself would only be refused again. */
const isStop = (error: unknown) =>
  error instanceof ProblemError && ["draft_elsewhere", "already_sent"].includes(error.problem.reason);

import { useEffect, useRef, useState } from "react";
import type { FileRequest, Receipt } from "../../../../../shared/mediation/schema.ts";
import { percent } from "../../../../../shared/mediation/uploads.ts";
import { ConnectionLost, isServerFault, ProblemError } from "../../../../app/api.ts";
import { summary, type Upload } from "../../../../ui/uploads.ts";
import type { Fault } from "./problems.ts";
import { sendRequest } from "./request-door.ts";

/** Why the request did not leave, as the page says it. */
export type SendingFault =
  | { kind: "offline" }
  | { kind: "server"; requestId: string }
  | { kind: "alreadyFiled" }
  | { kind: "limited"; minutes: number | null }
  | { kind: "files" }
  | { kind: "refused"; detail: string };

const kindOf = (error: unknown): SendingFault => {
  if (error instanceof ConnectionLost) return { kind: "offline" };
  if (!(error instanceof ProblemError)) throw error;
  const { problem } = error;
  if (isServerFault(error)) return { kind: "server", requestId: problem.requestId };
  if (problem.reason === "already_filed") return { kind: "alreadyFiled" };
  if (problem.code === "limited") {
    const seconds = error.retryAfterSeconds;
    return { kind: "limited", minutes: seconds && Math.ceil(seconds / 60) };
  }
  return { kind: "refused", detail: problem.detail };
};

const fieldFaults = (error: unknown): Fault[] =>
  error instanceof ProblemError
    ? (error.problem.fields ?? []).map(({ path, message }) => ({ path, message, summary: message }))
    : [];

/** « Il reste 1 fichier en cours d’envoi (62 %). Votre demande partira juste après. » */
export const waitingWords = (rows: readonly Upload[]): string => {
  const { underWay, underWaySent, underWayBytes } = summary(rows);
  return `Il reste ${underWay} fichier${underWay > 1 ? "s" : ""} en cours d’envoi (${percent(underWaySent, underWayBytes)} %). Votre demande partira juste après.`;
};

/**
 * Sends the request once: a second click does nothing, files still going are waited for, and a lost answer can be
 * asked for again with the same key.
 */
export const useSending = (options: {
  slug: string;
  rows: readonly Upload[];
  request: () => FileRequest;
  onFiled: (receipt: Receipt) => void;
  onFieldFaults: (faults: Fault[]) => void;
}) => {
  const [phase, setPhase] = useState<"idle" | "waiting" | "sending">("idle");
  const [fault, setFault] = useState<SendingFault | null>(null);
  const latest = useRef(options);
  latest.current = options;
  const { underWay, interrupted } = summary(options.rows);

  useEffect(() => {
    if (phase !== "waiting" || underWay > 0) return;
    if (interrupted > 0) {
      setPhase("idle");
      setFault({ kind: "files" });
      return;
    }
    setPhase("sending");
    const { slug, request, onFiled, onFieldFaults } = latest.current;
    sendRequest(slug, request()).then(onFiled, (error: unknown) => {
      setPhase("idle");
      const faults = fieldFaults(error);
      if (faults.length > 0) onFieldFaults(faults);
      else setFault(kindOf(error));
    });
  }, [phase, underWay, interrupted]);

  return {
    phase,
    fault,
    send: () => {
      if (phase !== "idle") return;
      setFault(null);
      setPhase("waiting");
    },
    clear: () => setFault(null),
  };
};

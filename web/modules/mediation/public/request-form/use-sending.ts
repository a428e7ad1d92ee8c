import { useEffect, useRef, useState } from "react";
import type { FileRequest, Receipt } from "../../../../../shared/mediation/schema.ts";
import { percent } from "../../../../../shared/mediation/uploads.ts";
import { proofNeeded } from "../../../../../shared/platform/proof-of-work.ts";
import { ConnectionLost, isServerFault, ProblemError, reasonOf } from "../../../../app/api.ts";
import { CannotProve, proofOfWork } from "../../../../ui/proof-of-work.ts";
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
  | { kind: "browser" }
  | { kind: "refused"; detail: string };

const kindOf = (error: unknown): SendingFault => {
  if (error instanceof ConnectionLost) return { kind: "offline" };
  if (error instanceof CannotProve) return { kind: "browser" };
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

type Prover = ReturnType<typeof proofOfWork>;

/** Sends with the work done meanwhile; a proof that was lost on the way or grew too old is made again, once. */
const sendProved = async (prover: Prover, slug: string, request: FileRequest): Promise<Receipt> => {
  try {
    return await sendRequest(slug, request, await prover.take());
  } catch (error) {
    if (reasonOf(error) !== proofNeeded) throw error;
    return sendRequest(slug, request, await prover.take());
  }
};

/**
 * Sends the request once: a second click does nothing, files still going are waited for, and a lost answer can be
 * asked for again with the same key.
 */
export const useSending = (options: {
  slug: string;
  rows: readonly Upload[];
  /** The person is on the way: the work a sending asks for may begin. */
  begun: boolean;
  request: () => FileRequest;
  onFiled: (receipt: Receipt) => void;
  onFieldFaults: (faults: Fault[]) => void;
}) => {
  const [phase, setPhase] = useState<"idle" | "waiting" | "sending">("idle");
  const [fault, setFault] = useState<SendingFault | null>(null);
  const latest = useRef(options);
  latest.current = options;
  const [prover] = useState(proofOfWork);
  useEffect(() => {
    if (options.begun) prover.prepare();
  }, [options.begun, prover]);
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
    sendProved(prover, slug, request()).then(onFiled, (error: unknown) => {
      setPhase("idle");
      const faults = fieldFaults(error);
      if (faults.length > 0) onFieldFaults(faults);
      else setFault(kindOf(error));
    });
  }, [phase, underWay, interrupted, prover]);

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

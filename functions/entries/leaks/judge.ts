import { Problem } from "../../../shared/platform/problem.ts";
import { cellsFor, type Right } from "../../../shared/platform/rights.ts";
import type { Target } from "./fixtures.ts";
import type { Subject } from "./subjects.ts";

export interface Answer {
  status: number;
  /** Its media type. */
  type: string;
  /** The body, as text. */
  text: string;
}

/**
 * What the table says of a request: `refused` as not theirs or not there, `allowed`, `either` where the state of the
 * record decides, `open` to anyone, `nothing` for somebody who may, on what is not there; `skipped` when the table
 * makes no difference between this target and one's own.
 */
export type Expected = "refused" | "allowed" | "either" | "open" | "nothing" | "skipped";

/** What the table of rights alone says: it never asks the rules that the handlers ask. */
export const expectedBy = (right: Right, { holders }: Subject, target: Target): Expected => {
  if ("anyone" in right.may) return "open";
  const cells = cellsFor(right, holders);
  if (cells.length === 0) return "refused";
  if (target === "own") return cells.includes("always") ? "allowed" : "either";
  // The platform's rights know no organisation.
  const everywhere = holders.has("platform") && right.may.platform !== undefined;
  if (target === "unknown") return everywhere ? "nothing" : "refused";
  if (everywhere) return "skipped";
  return target === "mixed" ? "nothing" : "refused";
};

/** Reasons that speak of rights; any other refusal is about what was sent or about the state of things. */
const aboutRights = new Set([
  "role_missing",
  "not_found",
  "signed_out",
  "not_handler",
  "code_needed",
  "link_closed",
]);

const problemOf = (answer: Answer): Problem | undefined => {
  try {
    return Problem.parse(JSON.parse(answer.text));
  } catch {
    return undefined;
  }
};

/** What a refusal tells whoever reads it, without what differs at each request. */
export const told = (answer: Answer): string => {
  const problem = problemOf(answer);
  if (!problem) return `${answer.status} ${answer.text}`;
  const { status, code, reason, detail, fields, facts } = problem;
  return JSON.stringify({ status, code, reason, detail, fields, facts });
};

export const succeeded = ({ status }: Answer): boolean => status >= 200 && status < 400;

/** Why this answer is not the one expected; undefined when it is. */
export const fault = (expected: Expected, answer: Answer): string | undefined => {
  const problem = problemOf(answer);
  const what = `answered ${answer.status}${problem ? ` (${problem.reason})` : ""}`;
  if (answer.status >= 500) return `${what}: a fault`;
  if (answer.status === 429) return `${what}: the walk was slowed down, it judged nothing`;
  if (!succeeded(answer) && !problem) return `${what}: a refusal that is not a Problem`;
  switch (expected) {
    case "refused":
      return answer.status === 403 || answer.status === 404 ? undefined : `${what} instead of a refusal`;
    case "nothing":
      return succeeded(answer) ? `${what} instead of a refusal` : undefined;
    case "allowed":
      return problem && aboutRights.has(problem.reason) ? `${what}, and the table allows it` : undefined;
    case "open":
      return problem?.reason === "signed_out" || problem?.reason === "role_missing"
        ? `${what}, and it is open to anyone`
        : undefined;
    default:
      return undefined;
  }
};

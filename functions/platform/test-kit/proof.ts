import { proofHeader } from "../../../shared/platform/proof-of-work.ts";
import type { newChallenge } from "../proof-of-work.ts";

/** The header of a browser that did the work of a challenge. */
export const proofFor = async (
  challenge: Awaited<ReturnType<typeof newChallenge>>,
): Promise<Record<string, string>> => {
  const { solveChallenge } = await import("altcha-lib");
  const { deriveKey } = await import("altcha-lib/algorithms/web/pbkdf2");
  const solution = await solveChallenge({ challenge, deriveKey });
  return { [proofHeader]: Buffer.from(JSON.stringify({ challenge, solution })).toString("base64") };
};

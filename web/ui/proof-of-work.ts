import type { Challenge, Solution } from "altcha-lib/types";
import { challengePath, proofHeader } from "../../shared/platform/proof-of-work.ts";
import { call } from "../app/api.ts";

/** This browser cannot do the work: it lacks the cryptography every browser has had on https since 2015. */
export class CannotProve extends Error {
  constructor(cause?: unknown) {
    super("Ce navigateur ne peut pas faire la vérification automatique.", { cause });
    this.name = "CannotProve";
  }
}

/** Solves in a worker; where workers are refused, on the page itself, whose derivations run beside it anyway. */
const solve = (challenge: Challenge): Promise<Solution | null> =>
  inWorker(challenge).catch(async () => {
    const { solveChallenge } = await import("altcha-lib");
    const { deriveKey } = await import("altcha-lib/algorithms/web/pbkdf2");
    return solveChallenge({ challenge, deriveKey });
  });

const inWorker = (challenge: Challenge): Promise<Solution | null> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./proof-of-work-worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<Solution | null>) => {
      worker.terminate();
      resolve(data);
    };
    worker.onerror = (event) => {
      worker.terminate();
      reject(new Error(event.message));
    };
    worker.postMessage(challenge);
  });

interface Proof {
  header: string;
  /** Milliseconds since 1970. */
  goodUntil: number;
}

const makeProof = async (): Promise<Proof> => {
  if (!globalThis.crypto?.subtle) throw new CannotProve();
  const challenge = await call<Challenge>("GET", challengePath);
  const solution = await solve(challenge).catch((error: unknown) => {
    throw new CannotProve(error);
  });
  if (!solution) throw new CannotProve();
  return {
    header: btoa(JSON.stringify({ challenge, solution })),
    // By this clock, since the server's may differ; well before the hour a challenge lives.
    goodUntil: Date.now() + 45 * 60_000,
  };
};

/**
 * The proof of work of one form. `prepare` begins it while the person fills the form; `take` gives the headers of one
 * sending, at once when it is ready. Nothing is asked of anyone.
 */
export const proofOfWork = () => {
  let ready: Promise<Proof> | undefined;
  const prepare = (): Promise<Proof> => {
    ready ??= makeProof();
    // Whoever takes it hears of the failure; until then it is no fault of the page.
    ready.catch(() => {
      ready = undefined;
    });
    return ready;
  };
  return {
    prepare: () => void prepare().catch(() => {}),
    take: async (): Promise<Record<string, string>> => {
      let proof = await prepare();
      if (proof.goodUntil < Date.now()) {
        ready = undefined;
        proof = await prepare();
      }
      // It opens once.
      ready = undefined;
      return { [proofHeader]: proof.header };
    },
  };
};

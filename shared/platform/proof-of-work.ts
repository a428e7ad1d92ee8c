/** Header in which a browser shows the work it did: base64 of `{ challenge, solution }` as JSON. */
export const proofHeader = "x-guichet-proof";

/** Where a challenge is asked for. */
export const challengePath = "/api/public/challenge";

/** The refusal's reason when the proof is absent, too old, used or wrong: a new one is all it takes. */
export const proofNeeded = "proof_needed";

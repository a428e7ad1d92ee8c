import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ConnectionView } from "../../../../shared/declarations/connections.ts";
import {
  type ConnectionFault,
  connectionFaults,
  type RemoteProvider,
} from "../../../../shared/declarations/enums.ts";
import { ProblemError, reasonOf } from "../../../app/api.ts";
import { rereadAccounts, testAccount } from "./connection-queries.ts";
import { type Codes, missingCodes } from "./credential-fields.tsx";
import { faultWords } from "./fault-words.tsx";

/** The vendor's own refusal, when the error is one. */
const faultFrom = (error: unknown): ConnectionFault | undefined =>
  connectionFaults.find((fault) => fault === reasonOf(error));

/** The name an account has already here, when connecting it twice was refused. */
export const connectedAs = (error: unknown): string | undefined =>
  error instanceof ProblemError && error.problem.reason === "already_connected"
    ? (error.problem.facts?.label ?? "")
    : undefined;

/**
 * Tests codes at the vendor, then hands the proof to `keep`. When the shows of the account are not those known here,
 * `asksOthers` is true: `tryAgain(true)` keeps them all the same, without a second test.
 */
export function useAccountTest({
  organisationId,
  provider,
  codes,
  keep,
  onDone,
}: {
  organisationId: string;
  provider: RemoteProvider;
  codes: Codes;
  keep: (proof: string, otherShows: boolean) => Promise<ConnectionView>;
  onDone: (connection: ConnectionView) => void;
}) {
  const client = useQueryClient();
  const [missing, setMissing] = useState<Partial<Codes>>({});
  const [proof, setProof] = useState<string>();
  const mutation = useMutation({
    mutationFn: async (otherShows: boolean) => {
      const tested =
        otherShows && proof ? proof : (await testAccount(organisationId, { provider, ...codes })).proof;
      setProof(tested);
      return keep(tested, otherShows);
    },
    onSuccess: (connection) => {
      rereadAccounts(client);
      onDone(connection);
    },
  });
  const fault = faultFrom(mutation.error);
  const words = fault && faultWords(fault, provider);
  return {
    isPending: mutation.isPending,
    error: mutation.error,
    words,
    fault,
    asksOthers: reasonOf(mutation.error) === "other_shows",
    errors: {
      ...(words?.field && words.atField ? { [words.field]: words.atField } : {}),
      ...missing,
    } satisfies Partial<Codes>,
    /** Starts the test, unless a code is missing: then its field says so, and `false` comes back. */
    run: (otherShows = false): boolean => {
      if (mutation.isPending) return true;
      const lacking = missingCodes(provider, codes);
      setMissing(lacking);
      if (Object.keys(lacking).length > 0) return false;
      mutation.mutate(otherShows);
      return true;
    },
  };
}

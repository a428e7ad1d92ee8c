import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { AskExport } from "../../../../shared/declarations/exports.ts";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import type { AgentSpace } from "../../access/agent/session.ts";
import { askExport, exportsQuery, linkToExport, rereadExports } from "./following/following-queries.ts";

/**
 * Asks for performances as a file and fetches it here as soon as it is made; whoever leaves the page finds it in « Mes
 * fichiers ».
 */
export function useExportNow({ organisation }: AgentSpace) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const [asked, setAsked] = useState<string>();
  const list = useQuery({ ...exportsQuery(organisation.id), enabled: asked !== undefined }).data;
  const state = list?.exports.find(({ id }) => id === asked)?.state;
  const refused = (error: unknown) => notify(refusalWords(error));
  const fetching = useMutation({
    mutationFn: linkToExport,
    onSuccess: ({ url }) => window.location.assign(url),
    onError: refused,
  });
  const fetch = fetching.mutate;
  useEffect(() => {
    if (asked === undefined || (state !== "done" && state !== "failed")) return;
    setAsked(undefined);
    if (state === "done") fetch(asked);
    else notify("Ce fichier n’a pas pu être préparé. Demandez-le de nouveau.");
  }, [asked, state, fetch, notify]);
  return useMutation({
    mutationFn: (wanted: Omit<AskExport, "organisationId" | "kind">) =>
      askExport({ organisationId: organisation.id, kind: "performances", ...wanted }),
    onSuccess: async ({ id }) => {
      notify(
        <>
          Le fichier se prépare, il arrive ici.{" "}
          <Link to="/espace/$organisation/declarations/fichiers" params={{ organisation: organisation.slug }}>
            Mes fichiers
          </Link>
        </>,
      );
      await rereadExports(client, organisation.id);
      setAsked(id);
    },
    onError: refused,
  });
}

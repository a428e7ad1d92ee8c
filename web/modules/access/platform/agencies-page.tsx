import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type {
  AgencyDiff,
  AgencyDirectories,
  LoadAgencies,
} from "../../../../shared/declarations/declaring.ts";
import { listText } from "../../../../shared/declarations/list-text.ts";
import { call } from "../../../app/api.ts";
import { Moment } from "../../../ui/agent/moment.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { FilePicker } from "../../../ui/file-picker.tsx";
import { AgencyChanges } from "./agency-changes.tsx";

import { PlatformPage } from "./platform-page.tsx";

type Directory = AgencyDirectories["directories"][number];
type AgencyBody = Directory["body"];

const directoriesQuery = queryOptions({
  queryKey: ["platform", "agencies"],
  queryFn: ({ signal }) =>
    call<AgencyDirectories>("GET", "/api/declarations/agencies", undefined, { signal }),
});
const compare = (input: { body: AgencyBody; csv: string }) =>
  call<AgencyDiff>("POST", "/api/declarations/agencies/preview", input);
const load = (input: LoadAgencies) => call<AgencyDiff>("POST", "/api/declarations/agencies", input);

/** What each body's list looks like, and what it is for. */
const lists: Readonly<Record<AgencyBody, { title: string; columns: string; use: string }>> = {
  SACEM: {
    title: "Délégations de la SACEM",
    columns: "LOCAL, CP, Mail",
    use: "Reçoivent les déclarations, par code postal entier.",
  },
  SACD: {
    title: "Agences de la SACD",
    columns: "Département, mail",
    use: "Reçoivent les pièces, par début de code postal\u00a0: 5, 3 ou 2 chiffres.",
  },
};

/** Directories of agencies: what each holds, and replacing one by a list, seen before it is loaded. */
export function AgenciesPage() {
  const query = useQuery(directoriesQuery);
  return (
    <PlatformPage
      title="Annuaires d’agences"
      line="À qui Guichet écrit, selon le lieu du spectacle. Ce qui est déjà parti garde l’adresse de son jour."
      what="les annuaires"
      query={query}
    >
      {({ directories }) =>
        (["SACEM", "SACD"] as const).map((body) => (
          <DirectorySection key={body} body={body} directory={directories.find((one) => one.body === body)} />
        ))
      }
    </PlatformPage>
  );
}

function DirectorySection({ body, directory }: { body: AgencyBody; directory: Directory | undefined }) {
  const { title, columns, use } = lists[body];
  const client = useQueryClient();
  const { notify } = useNotices();
  const [list, setList] = useState<{ name: string; csv: string }>();
  const picker = useRef<{ focus: () => void }>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const alert = useRef<HTMLDivElement>(null);
  const showFault = () => requestAnimationFrame(() => alert.current?.focus());
  const comparing = useMutation({
    mutationFn: compare,
    onSuccess: () => requestAnimationFrame(() => heading.current?.focus()),
    onError: showFault,
  });
  const loading = useMutation({
    mutationFn: load,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: directoriesQuery.queryKey });
      notify(`L’annuaire de la ${body} est remplacé.`);
      close();
    },
    onError: showFault,
  });
  const close = () => {
    setList(undefined);
    comparing.reset();
    loading.reset();
    requestAnimationFrame(() => picker.current?.focus());
  };
  const take = async ([file]: File[]) => {
    if (!file) return;
    loading.reset();
    const csv = listText(await file.arrayBuffer());
    setList({ name: file.name, csv });
    comparing.mutate({ body, csv });
  };
  const diff = list && comparing.data;
  const fault = loading.error ?? comparing.error;
  return (
    <section aria-labelledby={`annuaire-${body}`} className="agency-directory">
      <h2 id={`annuaire-${body}`} className="platform-heading">
        {title}
      </h2>
      <p>
        {directory ? (
          <>
            <strong>{directory.agencies}</strong> {directory.agencies > 1 ? "agences" : "agence"},{" "}
            <strong>{directory.matches}</strong> {directory.matches > 1 ? "codes" : "code"}. Version{" "}
            {directory.directoryVersion} (<Moment at={directory.loadedAt} />
            ).
          </>
        ) : (
          "Aucune liste n’est chargée\u00a0: rien ne peut partir."
        )}{" "}
        <span className="mention">{use}</span>
      </p>
      <FilePicker
        ref={picker}
        only={["csv", "txt"]}
        withoutDrop
        describedBy={`annuaire-${body}-format`}
        onFiles={(files) => void take(files)}
      >
        {comparing.isPending ? "Comparaison en cours…" : `Comparer une liste ${body}`}
      </FilePicker>
      <p id={`annuaire-${body}-format`} className="mention">
        Un fichier CSV, colonnes {columns}. Rien n’est changé avant votre accord.
      </p>
      {fault && <Alert ref={alert} severity="error" title={refusalWords(fault)} />}
      {diff && (
        <div className="agency-directory__diff">
          <h3 ref={heading} tabIndex={-1}>
            {list.name}
          </h3>
          <AgencyChanges diff={diff} />
          <p className="agency-directory__acts">
            {diff.faults.length === 0 && (
              <Button
                size="sm"
                busy={loading.isPending && "Chargement…"}
                onClick={() =>
                  loading.mutate({ body, csv: list.csv, directoryVersion: diff.directoryVersion })
                }
              >
                Remplacer l’annuaire {body}
              </Button>
            )}
            <Button size="sm" look="secondary" onClick={close}>
              {diff.faults.length === 0 ? "Abandonner" : "Fermer"}
            </Button>
          </p>
        </div>
      )}
    </section>
  );
}

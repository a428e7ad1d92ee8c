import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { type ImportView, importErrors } from "../../../../../shared/declarations/import.ts";
import { Icon } from "../../../../ui/agent/icon.tsx";
import { LoadFailed } from "../../../../ui/agent/load-failed.tsx";
import { Skeleton } from "../../../../ui/agent/waiting.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { AnotherFile } from "./another-file.tsx";
import { ColumnsStep } from "./columns-step.tsx";
import { DoneStep } from "./done-step.tsx";
import { ImportFrame } from "./import-frame.tsx";
import { importQuery } from "./import-queries.ts";
import { fileLine } from "./import-words.ts";
import { PreviewStep } from "./preview-step.tsx";

const stepOf: Readonly<Record<ImportView["state"], 1 | 2 | 3 | 4>> = {
  uploaded: 1,
  parsing: 1,
  failed: 1,
  mapping: 2,
  preview: 3,
  applying: 4,
  done: 4,
  undoing: 4,
  undone: 4,
};

/** One file that is imported, at the step where it is; it may be left and found again. */
export function ImportPage({ space, importId }: { space: AgentSpace; importId: string }) {
  const query = useQuery(importQuery(importId));
  const content = useRef<HTMLDivElement>(null);
  const view = query.data;
  const [naming, setNaming] = useState(false);
  const isNaming = naming && view?.state === "preview";
  const step = isNaming ? 2 : view && stepOf[view.state];
  const seen = useRef(step);
  // A step that follows another takes the focus, as a page would.
  useEffect(() => {
    if (seen.current !== undefined && step !== seen.current) content.current?.focus();
    seen.current = step;
  }, [step]);
  const client = useQueryClient();
  const state = view?.state;
  // Shows, counts and lists are others once a file was written or put back.
  useEffect(() => {
    if (state === "done" || state === "undone")
      void client.invalidateQueries({
        queryKey: ["declarations"],
        predicate: ({ queryKey: [, what] }) => what !== "imports",
      });
  }, [client, state]);
  if (query.isError && !view)
    return (
      <ImportFrame current={1} line="">
        <LoadFailed what="ce fichier" error={query.error} retry={() => void query.refetch()} />
      </ImportFrame>
    );
  return (
    <ImportFrame current={step ?? 1} line={view ? fileLine(view) : ""}>
      <div ref={content} tabIndex={-1} className="import-step">
        {view && isNaming && <ColumnsStep view={view} space={space} onMapped={() => setNaming(false)} />}
        {view && !isNaming && (
          <Step view={view} space={space} onBack={() => setNaming(true)} key={view.state} />
        )}
        {!view && <Skeleton says="Chargement du fichier…" />}
      </div>
    </ImportFrame>
  );
}

function Step({ view, space, onBack }: { view: ImportView; space: AgentSpace; onBack: () => void }) {
  switch (view.state) {
    case "uploaded":
    case "parsing":
      return (
        <p role="status" className="import-waiting">
          <Icon name="fr-icon-refresh-line" /> Lecture du fichier… Vous pouvez quitter cette page&nbsp;: la
          lecture continue.
        </p>
      );
    case "failed":
      return <Failed view={view} space={space} />;
    case "mapping":
      return <ColumnsStep view={view} space={space} onMapped={() => undefined} />;
    case "preview":
      return <PreviewStep view={view} space={space} onBack={onBack} />;
    default:
      return <DoneStep view={view} space={space} />;
  }
}

function Failed({ view, space }: { view: ImportView; space: AgentSpace }) {
  return (
    <>
      <div className="banner banner--error" role="alert">
        <Icon name="fr-icon-error-fill" tone="error" />
        <div>
          <strong>{importErrors[view.error ?? "unreadable"]}</strong>
          <p>Rien n’a été ajouté à vos spectacles.</p>
        </div>
      </div>
      <p className="import-foot">
        <AnotherFile space={space} />
      </p>
    </>
  );
}

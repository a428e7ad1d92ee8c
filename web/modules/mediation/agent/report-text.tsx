import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useId, useRef, useState } from "react";
import {
  longestReportText,
  type ReportText,
  type ReportView,
} from "../../../../shared/mediation/annual-report.ts";
import { ProblemError } from "../../../app/api.ts";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import { keepReport, saveReport } from "./report-queries.ts";

/** Quiet time after the last key before what was typed is kept. */
const pause = 1200;

/** What somebody else wrote meanwhile, as the refusal tells it. */
const meanwhile = (error: unknown, name: ReportText): { version: number; text: string } | undefined => {
  if (!(error instanceof ProblemError) || error.problem.reason !== "version_differs") return undefined;
  const { version, values } = error.problem.facts ?? {};
  const texts: unknown = JSON.parse(String(values ?? "{}"));
  const text = typeof texts === "object" && texts !== null && name in texts ? Reflect.get(texts, name) : "";
  return { version: Number(version), text: typeof text === "string" ? text : "" };
};

/** One text of the report, kept while it is typed. When a colleague changed it meanwhile, both texts are shown. */
export function ReportTextField({
  organisation,
  report,
  name,
  label,
  hint,
}: {
  organisation: string;
  report: ReportView;
  name: ReportText;
  label: string;
  hint: string;
}) {
  const client = useQueryClient();
  const id = useId();
  const kept = report.texts[name] ?? "";
  const [typed, setTyped] = useState(kept);
  const version = useRef(report.version);
  version.current = Math.max(version.current, report.version);
  const save = useMutation({
    mutationFn: (given: { text: string; version: number }) =>
      saveReport({ organisation, year: report.year, version: given.version, texts: { [name]: given.text } }),
    onSuccess: (saved) => {
      version.current = saved.version;
      keepReport(client, organisation, saved);
    },
  });
  const conflict = meanwhile(save.error, name);
  const latest = useRef(save.mutate);
  latest.current = save.mutate;
  const changed = typed !== kept;
  useEffect(() => {
    if (!changed || conflict) return;
    const timer = setTimeout(() => latest.current({ text: typed, version: version.current }), pause);
    return () => clearTimeout(timer);
  }, [typed, changed, conflict]);
  // Leaving the chapter keeps what was typed a moment ago.
  const unsaved = useRef<string>(undefined);
  unsaved.current = changed && !conflict ? typed : undefined;
  useEffect(
    () => () => {
      if (unsaved.current !== undefined) latest.current({ text: unsaved.current, version: version.current });
    },
    [],
  );
  const state = save.isPending
    ? "Enregistrement…"
    : changed
      ? "Pas encore enregistré"
      : save.isSuccess
        ? "Enregistré"
        : "";
  return (
    <>
      {conflict && (
        <Alert severity="warning" title="Un collègue a modifié ce rapport pendant votre saisie">
          <p>Rien n’est perdu. Ce texte est maintenant&nbsp;:</p>
          <blockquote className="report__other">{conflict.text || "(vide)"}</blockquote>
          <div className="row row--wrap">
            <Button size="sm" onClick={() => save.mutate({ text: typed, version: conflict.version })}>
              Garder le mien
            </Button>
            <Button
              size="sm"
              look="secondary"
              onClick={() => {
                setTyped(conflict.text);
                save.mutate({ text: conflict.text, version: conflict.version });
              }}
            >
              Prendre l’autre
            </Button>
          </div>
        </Alert>
      )}
      {save.isError && !conflict && <Alert severity="error" title={refusalWords(save.error)} />}
      <TextArea
        id={id}
        label={label}
        hint={hint}
        rows={6}
        value={typed}
        onChange={setTyped}
        limit={typed.length > longestReportText - 2000 ? { min: 0, max: longestReportText } : undefined}
        note={<span role="status">{state}</span>}
      />
    </>
  );
}

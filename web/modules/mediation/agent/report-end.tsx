import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { ReportView } from "../../../../shared/mediation/annual-report.ts";
import { ProblemError } from "../../../app/api.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { Input } from "../../../ui/input.tsx";
import type { Organisation } from "../../access/agent/session.ts";
import { freezeReport, makeReportFile, saveReport } from "./report-queries.ts";

/** The last step: its files, freezing it, and when it was sent. */
export function ReportEnd({
  organisation,
  report,
  onChange,
}: {
  organisation: Organisation;
  report: ReportView;
  onChange: (report: ReportView) => void;
}) {
  const [freezing, setFreezing] = useState(false);
  const { frozenAt, mayWrite, over, year, version } = report;
  const file = useMutation({
    mutationFn: (format: "pdf" | "xlsx") => makeReportFile({ organisation: organisation.id, year, format }),
    onSuccess: ({ url }) => window.location.assign(url),
  });
  return (
    <section aria-labelledby="chapter">
      <h2 id="chapter">Figer et envoyer</h2>
      <h3>Fichiers</h3>
      <p>
        Le PDF est accessible aux lecteurs d’écran.{" "}
        {frozenAt ? "" : "Tant que le rapport n’est pas figé, il porte la mention «\u00a0provisoires\u00a0»."}
      </p>
      <div className="row row--wrap">
        <Button
          look="secondary"
          icon="fr-icon-download-line"
          busy={file.isPending && file.variables === "pdf" && "Préparation…"}
          onClick={() => file.mutate("pdf")}
        >
          Rapport (PDF)
        </Button>
        <Button
          look="secondary"
          icon="fr-icon-download-line"
          busy={file.isPending && file.variables === "xlsx" && "Préparation…"}
          onClick={() => file.mutate("xlsx")}
        >
          Chiffres (XLSX)
        </Button>
      </div>
      <p role="status" className="small mention">
        {file.isSuccess ? "Le fichier est prêt\u00a0: le téléchargement commence." : ""}
      </p>
      {file.isError && <Alert severity="error" title={refusalWords(file.error)} />}
      <h3>Figer</h3>
      {frozenAt ? (
        <p>Ce rapport est figé. Un dossier enregistré plus tard ne le changera pas.</p>
      ) : (
        <>
          <p>
            Figer garde les chiffres et les textes tels qu’ils sont aujourd’hui, pour toujours.{" "}
            {over ? "" : `Possible à partir du 1er janvier ${year + 1}. `}
            {mayWrite ? "" : "Un médiateur principal peut le faire."}
          </p>
          {mayWrite && over && <Button onClick={() => setFreezing(true)}>Figer le rapport {year}</Button>}
        </>
      )}
      <h3>Envoi</h3>
      <SentOn organisation={organisation} report={report} onChange={onChange} />
      {freezing && (
        <ConfirmDialog
          title={`Figer le rapport ${year}\u00a0?`}
          confirm={`Figer le rapport ${year}`}
          busy="En cours…"
          act={() => freezeReport({ organisation: organisation.id, year, version })}
          onDone={(next) => {
            setFreezing(false);
            onChange(next);
          }}
          onClose={() => setFreezing(false)}
        >
          <p>
            Ses chiffres et ses textes ne changeront plus, même si un dossier de {year} est enregistré plus
            tard. Vous pourrez encore noter ses dates d’envoi.
          </p>
        </ConfirmDialog>
      )}
    </section>
  );
}

const recipients = [
  ["sentToAssemblyOn", "Remis à l’assemblée délibérante le"],
  ["sentToDefenderOn", "Transmis au Défenseur des droits le"],
] as const;

function SentOn({
  organisation,
  report,
  onChange,
}: {
  organisation: Organisation;
  report: ReportView;
  onChange: (report: ReportView) => void;
}) {
  const [days, setDays] = useState({
    sentToAssemblyOn: report.sentToAssemblyOn ?? "",
    sentToDefenderOn: report.sentToDefenderOn ?? "",
  });
  const save = useMutation({
    mutationFn: () =>
      saveReport({
        organisation: organisation.id,
        year: report.year,
        version: report.version,
        sentToAssemblyOn: days.sentToAssemblyOn || null,
        sentToDefenderOn: days.sentToDefenderOn || null,
      }),
    onSuccess: onChange,
  });
  const wrong = (path: string) =>
    save.error instanceof ProblemError
      ? save.error.problem.fields?.find((field) => field.path === path)?.message
      : undefined;
  if (!report.mayWrite)
    return (
      <p>
        {recipients.map(([key, label]) => (
          <span key={key} className="report__sent">
            {label}&nbsp;: {report[key] ?? "–"}
          </span>
        ))}
      </p>
    );
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      {save.isError && !recipients.some(([key]) => wrong(key)) && (
        <Alert severity="error" title={refusalWords(save.error)} />
      )}
      {recipients.map(([key, label]) => (
        <Input
          key={key}
          type="date"
          width="medium"
          label={label}
          value={days[key]}
          onChange={(value) => setDays({ ...days, [key]: value })}
          error={wrong(key)}
        />
      ))}
      <div className="row">
        <Button type="submit" look="secondary" busy={save.isPending && "Enregistrement…"}>
          Enregistrer les dates
        </Button>
        <span role="status">{save.isSuccess ? "Dates enregistrées." : ""}</span>
      </div>
    </form>
  );
}

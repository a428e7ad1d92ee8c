import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import {
  type ReportChapter,
  type ReportView,
  reportChapterIds,
  reportChapters,
} from "../../../../shared/mediation/annual-report.ts";
import { dayWords } from "../../../../shared/mediation/figure-tables.ts";
import {
  type ReportPart,
  type ReportTable,
  reportParts,
} from "../../../../shared/mediation/report-content.ts";
import { BarChart } from "../../../ui/agent/bar-chart.tsx";
import { FilterChoice } from "../../../ui/agent/filters.tsx";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { useNow } from "../../../ui/agent/now.ts";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { ReportEnd } from "./report-end.tsx";
import { keepReport, reportQuery } from "./report-queries.ts";
import { type ReportSearch, type ReportStep, reportSteps as steps } from "./report-search.ts";
import { ReportSince } from "./report-since.tsx";
import { ReportTextField } from "./report-text.tsx";
import { FigureTable } from "./statistics-block.tsx";
import "./report.css";

const stepTitles: Readonly<Record<ReportStep, string>> = {
  introduction: "Introduction",
  ...reportChapters,
  envoi: "Figer et envoyer",
};

/** The activity report of a year, chapter by chapter: figures beside the words, then its file and its sending. */
export function ReportPage({ space, search }: { space: AgentSpace; search: ReportSearch }) {
  useTitle("Rapport annuel");
  const navigate = useNavigate();
  const thisYear = new Date(useNow()).getUTCFullYear();
  // The report of a year is written when it is over.
  const year = Number(search.annee ?? thisYear - 1);
  const { organisation } = space;
  const query = useQuery(reportQuery(organisation.id, year));
  const step = search.etape ?? "introduction";
  const go = (next: ReportSearch) =>
    void navigate({
      to: "/espace/$organisation/mediation/rapport-annuel",
      params: { organisation: organisation.slug },
      search: next,
    });
  return (
    <div className="agent-page report">
      <header className="agent-head report__head">
        <div>
          <PageTitle>Rapport annuel</PageTitle>
          {query.data && <ReportState report={query.data} />}
        </div>
        <FilterChoice
          label={`Année\u00a0${thisYear - 1}`}
          value={year === thisYear - 1 ? undefined : String(year)}
          choices={[thisYear, ...[2, 3, 4, 5].map((back) => thisYear - back)].map((one) => ({
            value: String(one),
            label: `Année\u00a0${one}`,
          }))}
          onChange={(annee) => go(annee ? { annee } : {})}
        />
      </header>
      {query.isPending && <Skeleton says="Chargement du rapport…" rows={10} />}
      {query.isError && !query.data && (
        <LoadFailed what="le rapport" error={query.error} retry={() => void query.refetch()} />
      )}
      {query.data && <Steps key={year} space={space} report={query.data} step={step} search={search} />}
    </div>
  );
}

function ReportState({ report }: { report: ReportView }) {
  const { frozenAt, frozenBy, over, year } = report;
  if (frozenAt)
    return (
      <p className="mention">
        <span className="fr-icon-lock-line fr-icon--sm" aria-hidden="true" /> Figé le{" "}
        {dayWords(frozenAt.slice(0, 10))}
        {frozenBy && <> par {frozenBy}</>}. Ses chiffres et ses textes ne changent plus.
      </p>
    );
  return (
    <p className="mention">
      {over
        ? `Brouillon\u00a0: les chiffres de ${year} peuvent encore changer.`
        : `Brouillon\u00a0: l’année ${year} n’est pas finie.`}
    </p>
  );
}

function Steps({
  space,
  report,
  step,
  search,
}: {
  space: AgentSpace;
  report: ReportView;
  step: ReportStep;
  search: ReportSearch;
}) {
  const client = useQueryClient();
  const { organisation } = space;
  const parts = reportParts(report.figures, report.texts);
  const at = steps.indexOf(step);
  const link = (to: ReportStep) => ({
    to: "/espace/$organisation/mediation/rapport-annuel" as const,
    params: { organisation: organisation.slug },
    search: { ...(search.annee ? { annee: search.annee } : {}), etape: to },
  });
  const [before, after] = [steps[at - 1], steps[at + 1]];
  return (
    <>
      {report.since && (
        <ReportSince organisation={organisation} figures={report.figures} since={report.since} />
      )}
      <div className="report__columns">
        <nav aria-label="Chapitres du rapport" className="report__steps">
          <ol>
            {steps.map((one, index) => (
              <li key={one}>
                <Link {...link(one)} aria-current={one === step ? "step" : undefined}>
                  {index > 0 && index <= reportChapterIds.length ? `${index}. ` : ""}
                  {stepTitles[one]}
                </Link>
              </li>
            ))}
          </ol>
        </nav>
        <div className="report__chapter" key={step}>
          {step === "introduction" && <Introduction space={space} report={report} />}
          {step === "envoi" && (
            <ReportEnd
              organisation={organisation}
              report={report}
              onChange={(next) => keepReport(client, organisation.id, next)}
            />
          )}
          {step !== "introduction" && step !== "envoi" && (
            <Chapter space={space} report={report} step={step} part={parts.find(({ id }) => id === step)} />
          )}
          <div className="row row--wrap report__turn">
            {before && (
              <Link
                {...link(before)}
                className="fr-btn fr-btn--secondary fr-icon-arrow-left-line fr-btn--icon-left"
              >
                {stepTitles[before]}
              </Link>
            )}
            {after && (
              <Link {...link(after)} className="fr-btn fr-icon-arrow-right-line fr-btn--icon-right">
                {stepTitles[after]}
              </Link>
            )}
          </div>
        </div>
      </div>
    </>
  );
}

function Introduction({ space, report }: { space: AgentSpace; report: ReportView }) {
  return (
    <section aria-labelledby="chapter">
      <h2 id="chapter">Introduction</h2>
      <p>
        Le rapport d’activité est transmis chaque année à l’assemblée délibérante et au Défenseur des droits.
        Les chiffres viennent des dossiers&nbsp;; vous ajoutez vos mots, chapitre par chapitre. Il ne doit
        permettre de reconnaître personne&nbsp;: les nombres de 1 à 4 n’y sont pas écrits.
      </p>
      <Words
        space={space}
        report={report}
        name="introduction"
        label="Introduction du rapport"
        hint="Facultative. Un paragraphe par ligne vide."
      />
    </section>
  );
}

const hints: Partial<Record<ReportChapter, string>> = {
  received: "Ce qui explique les hausses et les baisses.",
  recommendations: "Ce que les recommandations de l’année ont changé.",
  meetings: "Les rencontres tenues, les permanences.",
};

function Chapter({
  space,
  report,
  step,
  part,
}: {
  space: AgentSpace;
  report: ReportView;
  step: ReportChapter;
  part: ReportPart | undefined;
}) {
  if (!part) return null;
  return (
    <section aria-labelledby="chapter">
      <h2 id="chapter">{part.title}</h2>
      {part.sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {part.tables.map((table) => (
        <ReportFigureTable key={table.title} table={table} />
      ))}
      <Words
        space={space}
        report={report}
        name={step}
        label="Votre commentaire"
        hint={hints[step] ?? "Facultatif. Il est imprimé après les chiffres du chapitre."}
      />
      {step === "recommendations" && (
        <Words
          space={space}
          report={report}
          name="propositions"
          label="Propositions"
          hint="Ce que vous proposez à la collectivité pour éviter ces différends."
        />
      )}
    </section>
  );
}

/** A text to write, or to read where it may not change. */
function Words({
  space,
  report,
  name,
  label,
  hint,
}: {
  space: AgentSpace;
  report: ReportView;
  name: Parameters<typeof ReportTextField>[0]["name"];
  label: string;
  hint: string;
}) {
  if (report.mayWrite && !report.frozenAt)
    return (
      <ReportTextField
        organisation={space.organisation.id}
        report={report}
        name={name}
        label={label}
        hint={hint}
      />
    );
  const text = report.texts[name];
  return text ? (
    <div className="report__words">
      <h3>{label}</h3>
      <p>{text}</p>
    </div>
  ) : null;
}

/** Bars where there is something to compare, then the table; as it will be printed. */
function ReportFigureTable({ table }: { table: ReportTable }) {
  const { title, head, rows, chart, instead } = table;
  const bars = rows.slice(0, -1).slice(0, 10);
  return (
    <section className="report__table">
      <h3>{title}</h3>
      {instead && <p className="mention">{instead}</p>}
      {chart && (
        <BarChart
          title={title}
          conclusion={bars.map(([label, value]) => `${label} ${value}`).join(", ")}
          groups={bars.map(([label, value]) => ({
            label: String(label),
            bars: [{ value: typeof value === "number" ? value : 0, words: String(value) }],
          }))}
        />
      )}
      {rows.length > 0 && (
        <FigureTable title={title} head={head}>
          {rows.map(([label, ...cells], index) => (
            <tr
              key={String(label)}
              className={index === rows.length - 1 && label === "Total" ? "figure-table__total" : undefined}
            >
              <th scope="row">{label}</th>
              {cells.map((cell, column) => (
                <td key={head[column + 1]}>
                  {typeof cell === "number" ? cell.toLocaleString("fr-FR") : cell}
                </td>
              ))}
            </tr>
          ))}
        </FigureTable>
      )}
      {rows.length === 0 && !instead && <p className="mention">Rien à compter dans l’année.</p>}
    </section>
  );
}

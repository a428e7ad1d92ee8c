import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { amountWords, countWords } from "../../../../../shared/declarations/amount-words.ts";
import type { SibilSheet } from "../../../../../shared/declarations/declaring.ts";
import { ConfirmDialog } from "../../../../ui/agent/confirm-dialog.tsx";
import { LoadFailed } from "../../../../ui/agent/load-failed.tsx";
import { PageTitle, useTitle } from "../../../../ui/agent/page-title.tsx";
import { Skeleton } from "../../../../ui/agent/waiting.tsx";
import { Button, buttonClass } from "../../../../ui/button.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { performancesWords } from "./body-words.ts";
import { DeadlineFlag } from "./deadline-flag.tsx";
import { keepSibil, recordSibil, sibilFileAddress, sibilQuery } from "./declaring-queries.ts";
import { useDeposit } from "./deposit-fields.tsx";
import { useCopy } from "./key-figures.tsx";
import "../../../../ui/agent/list-table.css";
import "../declarations.css";
import "./declaring.css";

const headers = ["Spectacle", "Domaine", "Jour", "Heure", "Lieu", "Code postal", "Ville", "Type de lieu"];

/** Performances of a quarter as SIBIL asks for them, to copy into its portal (declarations.md §6.3). */
export function SibilPage({ space, year, quarter }: { space: AgentSpace; year: number; quarter: number }) {
  useTitle("Feuille SIBIL");
  const query = useQuery(sibilQuery(space.organisation.id, year, quarter));
  return (
    <div className="agent-page telling">
      <header className="agent-head">
        <PageTitle>
          SIBIL, {quarter === 1 ? "1er" : `${quarter}e`} trimestre {year}
        </PageTitle>
        <DeadlineFlag on={query.data?.deadline ?? null} done={query.data?.deposit !== null} />
      </header>
      {query.isPending && <Skeleton says="Chargement de la feuille…" />}
      {query.isError && !query.data && (
        <LoadFailed what="la feuille" error={query.error} retry={() => void query.refetch()} />
      )}
      {query.data && <Sheet sheet={query.data} space={space} />}
    </div>
  );
}

function Sheet({ sheet, space }: { sheet: SibilSheet; space: AgentSpace }) {
  const copy = useCopy();
  const [depositing, setDepositing] = useState(false);
  const mayRecord = sheet.allowed.includes("declaration.record");
  const table = [
    [...headers, "Payantes", "Gratuites", "Recette TTC"],
    ...sheet.rows.map((row) => [
      row.show,
      row.domain,
      row.day,
      row.time,
      row.place,
      row.postalCode,
      row.city,
      row.placeType,
      String(row.paid),
      String(row.free),
      row.gross === 0 ? "gratuit" : amountWords(row.gross).replaceAll("\u00a0", ""),
    ]),
  ]
    .map((cells) => cells.join("\t"))
    .join("\n");
  return (
    <>
      {sheet.deposit ? (
        <p className="banner banner--success">
          <span className="grow">
            <strong>Déposée le {sheet.deposit.on.split("-").reverse().join("/")}</strong> par{" "}
            {sheet.deposit.by}
            {sheet.deposit.reference && `, référence ${sheet.deposit.reference}`}. Plus aucun rappel pour ce
            trimestre.
          </span>
        </p>
      ) : (
        <p>
          SIBIL ne reçoit rien par Guichet. Recopiez {performancesWords(sheet.rows.length)} dans le portail du
          ministère de la Culture, puis notez le dépôt ici.
        </p>
      )}
      <p className="row row--wrap telling-acts">
        <a
          className={buttonClass({ size: "sm" })}
          href={sheet.portal}
          target="_blank"
          rel="noopener noreferrer"
        >
          Ouvrir le portail SIBIL<span className="fr-sr-only"> (nouvelle fenêtre)</span>
        </a>
        {sheet.rows.length > 0 && (
          <Button look="secondary" size="sm" onClick={() => void copy(table, "la feuille entière")}>
            Tout copier
          </Button>
        )}
        {sheet.rows.length > 0 && (
          <a
            className={buttonClass({ look: "tertiary", size: "sm", icon: "fr-icon-download-line" })}
            href={sibilFileAddress(space.organisation.id, sheet.year, sheet.quarter)}
            download
          >
            Excel<span className="fr-sr-only">, la feuille du trimestre</span>
          </a>
        )}
        {mayRecord && (
          <Button look="tertiary" size="sm" onClick={() => setDepositing(true)}>
            {sheet.deposit ? "Corriger le dépôt…" : "C’est déposé…"}
          </Button>
        )}
      </p>
      {depositing && <SibilDeposit sheet={sheet} space={space} onClose={() => setDepositing(false)} />}
      {sheet.rows.length === 0 ? (
        <p>Aucune séance ce trimestre-là&nbsp;: la feuille est à déclarer vide.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        <section className="telling-scroll" tabIndex={0} aria-label="Séances du trimestre">
          <table className="telling-sent">
            <thead>
              <tr>
                {headers.map((header) => (
                  <th key={header} scope="col">
                    {header}
                  </th>
                ))}
                <th scope="col" className="figures">
                  Payantes
                </th>
                <th scope="col" className="figures">
                  Gratuites
                </th>
                <th scope="col" className="figures">
                  Recette TTC
                </th>
              </tr>
            </thead>
            <tbody>
              {sheet.rows.map((row) => (
                <tr key={row.performanceId}>
                  <th scope="row">{row.show}</th>
                  <td>{row.domain}</td>
                  <td className="nowrap">{row.day.split("-").reverse().join("/")}</td>
                  <td>{row.time}</td>
                  <td>{row.place}</td>
                  <td>{row.postalCode}</td>
                  <td>{row.city}</td>
                  <td>{row.placeType}</td>
                  <td className="figures">{countWords(row.paid)}</td>
                  <td className="figures">{countWords(row.free)}</td>
                  <td className="figures">{row.gross === 0 ? "gratuit" : amountWords(row.gross)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </>
  );
}

function SibilDeposit({
  sheet,
  space,
  onClose,
}: {
  sheet: SibilSheet;
  space: AgentSpace;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const { said, check, fields } = useDeposit(sheet.deposit ?? {});
  const { year, quarter } = sheet;
  return (
    <ConfirmDialog
      title="Noter le dépôt de la feuille SIBIL"
      confirm="Noter le dépôt"
      busy="Enregistrement…"
      check={check}
      act={() => recordSibil({ organisation: space.organisation.id, year, quarter, ...said })}
      onDone={(saved) => {
        keepSibil(client, space.organisation.id, saved);
        onClose();
      }}
      onClose={onClose}
    >
      <p>Toutes les séances de ce trimestre comptent alors comme déclarées à SIBIL.</p>
      {fields}
    </ConfirmDialog>
  );
}

import { useState } from "react";
import type { DeclarationView, Preview } from "../../../../../shared/declarations/declaring.ts";
import { saveFile } from "../../../../ui/agent/csv.ts";
import { useNow } from "../../../../ui/agent/now.ts";
import { Button } from "../../../../ui/button.tsx";
import { performancesWords } from "./body-words.ts";
import { performanceWords } from "./performance-words.ts";

/** Figures of ours behind a field of theirs, to mark what was corrected by hand. */
const correctedBy: Readonly<Record<string, readonly string[]>> = {
  rep_mt_billets: ["net", "gross", "lines"],
  rep_mt_tva_billets: ["net", "gross", "lines"],
  rep_nb_billets_pay: ["paid", "lines"],
  rep_nb_billets_exo: ["free", "lines"],
};

/** Fields of each performance, in the order in which they are checked; the others stand once, where all agree. */
const groups: readonly { title: string | null; fields: readonly string[] }[] = [
  { title: null, fields: ["rep_date_debut", "rep_date_fin", "rep_horaire", "salle_jauge"] },
  {
    title: "Billets",
    fields: ["rep_mt_billets", "rep_mt_tva_billets", "rep_nb_billets_pay", "rep_nb_billets_exo"],
  },
  {
    title: "Dépenses, portées sur la première séance seulement",
    fields: ["rep_mt_depenses", "rep_mt_frais"],
  },
];
const reference = "rep_ref_dec";

type SentRow = Preview["rows"][number];
/** What is the same for all, then what is said performance by performance. */
const sorted = (rows: readonly SentRow[]) => {
  const grouped = groups.map(({ title, fields }) => ({
    title,
    rows: rows.filter(({ field }) => fields.includes(field)),
  }));
  const others = rows.filter(({ field }) => !groups.some(({ fields }) => fields.includes(field)));
  const isCommon = ({ field, values }: SentRow) =>
    field !== reference && values.every((value) => value === values[0]);
  return {
    common: others
      .filter(isCommon)
      .map(({ field, label, values }) => ({ field, label, value: values[0] ?? null })),
    groups: [
      ...grouped,
      { title: "Propre à chaque séance", rows: others.filter((row) => !isCommon(row)) },
    ].filter((group) => group.rows.length > 0),
  };
};

/** What SACD receives: a table with its own names under ours, raw values as sent; the XML on demand. */
export function SacdPreview({ found, preview }: { found: DeclarationView; preview: Preview }) {
  const now = useNow();
  const [asXml, setAsXml] = useState(false);
  const { form } = found.current;
  const timeZone = form.place?.timeZone ?? "Europe/Paris";
  const columns = preview.performanceIds.map((id) => {
    const live = found.performances.find((one) => one.id === id);
    return {
      id,
      day: live ? performanceWords(live.startAt, timeZone, now).day : "",
      corrected: live?.corrected ?? [],
      own: form.performances.find(({ performanceId }) => performanceId === id),
    };
  });
  const { common, groups: bySubject } = sorted(preview.rows);
  const download = () => {
    if (preview.xml === null) return;
    saveFile(`${found.number}-SACD.xml`, preview.xml, "application/xml");
  };
  return (
    <>
      <header className="telling-document">
        <p className="grow">
          <strong>Données transmises</strong>{" "}
          <span className="small mention">{performancesWords(preview.performanceCount)}</span>
        </p>
        <div className="telling-switch">
          <button type="button" aria-pressed={!asXml} onClick={() => setAsXml(false)}>
            Tableau
          </button>
          <button type="button" aria-pressed={asXml} onClick={() => setAsXml(true)}>
            XML
          </button>
        </div>
        {preview.xml !== null && (
          <Button look="tertiary" size="sm" icon="fr-icon-download-line" onClick={download}>
            Télécharger
          </Button>
        )}
      </header>
      {asXml ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        <section className="telling-xml" tabIndex={0} aria-label="XML envoyé à la SACD">
          <pre>{preview.xml ?? "Il manque des informations pour l’écrire."}</pre>
        </section>
      ) : (
        <>
          <dl className="telling-header">
            {[...preview.header, ...common].map(({ field, label, value }) => (
              <div key={field}>
                <dt>
                  {label}
                  <code>{field}</code>
                </dt>
                <dd className="break-anywhere">{value ?? <span className="small mention">vide</span>}</dd>
              </div>
            ))}
          </dl>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
          <section className="telling-scroll" tabIndex={0} aria-label="Valeurs de chaque séance">
            <table className="telling-sent">
              <thead>
                <tr>
                  <th scope="col">Information</th>
                  {columns.map(({ id, day }) => (
                    <th key={id} scope="col" className="figures">
                      {day}
                    </th>
                  ))}
                </tr>
              </thead>
              {bySubject.map(({ title, rows }) => (
                <tbody key={title}>
                  {title && (
                    <tr>
                      <th scope="rowgroup" colSpan={columns.length + 1} className="telling-sent__group">
                        {title}
                      </th>
                    </tr>
                  )}
                  {rows.map(({ field, label, values }) => (
                    <tr key={field}>
                      <th scope="row">
                        {label}
                        <code>{field}</code>
                      </th>
                      {columns.map(({ id, corrected, own }, at) => {
                        const value = values[at] ?? null;
                        const isCorrected = correctedBy[field]?.some((name) => corrected.includes(name));
                        const isOwn = field === "salle_jauge" && own?.capacity;
                        return (
                          <td key={id} className={field === reference ? "telling-reference" : "figures"}>
                            {value === null ? (
                              <span className="small mention">vide</span>
                            ) : isCorrected ? (
                              <mark className="telling-corrected">
                                {value}
                                <span className="fr-sr-only"> (corrigé à la main)</span>
                              </mark>
                            ) : (
                              <span className={isOwn ? "telling-own" : undefined}>{value}</span>
                            )}
                          </td>
                        );
                      })}
                    </tr>
                  ))}
                </tbody>
              ))}
            </table>
          </section>
          <p className="small mention">
            Les montants sont écrits comme la SACD les reçoit&nbsp;: point décimal, sans zéro inutile.
            «&nbsp;vide&nbsp;» est normal&nbsp;: la SACD veut les dépenses une seule fois.
          </p>
        </>
      )}
    </>
  );
}

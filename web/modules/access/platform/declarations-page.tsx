import { queryOptions, useQuery } from "@tanstack/react-query";
import { connectionStatuses, runStates } from "../../../../shared/declarations/connections.ts";
import { providers } from "../../../../shared/declarations/enums.ts";
import { type Overview, type OverviewCount, overviewDays } from "../../../../shared/declarations/overview.ts";
import { transmissionStates } from "../../../../shared/declarations/transmission.ts";
import { call } from "../../../app/api.ts";
import { PlatformPage } from "./platform-page.tsx";

const overviewQuery = queryOptions({
  queryKey: ["platform", "declarations"],
  queryFn: ({ signal }) => call<Overview>("GET", "/api/declarations/overview", undefined, { signal }),
});

/** How declarations are used over the platform: counts only, and none with fewer than five organisations behind it. */
export function DeclarationsPage() {
  const query = useQuery(overviewQuery);
  return (
    <PlatformPage
      title="Déclarations"
      line={
        <>
          Des nombres seulement, sans montant ni nom. Un nombre qui vient de moins de cinq organisations n’est
          pas montré.
        </>
      }
      what="la vue d’ensemble"
      query={query}
    >
      {(data) => (
        <>
          <p>
            <strong>{data.organisations}</strong> organisation{data.organisations > 1 ? "s" : ""} avec ce
            service.
          </p>
          <Counts title="Billetteries" what="Billetterie" rows={data.sources} labels={providers} />
          <Counts title="Connexions" rows={data.connections} labels={connectionStatuses} />
          <Counts title={`Lectures des ${overviewDays} derniers jours`} rows={data.runs} labels={runStates} />
          {data.transmissions.map(({ body, states }) => (
            <Counts
              key={body}
              title={`Envois à ${body}, ${overviewDays} derniers jours`}
              rows={states}
              labels={transmissionStates}
            />
          ))}
        </>
      )}
    </PlatformPage>
  );
}

function Counts({
  title,
  what = "État",
  rows,
  labels,
}: {
  title: string;
  what?: string;
  rows: readonly OverviewCount[];
  labels: Readonly<Record<string, string>>;
}) {
  return (
    <section aria-label={title}>
      <h2 className="platform-heading">{title}</h2>
      {rows.length === 0 ? (
        <p className="mention">Rien pour l’instant.</p>
      ) : (
        <table className="list-table platform-table">
          <caption className="fr-sr-only">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{what}</th>
              <th scope="col">Nombre</th>
              <th scope="col">Organisations</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ value, organisations, found }) => (
              <tr key={value}>
                <th scope="row">{labels[value] ?? value}</th>
                <td>
                  <span className="card-label">Nombre&nbsp;: </span>
                  {found ?? "Non montré"}
                </td>
                <td>
                  <span className="card-label">Organisations&nbsp;: </span>
                  {organisations ?? "Moins de cinq"}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

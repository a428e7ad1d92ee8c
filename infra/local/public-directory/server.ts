import { type RunningService, startSearchedService } from "../searched-service.ts";
import { type LocalService, services } from "./services.ts";

/**
 * The State's directory of public services on this machine: the records of its one dataset by
 * the explore API 2.1 of Opendatasoft (api-lannuaire.service-public.fr), for a SIRET in `where`, with its refusals of
 * a query it cannot read and of too many, and switches to make it fail.
 */
export const startPublicDirectory = (options: { port: number; host: string }): Promise<RunningService> =>
  startSearchedService(
    {
      name: "directory of public services",
      path: "/api/explore/v2.1/catalog/datasets/api-lannuaire-administration/records",
      says: {
        unknown: { status: 404, body: { error_code: "NotFound", message: "Not found" } },
        limited: { status: 429, body: { errorcode: 10_005, error: "Too many requests on the domain." } },
        error500: { status: 500, body: { error_code: "InternalError", message: "Internal error" } },
        garbled: { status: 200, body: { total_count: "douze" } },
      },
      search: (asked) => {
        const siret = /^siret\s*=\s*"(\d{14})"$/.exec(asked.get("where") ?? "")?.[1];
        const limit = Number(asked.get("limit") ?? 10);
        if (!siret || !(limit >= 1 && limit <= 100))
          return { status: 400, body: { error_code: "ODSQLError", message: "ODSQL query is malformed" } };
        const found = services.filter((service) => service.siret === siret);
        const select = asked.get("select")?.split(",") ?? [];
        return {
          status: 200,
          body: {
            total_count: found.length,
            results: found.slice(0, limit).map((one) => record(one, select)),
          },
        };
      },
    },
    options,
  );

/** A record has text fields alone; a list is JSON in a text. */
const record = ({ name, siret, kind, email }: LocalService, select: readonly string[]) => {
  const whole = {
    nom: name,
    siret,
    pivot: JSON.stringify([{ type_service_local: kind, code_insee_commune: ["18993"] }]),
    adresse_courriel: email === "" ? null : email,
  };
  return Object.fromEntries(
    Object.entries(whole).filter(([field]) => select.length === 0 || select.includes(field)),
  );
};

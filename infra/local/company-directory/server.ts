/**
 * The State's directory of companies on this machine: `GET /search` of recherche-entreprises.api.gouv.fr for a SIREN or a
 * SIRET, with the fields its OpenAPI document names, its 400 without a query, its 429 and switches to make it fail.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import * as z from "zod/mini";
import { closeServer, listen } from "../listen.ts";
import { companies, type LocalCompany } from "./companies.ts";

const answers = ["normal", "limited", "error500", "slow", "outage", "garbled"] as const;
const switchesSchema = z.strictObject({ answer: z.enum(answers) });

export interface RunningCompanyDirectory {
  url: string;
  port: number;
  /** `limited`: 429; `slow`: never answers; `outage`: the connection is cut; `garbled`: something else than expected. */
  answer(how: (typeof answers)[number]): void;
  /** How many searches were asked. */
  asked(): number;
  stop(): Promise<void>;
}

export const startCompanyDirectory = async (options: {
  port: number;
  host: string;
}): Promise<RunningCompanyDirectory> => {
  let how: (typeof answers)[number] = "normal";
  let asked = 0;
  const json = (response: ServerResponse, status: number, value: unknown, headers = {}) =>
    void response
      .writeHead(status, { "content-type": "application/json", ...headers })
      .end(JSON.stringify(value));

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://local");
    if (url.pathname === "/_switches") {
      if (request.method === "POST") {
        if (!request.headers["content-type"]?.startsWith("application/json"))
          return json(response, 415, { error: "POST application/json" });
        const parsed = switchesSchema.safeParse(await readJson(request));
        if (!parsed.success) return json(response, 400, { error: z.prettifyError(parsed.error) });
        how = parsed.data.answer;
      }
      return json(response, 200, { answer: how });
    }
    if (url.pathname !== "/search") return json(response, 404, { erreur: "Not found" });
    asked += 1;
    if (how === "outage") return void request.socket.destroy();
    if (how === "slow") return;
    if (how === "error500") return json(response, 500, { erreur: "Internal server error" });
    if (how === "garbled") return json(response, 200, { total: "douze" });
    if (how === "limited") return json(response, 429, { erreur: "Trop de requêtes" }, { "retry-after": "1" });
    const wanted = (url.searchParams.get("q") ?? "").trim();
    if (wanted === "")
      return json(response, 400, { erreur: "Veuillez indiquer au moins un paramètre de recherche." });
    return json(response, 200, page(wanted));
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      console.error("company directory: a request failed", error);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  });
  const { url, port } = await listen(server, options.port, options.host);
  return {
    url,
    port,
    answer: (next) => {
      how = next;
    },
    asked: () => asked,
    stop: () => closeServer(server),
  };
};

/** One page of results: the company of a number. A search by SIRET names the one establishment that matches. */
const page = (wanted: string) => {
  const found = companies.filter(({ establishments }) =>
    establishments.some(({ siret }) => siret === wanted || siret.slice(0, 9) === wanted),
  );
  return {
    results: found.map((company) => result(company, wanted)),
    total_results: found.length,
    page: 1,
    per_page: 1,
    total_pages: found.length > 0 ? 1 : 0,
  };
};

const result = (company: LocalCompany, wanted: string) => {
  const [head] = company.establishments;
  if (!head) throw new Error("a company has a head office");
  return {
    siren: head.siret.slice(0, 9),
    nom_complet: company.masked ? company.name : company.name.toLowerCase(),
    nom_raison_sociale: company.name,
    sigle: null,
    etat_administratif: company.ceased ? "C" : "A",
    statut_diffusion: company.masked ? "P" : "O",
    siege: establishment(company, head),
    matching_etablissements: company.establishments
      .filter(({ siret }) => siret === wanted)
      .map((one) => establishment(company, one)),
  };
};

const establishment = (company: LocalCompany, one: LocalCompany["establishments"][number]) => ({
  siret: one.siret,
  adresse: one.address,
  est_siege: one === company.establishments[0],
  etat_administratif: one.closed ? "F" : "A",
  statut_diffusion_etablissement: company.masked ? "P" : "O",
});

const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    return undefined;
  }
};

/**
 * SACD's ticketing service on this machine, with the calls and answers of declarations.md §6.2: signs in by an MD5 of
 * the password, asks each later call for the MD5 of secret and token, and checks every field of what it is told as the
 * real one would. `POST /__scenario` makes it refuse, warn, fail or go away.
 */
import { createHash, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import * as z from "zod/mini";
import { elementsOf, readXml, textOf, writeXml, type XmlElement } from "../../../shared/platform/xml.ts";
import { closeServer, listen } from "../listen.ts";
import { faultOfDeclaration } from "./field-rules.ts";

/** What we are registered with. */
export const sacdAccount = {
  consumerKey: "guichet-local",
  secretKey: "secret-local",
  provider: "GUICHET",
  login: "guichet",
  password: "mot-de-passe-local",
} as const;

const Scenario = z.object({
  /** Performances that are refused or warned of, by their place in the declaration, from 0. */
  verdicts: z._default(
    z.array(
      z.object({
        at: z.int(),
        statut: z.enum(["KO", "WARNING"]),
        champ: z.optional(z.string()),
        message: z.optional(z.string()),
      }),
    ),
    [],
  ),
  /** The number of declarant is unknown, or not open to online declaring. */
  unknownDeclarant: z._default(z.boolean(), false),
  /** `cut`: takes the declaration, then cuts; `error500`, `garbled`: takes it and answers nonsense; `down`: nobody there. */
  fault: z._default(z.enum(["none", "cut", "error500", "garbled", "refused", "login", "down"]), "none"),
});
type SacdScenario = z.infer<typeof Scenario>;

export interface RunningSacd {
  url: string;
  port: number;
  /** Plays this from now on. */
  play(scenario: z.input<typeof Scenario>): void;
  /** Every declaration it took, in order: what a duplicate would show. */
  taken(): readonly string[];
  stop(): Promise<void>;
}

const md5 = (text: string) => createHash("md5").update(text).digest("hex");

export const startSacd = async (options: { port: number; host: string }): Promise<RunningSacd> => {
  let scenario: SacdScenario = Scenario.parse({});
  const taken: string[] = [];
  const tokens = new Set<string>();

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://local");
    const text = await bodyOf(request);
    const json = (status: number, value: unknown) =>
      void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    if (url.pathname === "/__scenario") {
      const asked = Scenario.safeParse(JSON.parse(text || "{}"));
      if (!asked.success) return json(400, { error: z.prettifyError(asked.error) });
      scenario = asked.data;
      return json(200, { taken: taken.length });
    }
    if (scenario.fault === "down") return void request.socket.destroy();
    if (
      !/Mozilla/.test(request.headers["user-agent"] ?? "") ||
      request.headers["accept-language"] !== "fr-FR"
    )
      return json(403, { Error: { Code: "ERR_FILTER", Message: "Forbidden" } });
    const form = new URLSearchParams(text);
    if (url.pathname === "/ticketing/auto-access.json") {
      const isKnown =
        form.get("login[login]") === sacdAccount.login &&
        form.get("login[password]") === md5(sacdAccount.password) &&
        form.get("login[consumer_key]") === sacdAccount.consumerKey;
      if (!isKnown || scenario.fault === "login")
        return json(401, { Error: { Code: "ERR_LOGIN", Message: "Identifiants inconnus" } });
      const token = randomUUID();
      tokens.add(token);
      return json(200, { AuthToken: token });
    }
    const isSigned =
      url.searchParams.get("key") === sacdAccount.consumerKey &&
      [...tokens].some((token) => url.searchParams.get("token") === md5(sacdAccount.secretKey + token));
    if (!isSigned) return json(403, { Error: { Code: "ERR_TOKEN", Message: "Jeton refusé" } });
    if (url.pathname === "/ticketing/logout") {
      tokens.clear();
      return json(200, {});
    }
    if (url.pathname === "/ticketing/broker/HelloWorldWS") return json(200, { Result: "Hello World!" });
    if (url.pathname !== "/ticketing/broker/ExploitFileTransmitETicketingDeclarationWS")
      return json(404, { Error: { Code: "ERR_WS", Message: "Service inconnu" } });
    if (scenario.fault === "refused")
      return json(400, { Error: { Code: "ERR", Message: "Requête refusée" } });
    if (
      form.get("parameters[Application]") !== sacdAccount.provider ||
      form.get("parameters[LoginRefFile]") !== sacdAccount.login ||
      form.get("parameters[Language]") !== "FR"
    )
      return json(200, { Error: { Code: "ERR_WS_PARAM", Message: "Paramètres incorrects" } });
    const xml = form.get("parameters[Declaration]") ?? "";
    if (scenario.unknownDeclarant)
      return json(200, { Error: { Code: "ERR_WS_DEC_REF", Message: "Déclarant inconnu" } });
    const declared = readXml(xml);
    const fault = declared ? faultOfDeclaration(declared) : "XML illisible";
    if (!declared || fault) return json(200, { Error: { Code: "ERR_WS_XML", Message: fault } });
    taken.push(xml);
    if (scenario.fault === "cut") return void request.socket.destroy();
    if (scenario.fault === "error500") return void response.writeHead(502).end("Bad gateway");
    if (scenario.fault === "garbled") return void response.writeHead(200).end("<Declaration><Header>");
    response
      .writeHead(200, { "content-type": "text/xml; charset=utf-8" })
      .end(answerTo(declared, scenario.verdicts));
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      console.error("sacd: a request failed", error);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  });
  const { url, port } = await listen(server, options.port, options.host);
  return {
    ...{ url, port },
    play: (next) => {
      scenario = Scenario.parse(next);
    },
    taken: () => taken,
    stop: () => closeServer(server),
  };
};

/** One `Representation` each, with what the scenario says of it. */
const answerTo = (declared: XmlElement, verdicts: SacdScenario["verdicts"]): string => {
  const [header] = elementsOf(declared, "Header");
  const told = elementsOf(elementsOf(declared, "Representations")[0], "Representation");
  const leaf = (name: string, content: string | undefined): XmlElement[] =>
    content === undefined ? [] : [{ name, content }];
  return writeXml({
    name: "Declaration",
    content: [
      {
        name: "Header",
        content: [
          ...leaf("dec_ref", textOf(header, "dec_ref")),
          ...leaf("dec_nb", String(told.length)),
          ...leaf("sacd_date", textOf(header, "dec_date")),
        ],
      },
      {
        name: "Representations",
        content: told.map((one, at) => {
          const verdict = verdicts.find((said) => said.at === at);
          return {
            name: "Representation",
            content: [
              ...leaf("rep_ref_dec", textOf(one, "rep_ref_dec")),
              ...leaf("numero", String(at + 1)),
              ...leaf("statut", verdict?.statut ?? "OK"),
              ...leaf("champ", verdict?.champ),
              ...leaf("message", verdict?.message),
            ],
          };
        }),
      },
    ],
  });
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
};
